"""Operations that move or choose elements."""
import jax.numpy as jnp
import numpy as np


def add_to(cases):
    add_shapes(cases)
    add_joins(cases)
    add_moves(cases)
    add_slices(cases)
    add_indices(cases)


def normal(cases, name):
    random = cases.random(name)
    return lambda *shape: random.normal(size=shape)


def add_shapes(cases):
    n = normal(cases, "shapes")
    for s, t in [((), (3,)), ((), ()), ((3, 1), (4, 3, 4)), ((2, 1, 3), (2, 5, 3)), ((1,), (0,)), ((2, 3), (2, 3)), ((1, 2, 1), (2, 1, 3, 2, 2)), ((), (2, 1, 1, 2, 2)), ((0, 1), (2, 0, 3))]:
        cases.add("broadcastTo", {"shape": list(t)}, lambda x: jnp.broadcast_to(x, t), n(*s))
    for s, axis in [((), 0), ((), -1), ((3,), -1), ((3,), 1), ((2, 3), -2), ((0, 2), 1), ((2, 1, 3, 2), 4), ((2, 1, 3, 2), -5)]:
        cases.add("expandDims", {"axis": axis}, lambda x: jnp.expand_dims(x, axis), n(*s))
    for s, axis in [((1,), 0), ((2, 1, 3), -2), ((2, 1, 3, 1), -1), ((1, 0), 0), ((2, 1, 1, 2, 1), 2)]:
        cases.add("squeeze", {"axis": axis}, lambda x: jnp.squeeze(x, axis), n(*s))
    cases.add("squeeze", {"axis": None}, jnp.squeeze, n(1, 2, 1))
    cases.add("squeeze", {}, jnp.squeeze, n(1, 2, 1, 1, 3))
    cases.add("squeeze", {"axis": [0, -1]}, lambda x: jnp.squeeze(x, (0, -1)), n(1, 2, 1))
    cases.add("squeeze", {"axis": []}, lambda x: jnp.squeeze(x, ()), n(1, 2, 1))
    for s, t in [((), [1, 1]), ((), []), ((6,), [2, 3]), ((2, 3, 4), [-1]), ((2, 3, 4), [4, -1, 2]), ((0, 3), [3, 0]), ((1, 1), []), ((2, 2, 1, 2, 3), [4, 6]), ((24,), [2, 1, 3, 2, 2])]:
        cases.add("reshape", {"shape": t}, lambda x: jnp.reshape(x, t), n(*s))
    for s, t in [((), []), ((3,), [0]), ((2, 3), [1, 0]), ((2, 3), [0, 1]), ((2, 3, 4), [-1, 0, 1]), ((2, 0), [1, 0]), ((2, 1, 3, 2), [2, 0, 3, 1]), ((2, 2, 1, 2, 3), [4, 2, 0, 3, 1])]:
        cases.add("transpose", {"axes": t}, lambda x: jnp.transpose(x, t), n(*s))
    for s in [(), (3,), (2, 3), (2, 3, 4), (2, 1, 3, 2)]:
        cases.add("transpose", {"axes": None}, jnp.transpose, n(*s))


