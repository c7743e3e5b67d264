"""Operations element by element."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy import special

# Each function with a range that keeps away from its poles and kinks.
FUNCTIONS = {
    "abs": (jnp.abs, -2, 2),
    "acos": (jnp.arccos, -0.95, 0.95),
    "acosh": (jnp.arccosh, 1.05, 5),
    "asin": (jnp.arcsin, -0.95, 0.95),
    "asinh": (jnp.arcsinh, -5, 5),
    "atan": (jnp.arctan, -4, 4),
    "atanh": (jnp.arctanh, -0.95, 0.95),
    "ceil": (jnp.ceil, -3, 3),
    "cos": (jnp.cos, -10, 10),
    "cosh": (jnp.cosh, -4, 4),
    "digamma": (special.digamma, 0.1, 8),
    "elu": (jax.nn.elu, -3, 3),
    "erf": (special.erf, -3, 3),
    "erfc": (special.erfc, -3, 5),
    "erfinv": (special.erfinv, -0.97, 0.97),
    "exp": (jnp.exp, -5, 5),
    "expm1": (jnp.expm1, -5, 5),
    "floor": (jnp.floor, -3, 3),
    "lgamma": (special.gammaln, 0.1, 9),
    "log": (jnp.log, 0.01, 9),
    "log1p": (jnp.log1p, -0.9, 5),
    "log2": (jnp.log2, 0.01, 9),
    "logSigmoid": (jax.nn.log_sigmoid, -20, 20),
    "mish": (lambda x: x * jnp.tanh(jax.nn.softplus(x)), -6, 6),
    "neg": (jnp.negative, -2, 2),
    "reciprocal": (lambda x: 1 / x, 0.1, 4),
    "relu": (jax.nn.relu, -2, 2),
    "rsqrt": (lax.rsqrt, 0.1, 4),
    "selu": (jax.nn.selu, -3, 3),
    "sigmoid": (jax.nn.sigmoid, -20, 20),
    "sign": (jnp.sign, -2, 2),
    "silu": (jax.nn.silu, -8, 8),
    "sin": (jnp.sin, -10, 10),
    "sinh": (jnp.sinh, -4, 4),
    "softplus": (jax.nn.softplus, -30, 30),
    "sqrt": (jnp.sqrt, 0.01, 9),
    "square": (jnp.square, -3, 3),
    "tan": (jnp.tan, -1.3, 1.3),
    "tanh": (jnp.tanh, -6, 6),
}


def maximum(a, b):
    """The first of equals has the gradient."""
    return jnp.where(a >= b, a, b)


def minimum(a, b):
    return jnp.where(a <= b, a, b)


OF_TWO = {
    "atan2": (jnp.arctan2, (-2, 2), (-2, 2)),
    "div": (jnp.divide, (-2, 2), (0.3, 2)),
    "hypot": (jnp.hypot, (-2, 2), (-2, 2)),
    "logAddExp": (jnp.logaddexp, (-3, 3), (-3, 3)),
    "maximum": (maximum, (-2, 2), (-2, 2)),
    "minimum": (minimum, (-2, 2), (-2, 2)),
    "minus": (jnp.subtract, (-2, 2), (-2, 2)),
    "plus": (jnp.add, (-2, 2), (-2, 2)),
    "pow": (jnp.power, (0.2, 3), (-2, 2)),
    "times": (jnp.multiply, (-2, 2), (-2, 2)),
}

PAIRS = [
    ((), ()), ((5,), ()), ((), (2, 3)), ((2, 3), (3,)), ((2, 1, 3), (4, 1)), ((2, 3), (2, 3)), ((3, 1), (1, 4)),
    ((1,), (4,)), ((1, 1), (3, 2)), ((0, 3), (3,)), ((1,), (0,)), ((2, 0, 1), (2, 1, 3)), ((), (0,)), ((2, 1, 3, 1), (4, 1, 2)),
    ((2, 2, 1, 2, 3), (1, 2, 1, 3)), ((1, 2, 1, 2, 1), (2, 1, 3, 1, 2)), ((), (2, 1, 2, 1, 2)), ((1, 1, 1), ()),
]


def shapes(random):
    """One of each rank from 0 to 5, and empty ones."""
    ranks = [tuple(int(e) for e in random.integers(1, 4, size=rank)) for rank in range(6)]
    return ranks + [(0,), (2, 0, 3)]


def away(x, from_=0.0, by=0.05):
    """x, with what is near a kink moved past it."""
    return np.where(np.abs(x - from_) < by, x + 3 * by, x)


def add_to(cases):
    some = shapes(np.random.default_rng(cases.seed))
    for name, (f, low, high) in FUNCTIONS.items():
        random = cases.random(name)
        for shape in some:
            x = random.uniform(low, high, size=shape)
            cases.add(name, {}, f, away(x) if low < 0 < high else x)
    add_with_parameters(cases, some)
    for name, (f, first, second) in OF_TWO.items():
        random = cases.random(name)
        for s, t in PAIRS:
            cases.add(name, {}, f, random.uniform(*first, size=s), random.uniform(*second, size=t))
    random = cases.random("where")
    for s, t in PAIRS:
        mask = random.integers(0, 2, size=np.broadcast_shapes(s, t)).astype(bool)
        cases.add("where", {}, jnp.where, mask, random.normal(size=s), random.normal(size=t))
        cases.add("where", {}, jnp.where, np.array(bool(random.integers(0, 2))), random.normal(size=s), random.normal(size=t))


def add_with_parameters(cases, some):
    random = cases.random("parameters")
    for shape in some:
        x = random.uniform(-2, 2, size=shape)
        for approximate in (True, False):
            cases.add("gelu", {"approximate": approximate}, lambda x: jax.nn.gelu(x, approximate), 2 * x)
        for slope in (0.01, 0.2):
            cases.add("leakyRelu", {"slope": slope}, lambda x: jax.nn.leaky_relu(x, slope), away(x))
        for low, high in ((-0.5, 0.7), (None, 0.3), (0.1, None), (-10, 10), (5, 6)):
            cases.add("clip", {"min": low, "max": high}, lambda x: jnp.clip(x, low, high), x)
        for exponent in (0, 1, 2, 3, -1, -2, 4, 7):
            cases.add("pow", {"exponent": exponent}, lambda x: x**exponent, away(x, by=0.3))
        for exponent in (0.5, 2.5, -1.5, 1 / 3):
            cases.add("pow", {"exponent": exponent}, lambda x: x**exponent, np.abs(x) + 0.2)
    cases.add("elu", {"alpha": 0.5}, lambda x: jax.nn.elu(x, 0.5), away(random.normal(size=(3, 4))))
