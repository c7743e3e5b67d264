"""Ranks and empty shapes that the others have in cases too long for the small files."""
import jax.numpy as jnp
import numpy as np

from networks import attend, avg_pool, convolve, layer_norm, max_pool
from reductions import first_of_equals


def add_to(cases):
    random = cases.random("ranks")
    n = lambda *shape: random.normal(size=shape)
    indices = lambda limit, *shape: random.integers(0, limit, size=shape).astype(np.int32)
    five = (1, 2, 1, 2, 2)
    cases.add("attention", {"causal": True}, lambda q, k, v: attend(q, k, v, True), n(*five), n(*five), n(*five))
    cases.add("diagonal", {}, jnp.diagonal, n(*five))
    cases.add("layerNorm", {"eps": 1e-5}, lambda x, g, b: layer_norm(x, g, b, 1e-5), n(1, 2, 1, 2, 3), n(3), n(3))
    cases.add("outer", {}, jnp.outer, n(1, 2, 1, 1, 2), n(1, 1, 1, 2, 1))
    cases.add("prod", {"axes": [1, -1]}, lambda x: jnp.prod(x, axis=(1, -1)), n(*five))
    cases.add("solve", {}, jnp.linalg.solve, n(1, 2, 1, 2, 2) + 2 * np.eye(2), n(1, 2, 1, 2, 1))
    cases.add("stack", {"axis": 2}, lambda *x: jnp.stack(x, 2), n(1, 2, 2, 1), n(1, 2, 2, 1))
    cases.add("take", {"axis": 3}, lambda x, i: jnp.take(x, i, axis=3), n(*five), indices(2, 3))
    cases.add("conv2d", {}, lambda x, k: convolve(x, k, (1, 1), "VALID", (1, 1), 1), n(0, 2, 3, 3), n(1, 2, 2, 2))
    for name, f in (("maxPool2d", max_pool), ("avgPool2d", avg_pool)):
        cases.add(name, {"kernel": 2}, lambda x: f(x, [2, 2], [2, 2], [0, 0]), n(0, 2, 4, 2))
    cases.add("max", {"axes": [1]}, lambda x: first_of_equals(jnp.argmax)(x, (1,), False), n(0, 3))
    cases.add("scatterAdd", {}, lambda x, i, u: x.at[i].add(u), n(3, 0), indices(3, 2), n(2, 0))
    cases.add("scatterAdd", {}, lambda x, i, u: x.at[i].add(u), n(3, 2), indices(3, 0), n(0, 2))
    cases.add("slice", {"start": [2, 0], "stop": [2, 3], "step": [1, 2]}, lambda x: x[2:2, 0:3:2], n(3, 4))
    cases.add("std", {"axes": [1]}, lambda x: jnp.std(x, axis=1), n(0, 3))
    cases.add("takeAlongAxis", {"axis": 1}, lambda x, i: jnp.take_along_axis(x, i, axis=1), n(2, 3), indices(3, 2, 0))
