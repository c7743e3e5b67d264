"""Functions of numbers, and truths about them, of which the first set of vectors has none."""
import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import torch
import torch.nn.functional as F

from peers import Exact, Torch

mpf = mpmath.mpf
SHAPES = [(), (5,), (2, 3)]
BROADCAST = [((4,), (4,)), ((2, 3), (3,)), ((2, 1, 2), (3, 1))]


def gamma_lower(a, x):
    return mpmath.gammainc(a, 0, x, regularized=True)


def spherical_bessel(n):
    return lambda x: mpmath.sqrt(mpmath.pi / (2 * x)) * mpmath.besselj(n + mpf("0.5"), x)


def normal_quantile(p):
    return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)


def multigammaln(p):
    return lambda x: mpf(p * (p - 1)) / 4 * mpmath.log(mpmath.pi) + sum(mpmath.loggamma(x - mpf(j) / 2) for j in range(p))


OF_ONE = {
    "erfcinv": (lambda x: mpmath.erfinv(1 - x), 0.1, 1.9), "erfcx": (lambda x: mpmath.exp(x * x) * mpmath.erfc(x), -2, 6),
    "entr": (lambda x: -x * mpmath.log(x), 0.1, 3), "log1mexp": (lambda x: mpmath.log(1 - mpmath.exp(-x)), 0.05, 8),
    "logit": (lambda x: mpmath.log(x / (1 - x)), 0.05, 0.95), "logNdtr": (lambda x: mpmath.log(mpmath.ncdf(x)), -6, 3),
    "ndtr": (mpmath.ncdf, -4, 4), "ndtri": (normal_quantile, 0.02, 0.98), "sinc": (lambda x: mpmath.sin(mpmath.pi * x) / (mpmath.pi * x), 0.1, 4),
    "cbrt": (mpmath.cbrt, 0.1, 9), "exp2": (lambda x: mpf(2) ** x, -3, 3), "log10": (mpmath.log10, 0.1, 9),
    "squareplus": (lambda x: (x + mpmath.sqrt(x * x + 4)) / 2, -4, 4), "tanhShrink": (lambda x: x - mpmath.tanh(x), -3, 3),
}
OF_TWO = {
    "gammainc": (gamma_lower, 0.3, 6), "gammaincc": (lambda a, x: mpmath.gammainc(a, x, mpmath.inf, regularized=True), 0.3, 6),
    "klDiv": (lambda x, y: x * mpmath.log(x / y) - x + y, 0.1, 4), "relEntr": (lambda x, y: x * mpmath.log(x / y), 0.1, 4),
    "lbeta": (lambda a, b: mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b), 0.2, 9),
    "xlogy": (lambda x, y: x * mpmath.log(y), 0.1, 5), "xlog1py": (lambda x, y: x * mpmath.log(1 + y), 0.1, 5),
}
ACTIVATIONS = {
    "hardShrink": F.hardshrink, "softShrink": F.softshrink, "hardSwish": F.hardswish, "hardTanh": F.hardtanh, "relu6": F.relu6,
    "softsign": F.softsign,
}


def add_to(cases):
    add_special(cases)
    add_activations(cases)
    add_arithmetic(cases)
    add_truths(cases)


def add_special(cases):
    random = cases.random("further special functions")
    within = lambda low, high, shape: random.uniform(low, high, size=shape)
    for name, (f, low, high) in OF_ONE.items():
        for shape in SHAPES:
            cases.add(name, {}, f, within(low, high, shape), peer=Exact)
    for name, (f, low, high) in OF_TWO.items():
        for s, t in BROADCAST:
            cases.add(name, {}, f, within(low, high, s), within(low, high, t), peer=Exact)
    for order in (0, 1, 3):
        cases.add("besselI", {"order": order}, lambda x: mpmath.besseli(order, x), within(-5, 9, (4,)), peer=Exact)
        cases.add("besselIScaled", {"order": order}, lambda x: mpmath.besseli(order, x) * mpmath.exp(-abs(x)), within(0.2, 30, (2, 2)), peer=Exact)
        cases.add("sphericalBessel", {"order": order}, spherical_bessel(order), within(0.2, 9, (4,)), peer=Exact)
        cases.add("polygamma", {"order": order}, lambda x: mpmath.polygamma(order, x), within(0.3, 8, (3,)), peer=Exact)
        cases.add("multigammaln", {"p": order + 1}, multigammaln(order + 1), within(2.2, 8, (3,)), peer=Exact)
    for shapes in (((3,), (3,), (3,)), ((2, 2), (2,), ())):
        cases.add("betainc", {}, lambda a, b, x: mpmath.betainc(a, b, 0, x, regularized=True),
                  within(0.3, 4, shapes[0]), within(0.3, 4, shapes[1]), within(0.1, 0.9, shapes[2]), peer=Exact)


