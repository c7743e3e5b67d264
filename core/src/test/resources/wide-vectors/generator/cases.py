"""Cases of reference vectors: an operation's value and derivatives, computed with JAX in float64."""
import json
import math
import os
import sys
import zlib

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np


def plain_number(x):
    """A number as JSON has it; what is not finite is a text."""
    x = float(x)
    if math.isnan(x):
        return "nan"
    return x if math.isfinite(x) else "inf" if x > 0 else "-inf"


def plain_array(x):
    """{shape, data, dtype?}, flat and row-major."""
    x = np.asarray(x)
    if x.dtype == np.bool_:
        return {"shape": list(x.shape), "data": [bool(e) for e in x.ravel()], "dtype": "bool"}
    if np.issubdtype(x.dtype, np.integer):
        return {"shape": list(x.shape), "data": [int(e) for e in x.ravel()], "dtype": "int32"}
    return {"shape": list(x.shape), "data": [plain_number(e) for e in x.ravel()]}


def is_floating(x):
    return np.issubdtype(np.asarray(x).dtype, np.floating)


def is_finite(case):
    text = json.dumps(case)
    return not any(f'"{name}"' in text for name in ("nan", "inf", "-inf"))


def is_beyond_comparison(case):
    """Where JAX's own answer is wrong, or single precision has no room: see the README."""
    inputs = [np.array(x["data"], dtype=float) for x in case["inputs"]]
    if case["op"] == "hypot":
        return inputs[0].shape == inputs[1].shape and bool(np.any(np.abs(inputs[0]) == np.abs(inputs[1])))
    if case["op"] == "attention":
        return np.prod([np.abs(x).max(initial=0) for x in inputs]) > 1e8
    if case["op"] in ("solve", "solveTriangular"):
        return inputs[0].size > 0 and np.abs(inputs[0]).max() < 1e-15
    return False


class Jax:
    """A function of JAX's arrays. Without jit each primitive is compiled once for a shape, and shared by all operations."""

    def __init__(self, f):
        self.f = f

    def value(self, inputs):
        return np.asarray(self.f(*map(jnp.asarray, inputs)))

    def derivatives(self, inputs, places, cotangent, tangents):
        """What becomes of the cotangent and of the tangents, and of the tangents by the derivative of the former."""
        active = tuple(jnp.asarray(inputs[i]) for i in places)
        cotangent, tangents = jnp.asarray(cotangent), tuple(map(jnp.asarray, tangents))

        def of_active(*x):
            every = [jnp.asarray(e) for e in inputs]
            for i, e in zip(places, x):
                every[i] = e
            return self.f(*every)

        def along_tangents(*x):
            gradient = jax.vjp(of_active, *x)[1](cotangent)
            return sum(jnp.sum(g * t) for g, t in zip(gradient, tangents))

        return (jax.vjp(of_active, *active)[1](cotangent), jax.jvp(of_active, active, tangents)[1],
                jax.grad(along_tangents, argnums=tuple(range(len(active))))(*active))


class Cases:
    """What is collected of one seed. Each operation has its own random numbers, so that one more case of another does
    not change them."""

    def __init__(self, seed, only=None):
        self.seed = seed
        self.only = only
        self.by_operation = {}
        self.skipped = []
        self.count = 0
        # Numbers of so many digits make small files, and are right about ties.
        self.digits = None
        # Whether to leave out what JAX has no finite answer for.
        self.finite = False

    def random(self, operation):
        return np.random.default_rng([self.seed, zlib.crc32(operation.encode())])

    def wanted(self, operation):
        return self.only is None or operation in self.only

    def add(self, operation, attributes, f, *inputs, directions=None, peer=Jax):
        """Adds a case. `directions` are a cotangent and tangents; without, they are drawn at random."""
        if not self.wanted(operation):
            return
        try:
            case = self.case(operation, attributes, peer(f), [self.rounded(x) for x in inputs], directions)
        except Exception as e:
            self.skipped.append(f"{operation} {attributes} {[np.shape(x) for x in inputs]}: {type(e).__name__} {str(e)[:160]}")
            print("SKIP", self.skipped[-1], file=sys.stderr)
            return
        if self.finite and not is_finite(case):
            return
        self.by_operation.setdefault(operation, []).append(case)
        self.count += 1
        if self.count % 400 == 0:
            jax.clear_caches()

    def rounded(self, x):
        x = np.asarray(x)
        if self.digits is None or not is_floating(x):
            return x
        return np.array([float(f"{e:.{self.digits}g}") for e in x.ravel()]).reshape(x.shape)

    def case(self, operation, attributes, peer, inputs, directions):
        places = [i for i, x in enumerate(inputs) if is_floating(x)]
        y = peer.value(inputs)
        case = {"op": operation, "attrs": attributes, "inputs": [plain_array(x) for x in inputs], "output": plain_array(y)}
        if not places or not is_floating(y):
            return case
        random = self.random(operation + str(len(self.by_operation.get(operation, []))))
        cotangent, tangents = directions or (random.normal(size=np.shape(y)), [random.normal(size=np.shape(inputs[i])) for i in places])
        cotangent = self.rounded(np.asarray(cotangent, np.float64))
        tangents = [self.rounded(np.asarray(t, np.float64)) for t in tangents]
        vjp, jvp, hvp = peer.derivatives(inputs, places, cotangent, tangents)

        def spread(arrays):
            result = [None] * len(inputs)
            for i, e in zip(places, arrays):
                result[i] = plain_array(e)
            return result

        return case | {"cotangent": plain_array(cotangent), "vjp": spread(vjp), "tangents": spread(tangents), "jvp": plain_array(jvp), "hvp": spread(hvp)}

    def thin_out(self, size, random):
        """Leaves of each operation as many cases, taken at random, as fit into so many characters."""
        for operation, cases in self.by_operation.items():
            left, kept = size, []
            for i in random.permutation(len(cases)):
                length = len(json.dumps(cases[i], separators=(",", ":")))
                if length <= left:
                    left -= length
                    kept.append(i)
            self.by_operation[operation] = [cases[i] for i in sorted(kept)]

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        for operation, cases in self.by_operation.items():
            cases = [c for c in cases if not is_beyond_comparison(c)]
            with open(os.path.join(folder, operation + ".json"), "w") as file:
                file.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")

    def differ_from(self, folder, whole):
        """Says which files have cases that are not made here, or numbers that differ by more than rounding. Where a file has not
        the whole, it need not have all cases: which of them fit depends on how many digits their numbers happen to have. Losses
        are in a folder of their own."""
        names = {name[:-5] for name in os.listdir(folder) if name.endswith(".json")}
        wrong = sorted(name for name in (names if self.only is None else self.only) if name not in self.by_operation)
        for operation in sorted(names & set(self.by_operation)):
            with open(os.path.join(folder, operation + ".json")) as file:
                known = json.load(file)
            now = [c for c in self.by_operation[operation] if not is_beyond_comparison(c)]
            if whole and len(known) != len(now) or not all(any(near(case, made) for made in now) for case in known):
                wrong.append(operation)
        for operation in wrong:
            print("differs:", operation)
        return wrong


def near(a, b):
    """Whether two cases are the same, but for rounding."""
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() == b.keys() == {"shape", "data"}:
            x, y = (np.array([float(e) for e in each["data"]]) for each in (a, b))
            scale = max([abs(e) for e in x if math.isfinite(e)], default=0)
            return a["shape"] == b["shape"] and np.allclose(x, y, rtol=1e-10, atol=1e-10 * max(scale, 1e-4), equal_nan=True)
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    return a == b