def add_joins(cases):
    n = normal(cases, "joins")
    for ss, axis in [([(2, 3), (4, 3)], 0), ([(2, 3), (2, 0), (2, 1)], -1), ([(3,)], 0), ([(2, 2, 3), (2, 4, 3)], 1), ([(2, 1, 3, 2, 2)] * 3, -2), ([(0, 2), (0, 2)], 0), ([(1,), (2,), (3,), (4,)], -1), ([(2, 1, 2, 3), (2, 2, 2, 3)], -3)]:
        cases.add("concat", {"axis": axis}, lambda *x: jnp.concatenate(x, axis=axis), *[n(*s) for s in ss])
    for s, count, axis in [((), 3, 0), ((), 2, -1), ((2, 3), 2, -1), ((2, 3), 3, 0), ((2, 3), 1, 1), ((2, 0), 2, 1), ((2, 1, 3, 2), 2, -3), ((2, 1, 3, 2), 2, 4)]:
        cases.add("stack", {"axis": axis}, lambda *x: jnp.stack(x, axis=axis), *[n(*s) for _ in range(count)])
    for s, reps in [((), [2]), ((), []), ((3,), [2]), ((2, 3), [2]), ((3,), [2, 1, 2]), ((2, 3), [1, 2]), ((0, 2), [2, 2]), ((2, 1, 3), [1, 2, 1]), ((2, 3), [0, 2]), ((2, 1, 2, 1, 2), [2, 1, 1, 2, 1])]:
        cases.add("tile", {"reps": reps}, lambda x: jnp.tile(x, reps), n(*s))
    for s, repeats, axis in [((3,), 2, 0), ((2, 3), 3, -1), ((2, 3), 2, 0), ((2, 0), 3, 1), ((2, 2, 1, 2, 3), 2, 2), ((2, 3), 0, 1), ((2, 3), 1, 1), ((2, 1, 3, 2), 2, -2)]:
        cases.add("repeat", {"repeats": repeats, "axis": axis}, lambda x: jnp.repeat(x, repeats, axis=axis), n(*s))
    cases.add("repeat", {"repeats": 2, "axis": None}, lambda x: jnp.repeat(x, 2), n(2, 3))
    for s, before, after, value in [((), [], [], 1.0), ((3,), [2], [0], 0.0), ((2, 3), [1, 0], [0, 2], -2.5), ((0, 2), [1, 1], [0, 1], 3.0), ((2, 2, 1, 2, 3), [0, 1, 0, 0, 2], [1, 0, 0, 2, 0], 1e3), ((2, 3, 2, 1), [0, 0, 1, 1], [0, 0, 2, 1], 0)]:
        cases.add("pad", {"before": before, "after": after, "value": value}, lambda x: jnp.pad(x, list(zip(before, after)), constant_values=value) if before else x, n(*s))


def add_moves(cases):
    n = normal(cases, "moves")
    for s, axes in [((4,), [0]), ((2, 3), [-1]), ((2, 3, 4), [0, 2]), ((0, 3), [0]), ((2, 3), None), ((), None), ((2, 2, 1, 2, 3), [-2, 0]), ((2, 3), []), ((2, 1, 3, 2), [3])]:
        cases.add("flip", {"axes": axes}, lambda x: jnp.flip(x, None if axes is None else tuple(axes)), n(*s))
    for s, shift, axis in [((5,), 2, 0), ((2, 4), -1, -1), ((2, 4), 7, 1), ((0,), 1, 0), ((2, 2, 1, 2, 3), 1, 4), ((2, 3), 0, 0), ((2, 1, 3, 2), -5, 2), ((3, 4), 2, None)]:
        cases.add("roll", {"shift": shift, "axis": axis}, lambda x: jnp.roll(x, shift, axis=axis), n(*s))
    cases.add("roll", {"shift": [1, -2], "axis": [0, 1]}, lambda x: jnp.roll(x, (1, -2), (0, 1)), n(3, 4))
    for name, f in (("tril", jnp.tril), ("triu", jnp.triu)):
        for s in [(3, 3), (2, 4), (4, 2), (2, 3, 3), (0, 3), (2, 2, 3, 4), (1, 2, 1, 3, 2), (2, 0, 0)]:
            cases.add(name, {}, f, n(*s))
        for k in (-5, -1, 0, 1, 2, 5):
            cases.add(name, {"k": k}, lambda x: f(x, k), n(3, 4))
            cases.add(name, {"k": k}, lambda x: f(x, k), n(2, 2, 3))
    for size in (0, 1, 4):
        cases.add("diag", {}, jnp.diag, n(size))
    for s, k in [((3, 4), 0), ((4, 2), 0), ((3,), 1), ((3,), -2), ((3, 4), 1), ((3, 4), -1), ((3, 3), 2)]:
        cases.add("diag", {"k": k}, lambda x: jnp.diag(x, k), n(*s))
    for s in [(3, 3), (2, 4), (4, 2), (1, 1), (2, 3, 3), (2, 3, 4), (2, 3, 1, 2), (2, 2, 1, 2, 3), (3, 2, 0), (0, 3)]:
        cases.add("diagonal", {}, jnp.diagonal, n(*s))
        cases.add("trace", {}, jnp.trace, n(*s))
    for offset, first, second in [(1, 0, 1), (-1, 0, 1), (0, -2, -1), (1, 2, 0), (-1, -1, 1)]:
        cases.add("diagonal", {"offset": offset, "axis1": first, "axis2": second}, lambda x: jnp.diagonal(x, offset, first, second), n(3, 4, 3))
        cases.add("trace", {"offset": offset, "axis1": first, "axis2": second}, lambda x: jnp.trace(x, offset, first, second), n(3, 4, 3))
    cases.add("diagonal", {"offset": 1}, lambda x: jnp.diagonal(x, 1), n(3, 4))
    cases.add("trace", {"offset": -1}, lambda x: jnp.trace(x, -1), n(3, 4))


