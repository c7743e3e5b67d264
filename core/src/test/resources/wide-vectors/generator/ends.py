"""Single points at the ends of what functions take: zeros, ones, huge and tiny numbers."""
import jax
import jax.numpy as jnp
import numpy as np
import pointwise

POINTS = [
    0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, -2.5, 1e-4, 1e-8, -1e-8, 1e-160, -1e-160, 1e-300, 6.0, -6.0, 20.0, -20.0, 30.0, -30.0, 90.0, -90.0,
    500.0, -500.0, 720.0, -720.0, 1e4, -1e4, 1e8, -1e8, 1e20, -1e20, 1e150, -1e150, 1e300, -1e300, np.inf, -np.inf, np.nan,
]
PAIRS = [0.0, 1.0, -1.0, 2.5, -3.0, 1e-8, 1e-160, -1e-160, 1e-300, 1e4, -1e4, 1e8, 1e150, -1e150, 1e300, np.inf, -np.inf]
# Directions of ones show the derivatives themselves.
ONE = (np.ones(1), [np.ones(1)])
TWO = (np.ones(1), [np.ones(1), np.full(1, 0.5)])


def is_known_difference(name, *x):
    """Where JAX has another convention, or no right answer: see the README."""
    return (
        name == "abs" and x[0] == 0
        or name == "hypot" and abs(x[0]) == abs(x[1])
        or name == "logAddExp" and x[0] == x[1] and abs(x[0]) > 1e6
    )


def add_to(cases):
    for name, (f, *_) in pointwise.FUNCTIONS.items():
        for x in POINTS:
            if not (cases.finite and is_known_difference(name, x)):
                cases.add(name, {}, f, np.array([x]), directions=ONE)
    for x in POINTS:
        for approximate in (True, False):
            cases.add("gelu", {"approximate": approximate}, lambda x: jax.nn.gelu(x, approximate), np.array([x]), directions=ONE)
        cases.add("leakyRelu", {"slope": 0.1}, lambda x: jax.nn.leaky_relu(x, 0.1), np.array([x]), directions=ONE)
        cases.add("clip", {"min": -0.5, "max": 0.7}, lambda x: jnp.clip(x, -0.5, 0.7), np.array([x]), directions=ONE)
        for exponent in (0, 1, 2, 3, -1, 0.5, 2.5, -1.5):
            cases.add("pow", {"exponent": exponent}, lambda x: x**exponent, np.array([x]), directions=ONE)
    for name, (f, *_) in pointwise.OF_TWO.items():
        for x in PAIRS:
            for y in PAIRS:
                if not (cases.finite and is_known_difference(name, x, y)):
                    cases.add(name, {}, f, np.array([x]), np.array([y]), directions=TWO)
