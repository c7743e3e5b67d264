"""How far the four second-order modes of torch.func are from each other, and from reference vectors.

For each operation and case of folders of reference vectors, in double precision: forward and reverse over forward
and reverse, all contracted with the same cotangent and tangents, so that each gives the same vector (or, forward over
forward, its product with a further direction). Prints a line for each operation, separated by tabs:

    operation  cases  largest disagreement of the modes  largest error of any mode  what failed

Some points where modes are known to part, which the vectors do not have, are added; these have no reference.

    python second_order.py ../../core/src/test/resources/vectors ../../cli/src/test/resources/vectors > torch.tsv
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F
from torch.func import jvp, vjp

torch.set_default_dtype(torch.float64)
TYPES = {"int32": torch.int64, "bool": torch.bool, None: torch.float64}


def tensor(plain, like=None):
    if plain is None:
        return torch.zeros_like(like)
    return torch.tensor([float(x) for x in plain["data"]]).reshape(plain["shape"]).to(TYPES[plain.get("dtype")])


def axes_of(a, x):
    axes = a.get("axes", a.get("axis"))
    if axes is None:
        return tuple(range(x.dim()))
    return tuple(axes) if isinstance(axes, list) else (axes,)


def extremum(name):
    def apply(a, x):
        axes = [axis % x.dim() for axis in axes_of(a, x)]
        y = x
        for axis in sorted(axes, reverse=True):
            y = getattr(torch, name)(y, dim=axis, keepdim=a.get("keepDims", False)).values
        return y
    return apply


def product(a, x):
    y = x
    for axis in sorted((axis % x.dim() for axis in axes_of(a, x)), reverse=True):
        y = torch.prod(y, dim=axis, keepdim=a.get("keepDims", False))
    return y


def pad(a, x):
    amounts = [n for pair in zip(reversed(a["before"]), reversed(a["after"])) for n in pair]
    return F.pad(x, amounts, value=a["value"])


def python_slice(a, x):
    for axis, (start, stop, step) in enumerate(zip(a["start"], a["stop"], a.get("step") or [1] * x.dim())):
        positions = list(range(x.shape[axis]))[slice(start, stop, step)]
        x = x.index_select(axis, torch.tensor(positions, dtype=torch.int64))
    return x


def unary(f):
    return lambda a, x: f(x)


def binary(f):
    return lambda a, x, y: f(x, y)


def reduction(f, **more):
    return lambda a, x: f(x, dim=axes_of(a, x), keepdim=a.get("keepDims", False), **more)


OPERATIONS = {name: unary(getattr(torch, name)) for name in (
    "abs acos acosh asin asinh atan atanh ceil cos cosh digamma erf erfc erfinv exp expm1 floor lgamma log log1p log2 "
    "neg reciprocal relu rsqrt sigmoid sign sin sinh sqrt square tan tanh").split()}
OPERATIONS |= {
    "elu": unary(F.elu), "mish": unary(F.mish), "selu": unary(F.selu), "silu": unary(F.silu),
    "softplus": unary(F.softplus), "logSigmoid": unary(F.logsigmoid),
    "gelu": lambda a, x: F.gelu(x, approximate="tanh" if a.get("approximate", True) else "none"),
    "leakyRelu": lambda a, x: F.leaky_relu(x, a["slope"]),
    "clip": lambda a, x: torch.clamp(x, a["min"], a["max"]),
    "plus": binary(torch.add), "minus": binary(torch.sub), "times": binary(torch.mul), "div": binary(torch.div),
    "atan2": binary(torch.atan2), "hypot": binary(torch.hypot), "logAddExp": binary(torch.logaddexp),
    "maximum": binary(torch.maximum), "minimum": binary(torch.minimum), "outer": binary(torch.outer),
    "matmul": binary(torch.matmul),
    "pow": lambda a, *x: torch.pow(x[0], a["exponent"] if "exponent" in a else x[1]),
    "where": lambda a, c, x, y: torch.where(c, x, y),
    "sum": reduction(torch.sum), "mean": reduction(torch.mean), "logSumExp": reduction(torch.logsumexp),
    "var": reduction(torch.var, correction=0), "std": reduction(torch.std, correction=0),
    "norm": reduction(torch.linalg.vector_norm), "max": extremum("max"), "min": extremum("min"), "prod": product,
    "softmax": lambda a, x: torch.softmax(x, a["axis"]), "logSoftmax": lambda a, x: torch.log_softmax(x, a["axis"]),
    "cumSum": lambda a, x: torch.cumsum(x, a["axis"]), "cumProd": lambda a, x: torch.cumprod(x, a["axis"]),
    "sort": lambda a, x: torch.sort(x, dim=a["axis"]).values,
    "take": lambda a, x, i: x.index_select(a["axis"], i.flatten()).unflatten(a["axis"], i.shape),
    "takeAlongAxis": lambda a, x, i: torch.take_along_dim(x, i, a["axis"]),
    "scatterAdd": lambda a, x, i, y: x.index_add(a.get("axis", 0), i, y),
    "broadcastTo": lambda a, x: x.expand(a["shape"]), "reshape": lambda a, x: x.reshape(a["shape"]),
    "transpose": lambda a, x: x.permute(a["axes"]), "flip": lambda a, x: x.flip(a["axes"]),
    "roll": lambda a, x: x.roll(a["shift"], a["axis"]), "tile": lambda a, x: x.tile(a["reps"]),
    "repeat": lambda a, x: x.repeat_interleave(a["repeats"], a["axis"]),
    "squeeze": lambda a, x: x.squeeze(a["axis"]), "expandDims": lambda a, x: x.unsqueeze(a["axis"]),
    "pad": pad, "slice": python_slice,
    "concat": lambda a, *x: torch.cat(x, a["axis"]), "stack": lambda a, *x: torch.stack(x, a["axis"]),
    "diag": unary(torch.diag), "diagonal": unary(torch.diagonal), "trace": unary(torch.trace),
    "tril": unary(torch.tril), "triu": unary(torch.triu),
    "einsum": lambda a, *x: torch.einsum(a["equation"], *x),
    "cholesky": lambda a, x: torch.linalg.cholesky((x + x.mT) / 2), "det": unary(torch.linalg.det),
    "inv": unary(torch.linalg.inv), "logAbsDet": lambda a, x: torch.linalg.slogdet(x).logabsdet,
    "solve": binary(torch.linalg.solve),
    "solveTriangular": lambda a, x, y: torch.linalg.solve_triangular(x, y, upper=not a["lower"]),
    "conv2d": lambda a, x, k: F.conv2d(x, k, None, a["stride"], a["padding"], a["dilation"], a["groups"]),
    "avgPool2d": lambda a, x: F.avg_pool2d(x, a["kernel"], a["stride"]),
    "maxPool2d": lambda a, x: F.max_pool2d(x, a["kernel"], a["stride"]),
    "layerNorm": lambda a, x, g, b: F.layer_norm(x, x.shape[-1:], g, b, a["eps"]),
    "attention": lambda a, q, k, v: F.scaled_dot_product_attention(q, k, v),
    "crossEntropy": lambda a, x, y: F.cross_entropy(x, y), "mseLoss": lambda a, x, y: F.mse_loss(x, y),
    "bceWithLogits": lambda a, x, y: F.binary_cross_entropy_with_logits(x, y),
    "huberLoss": lambda a, x, y: F.huber_loss(x, y, delta=a["delta"]),
}


POINTS = {
    "cumProd at zeros": (lambda x: torch.cumprod(x, 0), [2, 0, -1.5, 3, 0, 2]),
    "eigvalsh": (torch.linalg.eigvalsh, [[2, 1, 0.5], [1, 3, -1], [0.5, -1, 1]]),
    "norm at 0": (torch.linalg.vector_norm, [0, 0, 0]),
    "std of equal numbers": (lambda x: torch.std(x, correction=0), [1, 1, 1]),
    "where(x > 0, log x, 0) at 0": (lambda x: torch.where(x > 0, torch.log(x), 0), [0, 1]),
    "where(x != 0, sin x / x, 1) at 0": (lambda x: torch.where(x != 0, torch.sin(x) / x, 1), [0, 1]),
}


def second_derivatives(f, x, v, u, w):
    """Each mode by its name: a function that gives the vector, or its product with u."""
    def push(*at):
        return jvp(f, at, v)[1]

    def pull(*at):
        return vjp(f, *at)[1](w)

    return {
        "reverse over reverse": lambda: vjp(pull, *x)[1](v),
        "forward over reverse": lambda: jvp(pull, x, v)[1],
        "reverse over forward": lambda: vjp(push, *x)[1](w),
        "forward over forward": lambda: (w * jvp(push, x, u)[1]).sum(),
    }


def flat(tensors):
    return torch.cat([x.detach().reshape(-1) for x in tensors])


def relative(is_, should):
    scale = max(1e-4, should.abs().max().item() if should.numel() else 0)
    return (is_ - should).abs().max().item() / scale if should.numel() else 0.0


def compare(f, x, v, w, reference):
    """The largest disagreement of the modes, each one's error, and what could not be computed."""
    u = random(x, 3)
    along = flat(u)
    found, errors, failed = {}, {}, {}
    for mode, derivative in second_derivatives(f, x, v, u, w).items():
        try:
            y = derivative()
            found[mode] = y if torch.is_tensor(y) else flat(y)
        except NotImplementedError as error:
            failed[mode] = type(error).__name__
    for mode, y in found.items() if reference is not None else ():
        errors[mode] = relative(y, reference) if y.dim() else product_error(y, reference, along)
    vectors = [y for y in found.values() if y.dim()]
    scalars = [y for y in found.values() if not y.dim()]
    disagreements = [relative(a, b) for a in vectors for b in vectors] + [product_error(a, b, along) for a in scalars for b in vectors]
    return worst(disagreements), errors, failed