def add_slices(cases):
    n = normal(cases, "slice")
    for s, start, stop, step in [
            ((5,), [1], [None], [2]), ((5,), [None], [None], [-1]), ((5,), [-1], [0], [-2]), ((5,), [3], [1], [1]), ((5,), [0], [99], [1]),
            ((5,), [-99], [3], [1]), ((5, 4), [1, -3], [4, -1], [1, 1]), ((5, 4), [4, None], [None, 2], [-2, 1]), ((2, 3, 4), [0, 1, 3], [2, 3, None], [1, 1, -1]),
            ((3,), [1], [1], [1]), ((5, 4), [1], [3], [1]), ((5,), [99], [None], [-1]), ((5,), [2], [-99], [-1]), ((), [], [], []),
            ((0, 3), [None, 0], [None, 2], [1, 1]), ((0,), [None], [None], [-1]), ((3, 2, 1, 2), [0, 0, 0, 1], [2, 2, 1, None], [1, 1, 1, -1]),
            ((3, 2, 1, 2, 4), [None, -1, 0, 0, -2], [None, None, None, 1, 0], [2, 1, 1, 1, -1]), ((7,), [-2], [None], [-3]), ((7,), [6], [0], [-4]), ((5,), [None], [None], [None])]:
        cases.add("slice", {"start": start, "stop": stop, "step": step}, lambda x: x[tuple(slice(*e) for e in zip(start, stop, step))], n(*s))


def add_indices(cases):
    random = cases.random("indices")
    n = lambda *shape: random.normal(size=shape)
    below = lambda limit, shape: random.integers(0, limit, size=shape).astype(np.int32)
    for s, i, axis in [((5,), (), 0), ((5,), (3,), 0), ((5, 3), (2, 2), 0), ((5, 3), (4,), -1), ((2, 5, 3), (2, 1), 1), ((2, 2, 3, 2, 3), (4,), 2), ((5, 3), (0,), 0), ((3, 0), (2,), 0), ((2, 3, 4, 2), (3,), -2), ((4,), (1, 2, 1, 2), 0), ((2, 3, 2), (), 1)]:
        cases.add("take", {"axis": axis}, lambda x, j: jnp.take(x, j, axis=axis), n(*s), below(s[axis], i))
    cases.add("take", {"axis": 0}, lambda x, j: jnp.take(x, j, axis=0), n(4, 2), np.array([-1, 0, -4, 3], np.int32))
    cases.add("take", {"axis": None}, lambda x, j: jnp.take(x, j), n(4, 2), np.array([7, 0, 3], np.int32))
    for s, i, axis in [((5,), (3,), 0), ((4, 5), (4, 2), 1), ((4, 5), (2, 5), 0), ((2, 3, 4), (2, 1, 4), -2), ((2, 2, 1, 2, 3), (2, 2, 1, 5, 3), 3), ((4, 5), (1, 2), 1), ((4, 5), (4, 0), -1), ((2, 3, 2, 2), (2, 2, 2, 2), 1), ((1, 5), (3, 2), 1)]:
        cases.add("takeAlongAxis", {"axis": axis}, lambda x, j: jnp.take_along_axis(x, j, axis=axis), n(*s), below(s[axis], i))
    cases.add("takeAlongAxis", {"axis": 1}, lambda x, j: jnp.take_along_axis(x, j, axis=1), n(3, 4), np.array([[-1], [0], [-4]], np.int32))
    cases.add("takeAlongAxis", {"axis": None}, lambda x, j: jnp.take_along_axis(x, j, axis=None), n(3, 4), np.array([11, 0, 5], np.int32))
    for s, i in [((5,), (3,)), ((5, 3), (4,)), ((5, 3), (0,)), ((4, 2, 3), (2, 3)), ((4,), ()), ((3, 2, 1, 2), (5,)), ((3, 2, 1, 2, 2), (2,)), ((3, 0), (2,)), ((2,), (2, 2, 2)), ((4, 2), ())]:
        cases.add("scatterAdd", {}, lambda x, j, u: x.at[j].add(u), n(*s), below(s[0], i), n(*(i + s[1:])))
    cases.add("scatterAdd", {}, lambda x, j, u: x.at[j].add(u), n(4, 2), np.array([-1, 3, 0, -4], np.int32), n(4, 2))