def add_activations(cases):
    random = cases.random("further activations")
    for shape in SHAPES:
        x = random.normal(size=shape) * 2
        for name, f in ACTIVATIONS.items():
            cases.add(name, {}, f, x, peer=Torch)
        cases.add("hardSigmoid", {}, jax.nn.hard_sigmoid, x)
        # PyTorch's derivatives of celu have the digits of single precision below 0.
        cases.add("celu", {"alpha": 1.3}, lambda x: jax.nn.celu(x, 1.3), x)
        cases.add("threshold", {"threshold": 0.1, "value": 20}, lambda x: F.threshold(x, 0.1, 20), x, peer=Torch)
        cases.add("prelu", {}, lambda x, a: jnp.where(x >= 0, x, a * x), x, random.uniform(0.1, 0.5, size=shape[-1:]))
    for axis, shape in ((0, (4,)), (-1, (3, 4)), (1, (2, 4, 3))):
        cases.add("glu", {"axis": axis}, lambda x: F.glu(x, axis), random.normal(size=shape), peer=Torch)
        cases.add("softmin", {"axis": axis}, lambda x: F.softmin(x, axis), random.normal(size=shape), peer=Torch)


def add_arithmetic(cases):
    random = cases.random("further arithmetic")
    n = lambda *shape: random.normal(size=shape)
    for s, t in BROADCAST:
        cases.add("copySign", {}, jnp.copysign, n(*s), n(*t))
        cases.add("floorDiv", {}, jnp.floor_divide, 5 * n(*s), n(*t))
        cases.add("mod", {}, jnp.mod, 5 * n(*s), n(*t))
        cases.add("rem", {}, jnp.fmod, 5 * n(*s), n(*t))
        cases.add("lerp", {}, torch.lerp, n(*s), n(*s), random.uniform(size=t[-1:]), peer=Torch)
        cases.add("heaviside", {"atZero": 0.5}, lambda x: jnp.heaviside(x, 0.5), n(*s))
        for name, f in (("round", jnp.round), ("trunc", jnp.trunc), ("toDegrees", jnp.degrees), ("toRadians", jnp.radians)):
            cases.add(name, {}, f, 3 * n(*s))
    cases.add("lerp", {"weight": 0.3}, lambda a, b: torch.lerp(a, b, 0.3), n(2, 2), n(2, 2), peer=Torch)
    for holes in (np.array([1.5, np.nan, np.inf, -np.inf, -2.0]), np.array([[np.nan, 0.5], [np.inf, -1.0]])):
        cases.add("nanToNum", {"nan": 7, "posinf": 8, "neginf": 9}, lambda x: jnp.nan_to_num(x, nan=7, posinf=8, neginf=9), holes)
        for name, f in (("isNaN", jnp.isnan), ("isFinite", jnp.isfinite), ("isInfinite", jnp.isinf)):
            cases.add(name, {}, f, holes)


def add_truths(cases):
    random = cases.random("further truths")
    whole = lambda *shape: random.integers(-3, 4, size=shape)
    for s, t in BROADCAST:
        truths = random.integers(0, 2, size=s).astype(bool), random.integers(0, 2, size=t).astype(bool)
        for name, f in (("and", np.logical_and), ("or", np.logical_or), ("xor", np.logical_xor)):
            cases.add(name, {}, getattr(jnp, f.__name__), *truths)
        cases.add("not", {}, jnp.logical_not, truths[0])
        for name, f in (("eq", jnp.equal), ("ne", jnp.not_equal), ("lt", jnp.less), ("le", jnp.less_equal), ("gt", jnp.greater), ("ge", jnp.greater_equal)):
            cases.add(name, {}, f, whole(*s).astype(float), whole(*t).astype(float))
            cases.add(name, {}, f, whole(*s).astype(np.int32), whole(*t).astype(np.int32))
        near = random.normal(size=s)
        close = near + random.choice([0, 1e-9, 1e-4], size=s)
        cases.add("isClose", {"rtol": 1e-6, "atol": 1e-8}, lambda a, b: jnp.isclose(a, b, 1e-6, 1e-8), near, close)
        cases.add("allClose", {"rtol": 1e-3, "atol": 1e-2}, lambda a, b: jnp.allclose(a, b, 1e-3, 1e-2), near, close)
        cases.add("allClose", {"rtol": 1e-12, "atol": 1e-12}, lambda a, b: jnp.allclose(a, b, 1e-12, 1e-12), near, near + 1)
        bits = random.integers(-2 ** 31, 2 ** 31, size=s).astype(np.int32), random.integers(-2 ** 31, 2 ** 31, size=t).astype(np.int32)
        for name, f in (("bitwiseAnd", jnp.bitwise_and), ("bitwiseOr", jnp.bitwise_or), ("bitwiseXor", jnp.bitwise_xor)):
            cases.add(name, {}, f, *bits)
        cases.add("bitwiseNot", {}, jnp.bitwise_not, bits[0])
        distance = random.integers(0, 32, size=t).astype(np.int32)
        cases.add("shiftLeft", {}, jnp.left_shift, bits[0], distance)
        cases.add("shiftRight", {}, jnp.right_shift, bits[0], distance)
        cases.add("shiftRightLogical", {}, lambda x, d: jax.lax.shift_right_logical(*jnp.broadcast_arrays(x, d)), bits[0], distance)
    for axes, shape in ((0, (4,)), (1, (2, 3)), ([0, 2], (2, 3, 2))):
        truths = random.integers(0, 4, size=shape) > 0
        over = tuple(axes) if isinstance(axes, list) else axes
        cases.add("all", {"axes": axes}, lambda x: jnp.all(x, axis=over), truths)
        cases.add("any", {"axes": axes}, lambda x: jnp.any(x, axis=over), ~truths)
        cases.add("countNonZero", {"axes": axes}, lambda x: jnp.count_nonzero(x, axis=over), np.where(truths, random.normal(size=shape), 0))
