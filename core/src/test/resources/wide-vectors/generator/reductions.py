"""Operations that make few numbers of many, or go along an axis."""
import jax
import jax.numpy as jnp
import numpy as np


def first_of_equals(position_of):
    """max or min, whose gradient goes to the first of equals."""
    def reduce(x, axis, keepdims):
        axes = tuple(range(x.ndim)) if axis is None else tuple(a % x.ndim for a in axis)
        if any(x.shape[a] == 0 for a in range(x.ndim) if a not in axes):
            return jnp.sum(x, axis=axes, keepdims=keepdims)
        kept = [a for a in range(x.ndim) if a not in axes]
        shape = [x.shape[a] for a in kept]
        flat = jnp.transpose(x, kept + list(axes)).reshape(shape + [-1])
        y = jnp.take_along_axis(flat, position_of(flat, -1)[..., None], -1)[..., 0]
        return jnp.expand_dims(y, axes) if keepdims else y
    return reduce


def norm(x, axis, keepdims):
    return jnp.sqrt(jnp.sum(x * x, axis=axis, keepdims=keepdims))


OVER_AXES = {
    "logSumExp": jax.nn.logsumexp,
    "max": first_of_equals(jnp.argmax),
    "mean": jnp.mean,
    "min": first_of_equals(jnp.argmin),
    "norm": norm,
    "prod": jnp.prod,
    "std": jnp.std,
    "sum": jnp.sum,
    "var": jnp.var,
}

AXES = [
    ((), None), ((4,), None), ((4,), [0]), ((2, 3), None), ((2, 3), [1]), ((2, 3), [-2]), ((2, 3), [0, 1]), ((2, 3, 4), [0, 2]),
    ((2, 3, 4), [-1, -3]), ((2, 3, 4), [1]), ((2, 1, 3, 2), [1]), ((2, 1, 3, 2), [-1, 1]), ((2, 2, 1, 2, 3), [0, 3, 4]),
    ((2, 2, 1, 2, 3), None), ((2, 2, 1, 2, 3), [2]), ((2, 2, 1, 2, 3), [-2]), ((1, 1), [0]), ((0, 3), [1]), ((3, 0, 2), [0]), ((2, 3), []), ((), []),
]
OVER_NOTHING = [((0,), None), ((0, 3), [0]), ((2, 0), [-1]), ((2, 0, 3), [1, 2])]

ALONG = {
    "cumProd": jnp.cumprod,
    "cumSum": jnp.cumsum,
    "logSoftmax": jax.nn.log_softmax,
    "softmax": jax.nn.softmax,
    "sort": jnp.sort,
}
ALONG_AXES = [
    ((1,), 0), ((5,), -1), ((0,), 0), ((2, 3), 0), ((2, 3), 1), ((2, 3), -2), ((3, 0, 2), 0), ((2, 4, 3), 1), ((2, 1, 3, 2), -3),
    ((2, 1, 3, 2), 2), ((2, 2, 1, 2, 3), 3), ((2, 2, 1, 2, 3), -1), ((2, 2, 1, 2, 3), 0),
]


def add_to(cases):
    for name, f in OVER_AXES.items():
        random = cases.random(name)
        for shape, axes in AXES + (OVER_NOTHING if name in ("sum", "prod") else []):
            if name in ("std", "norm") and axes == []:
                continue
            if name == "std" and (np.prod([shape[a] for a in (axes if axes is not None else range(len(shape)))]) == 1):
                continue
            for keep in (False, True):
                x = random.normal(size=shape)
                cases.add(name, {"axes": axes, "keepDims": keep}, lambda x: f(x, axis=None if axes is None else tuple(axes), keepdims=keep), x)
    zeros = np.array([[0, 2.0, 3], [0, 0, 3], [0, 0, 0], [1, 2, 3], [0.5, 0, -1]])
    cases.add("prod", {"axes": [1], "keepDims": False}, lambda x: jnp.prod(x, axis=1), zeros)
    cases.add("prod", {"axes": [0], "keepDims": True}, lambda x: jnp.prod(x, axis=0, keepdims=True), zeros)
    cases.add("prod", {"axes": None, "keepDims": False}, jnp.prod, zeros)
    for axis in (0, 1, -1):
        cases.add("cumProd", {"axis": axis}, lambda x: jnp.cumprod(x, axis=axis), zeros)
    for name, f in ALONG.items():
        random = cases.random(name)
        for shape, axis in ALONG_AXES:
            cases.add(name, {"axis": axis}, lambda x: f(x, axis=axis), random.normal(size=shape))