def product_error(product, vector, along):
    return abs(product.item() - (vector @ along).item()) / max(1e-4, (vector * along).abs().sum().item())


def worst(numbers):
    """The largest; a NaN wins."""
    return max(numbers, key=lambda number: (math.isnan(number), number), default=math.nan)


def random(like, seed):
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.rand(x.shape, generator=generator) * 2 - 1 for x in like)


def check(case):
    """A case of the reference vectors."""
    inputs = [tensor(x) for x in case["inputs"]]
    active = [i for i, x in enumerate(inputs) if x.is_floating_point()]
    operation = OPERATIONS[case["op"]]

    def f(*point):
        every = list(inputs)
        for i, x in zip(active, point):
            every[i] = x
        return operation(case["attrs"], *every)

    return compare(
        f, tuple(inputs[i] for i in active), tuple(tensor(case["tangents"][i], inputs[i]) for i in active),
        tensor(case["cotangent"]), flat([tensor(case["hvp"][i], inputs[i]) for i in active]))


def check_point(f, x):
    """A point of our own."""
    x = (torch.tensor(x, dtype=torch.float64),)
    return compare(f, x, random(x, 1), random([f(*x)], 2)[0], None)


def show(name, results):
    errors, failed = {}, {}
    for _, each, wrong in results:
        failed |= wrong
        for mode, error in each.items():
            errors[mode] = worst([errors.get(mode, 0.0), error])
    notes = [f"{mode} differs from the reference" for mode, error in errors.items() if not error <= 1e-8]
    notes += [f"{mode}: {error}" for mode, error in failed.items()]
    reference = f"{worst(errors.values()):.0e}" if errors else ""
    print(name, len(results), f"{worst([result[0] for result in results]):.0e}", reference, "; ".join(notes), sep="\t")


def main(folders):
    print(f"# torch {torch.__version__}")
    for path in sorted((path for folder in folders for path in pathlib.Path(folder).glob("*.json")), key=lambda p: p.name):
        show(path.stem, [check(case) for case in json.loads(path.read_text())])
    for name, (f, x) in POINTS.items():
        show(name, [check_point(f, x)])


if __name__ == "__main__":
    main(sys.argv[1:])
