"""Statistics, orders, indices and layouts, of which the first set of vectors has none."""
import jax
import jax.numpy as jnp
import numpy as np
import torch

from peers import Torch

AXES = [((5,), 0), ((3, 4), 1), ((2, 4, 3), 1)]


def add_to(cases):
    add_statistics(cases)
    add_holes(cases)
    add_orders(cases)
    add_tables(cases)
    add_scatters(cases)
    add_layouts(cases)
    add_places(cases)


def add_statistics(cases):
    random = cases.random("further statistics")
    n = lambda *shape: random.normal(size=shape)
    for shape, axis in AXES:
        cases.add("average", {"axes": axis}, lambda x, w: jnp.average(x, axis, w), n(*shape), random.uniform(0.5, 2, size=shape[axis]))
        cases.add("logMeanExp", {"axes": axis}, lambda x: jax.scipy.special.logsumexp(x, axis) - jnp.log(shape[axis]), n(*shape))
        cases.add("ptp", {"axes": axis}, lambda x: jnp.ptp(x, axis), n(*shape))
        cases.add("sampleVar", {"axes": axis}, lambda x: jnp.var(x, axis, ddof=1), n(*shape))
        cases.add("sampleStd", {"axes": axis}, lambda x: jnp.std(x, axis, ddof=1), n(*shape))
        cases.add("cumLogSumExp", {"axis": axis}, lambda x: jax.lax.cumlogsumexp(x, axis), n(*shape))
        cases.add("cumMax", {"axis": axis}, lambda x: jax.lax.cummax(x, axis), n(*shape))
        cases.add("cumMin", {"axis": axis}, lambda x: jax.lax.cummin(x, axis), n(*shape))
        cases.add("diff", {"axis": axis}, lambda x: jnp.diff(x, axis=axis), n(*shape))
        cases.add("trapezoid", {"dx": 0.25, "axis": axis}, lambda x: jnp.trapezoid(x, dx=0.25, axis=axis), n(*shape))
        for p in (1, 2, 3.5):
            cases.add("vectorNorm", {"p": p, "axes": axis}, lambda x: jnp.linalg.vector_norm(x, ord=p, axis=axis), n(*shape))
    for shape in ((2, 5), (3, 4)):
        cases.add("cov", {}, jnp.cov, n(*shape))
        cases.add("corrcoef", {}, jnp.corrcoef, n(*shape))
    for p in (1, 2, 3):
        cases.add("cdist", {"p": p}, lambda x, y: jnp.sum(jnp.abs(x[:, None] - y[None]) ** p, -1) ** (1 / p), n(3, 2), n(4, 2))


def add_holes(cases):
    random = cases.random("further holes")
    for shape, axis in AXES:
        x = random.normal(size=shape)
        # One hole, but not all of a line.
        x[(0,) * len(shape)] = np.nan
        for name, f in (("nanSum", jnp.nansum), ("nanProd", jnp.nanprod), ("nanMean", jnp.nanmean), ("nanVar", jnp.nanvar), ("nanStd", jnp.nanstd),
                        ("nanMax", jnp.nanmax), ("nanMin", jnp.nanmin)):
            cases.add(name, {"axes": axis}, lambda x: f(x, axis), x)


def add_orders(cases):
    random = cases.random("further orders")
    n = lambda *shape: random.normal(size=shape)
    for shape, axis in AXES:
        cases.add("argMax", {"axis": axis}, lambda x: jnp.argmax(x, axis), n(*shape))
        cases.add("argMin", {"axis": axis}, lambda x: jnp.argmin(x, axis), n(*shape))
        cases.add("argSort", {"axis": axis}, lambda x: jnp.argsort(x, axis), n(*shape))
        cases.add("argSortDescending", {"axis": axis}, lambda x: jnp.argsort(x, axis, descending=True), n(*shape))
        cases.add("sortDescending", {"axis": axis}, lambda x: jnp.sort(x, axis, descending=True), n(*shape))
        cases.add("median", {"axis": axis}, lambda x: jnp.median(x, axis), n(*shape))
        for q in (0.3, 0.85):
            cases.add("quantile", {"q": q, "axis": axis}, lambda x: jnp.quantile(x, q, axis), n(*shape))
            cases.add("percentile", {"p": 100 * q, "axis": axis}, lambda x: jnp.percentile(x, 100 * q, axis), n(*shape))
    cases.add("topK", {"k": 2}, lambda x: joined(*jax.lax.top_k(x, 2)), n(3, 4))
    cases.add("topK", {"k": 3}, lambda x: joined(*jax.lax.top_k(x, 3)), n(5))
    knots = np.array([-1.0, -0.25, 0.5, 1.5])
    for shape in ((), (4,), (2, 3)):
        for right in (False, True):
            cases.add("searchSorted", {"right": right}, lambda x, at: jnp.searchsorted(at, x, side="right" if right else "left"),
                      random.choice([-2, -1, 0.3, 0.5, 2], size=shape), knots)
        cases.add("interp", {}, jnp.interp, random.uniform(-0.9, 1.4, size=shape), knots, n(4))


def joined(*parts):
    return jnp.concatenate([jnp.ravel(part).astype(jnp.float64) for part in parts])


def add_tables(cases):
    random = cases.random("further tables")
    n = lambda *shape: random.normal(size=shape)
    for shape in ((6,), (2, 3)):
        cases.add("bincount", {"count": 5}, lambda x: jnp.bincount(x.ravel(), length=5), random.integers(0, 5, size=shape).astype(np.int32))
        cases.add("histogram", {"bins": 4, "low": -1, "high": 1}, lambda x: jnp.histogram(x, 4, (-1, 1))[0].astype(jnp.int32), n(*shape))
        random.integers(-1, 4, size=shape)
        cases.add("polyval", {}, jnp.polyval, n(4), n(*shape))
    cases.add("polyval", {}, jnp.polyval, n(1), n())
    for count in (1, 3, 4):
        cases.add("vander", {"count": count}, lambda x: jnp.vander(x, count, increasing=True), n(3))


def one_by_one(combined, axis):
    """A scatter along an axis that takes one slice of the updates after the other."""
    def apply(x, indices, updates):
        y, u = jnp.moveaxis(x, axis, 0), jnp.moveaxis(updates, axis, 0)
        for k in range(indices.shape[0]):
            y = y.at[indices[k]].set(combined(y[indices[k]], u[k]))
        return jnp.moveaxis(y, 0, axis)
    return apply


def add_scatters(cases):
    random = cases.random("further scatters")
    n = lambda *shape: random.normal(size=shape)
    for shape, axis in AXES:
        updates = shape[:axis] + (3,) + shape[axis + 1:]
        indices = np.array([2, 0, 2], np.int32)
        for name, f in (("scatterSet", lambda old, new: new), ("scatterMul", jnp.multiply), ("scatterMax", jnp.maximum), ("scatterMin", jnp.minimum)):
            cases.add(name, {"axis": axis}, one_by_one(f, axis), n(*shape), indices, n(*updates))
        along = random.integers(0, shape[axis], size=updates).astype(np.int32)
        distinct = np.argsort(random.normal(size=shape), axis).take(range(3), axis).astype(np.int32)
        cases.add("addAlongAxis", {"axis": axis}, lambda x, i, u: torch.scatter_add(x, axis, i.long(), u), n(*shape), along, n(*updates), peer=Torch)
        cases.add("putAlongAxis", {"axis": axis}, lambda x, i, u: torch.scatter(x, axis, i.long(), u), n(*shape), distinct, n(*updates), peer=Torch)
        start = np.array(1, np.int32)
        cases.add("dynamicSlice", {"length": 2, "axis": axis}, lambda x, at: jax.lax.dynamic_slice_in_dim(x, at, 2, axis), n(*shape), start)
        cases.add("dynamicUpdate", {"axis": axis}, lambda x, part, at: jax.lax.dynamic_update_slice_in_dim(x, part, at, axis), n(*shape), n(*updates), start)
    for shape in ((5,), (6, 2), (5, 2, 2)):
        ids = random.permutation(np.arange(shape[0]) % 3).astype(np.int32)
        in_each = lambda f, x, count=3: jnp.stack([f(x[ids == s], 0) for s in range(count)])
        for name, f in (("segmentMax", jnp.max), ("segmentMin", jnp.min), ("segmentMean", jnp.mean)):
            cases.add(name, {"count": 3}, lambda x, _: in_each(f, x), n(*shape), ids)
        cases.add("segmentSum", {"count": 4}, lambda x, i: jax.ops.segment_sum(x, i, 4), n(*shape), ids)
        cases.add("segmentProd", {"count": 4}, lambda x, _: in_each(jnp.prod, x, 4), n(*shape), ids)


def add_layouts(cases):
    random = cases.random("further layouts")
    n = lambda *shape: random.normal(size=shape)
    cases.add("flatten", {}, jnp.ravel, n(2, 3))
    cases.add("flatten", {}, jnp.ravel, n())
    for shape in ((2, 3, 4), (2, 3)):
        cases.add("matrixTranspose", {}, jnp.matrix_transpose, n(*shape))
        cases.add("moveAxis", {"from": 0, "to": -1}, lambda x: jnp.moveaxis(x, 0, -1), n(*shape))
        cases.add("swapAxes", {"axis1": 0, "axis2": -1}, lambda x: jnp.swapaxes(x, 0, -1), n(*shape))
        for k in (1, 2, -1):
            cases.add("rot90", {"k": k}, lambda x: jnp.rot90(x, k), n(*shape))
        for k in (0, 1, -1):
            cases.add("diagEmbed", {"k": k}, lambda x: torch.diag_embed(x, k), n(*shape), peer=Torch)
    for shape, extent, stride in (((5,), 2, 1), ((2, 6), 3, 2)):
        cases.add("slidingWindows", {"extent": extent, "stride": stride, "axis": -1}, lambda x: x.unfold(-1, extent, stride), n(*shape), peer=Torch)
    for counts, axis, shape in (([1, 2], 0, (3, 2)), ([2, 2], 1, (3, 4))):
        cases.add("split", {"extents": counts, "axis": axis}, lambda x: joined(*jnp.split(x, [counts[0]], axis)), n(*shape))
    for axis in (0, 1):
        cases.add("unstack", {"axis": axis}, lambda x: joined(*jnp.unstack(x, axis=axis)), n(2, 3))
    cases.add("meshgrid", {}, lambda x, y: joined(*jnp.meshgrid(x, y, indexing="ij")), n(3), n(2))
    cases.add("meshgrid", {}, lambda *x: joined(*jnp.meshgrid(*x, indexing="ij")), n(2), n(1), n(2))


def add_places(cases):
    """Parts of a tensor, of which a copy has others: by ranges (rows 1 and on, every second column), by index tensors and by masks."""
    random = cases.random("further places")
    n = lambda *shape: random.normal(size=shape)
    part = (slice(1, None), slice(None, None, 2))
    cases.add("at(ranges).get", {}, lambda x: x[part], n(3, 4))
    cases.add("at(ranges).apply", {}, lambda x: x.at[part].set(jnp.sin(x[part])), n(3, 4))
    for shape in ((2, 2), (2,), ()):
        cases.add("at(ranges).set", {}, lambda x, y: x.at[part].set(y), n(3, 4), n(*shape))
        cases.add("at(ranges).add", {}, lambda x, y: x.at[part].add(y), n(3, 4), n(*shape))
    for one, other, shape in ((np.array([2, 0, -1], np.int32), np.array([1, 1, 0], np.int32), (3, 4)), (np.array([[0], [1]], np.int32), np.array([2, 3], np.int32), (2, 4, 2))):
        for name in ("get(index tensors)", "at(index tensors).get"):
            cases.add(name, {}, lambda x, i, j: x[i, j], n(*shape), one, other)
        places = np.broadcast_shapes(one.shape, other.shape) + shape[2:]
        for name in ("set", "add", "mul", "max", "min"):
            method = "multiply" if name == "mul" else name
            for part in (places, ()):
                cases.add(f"at(index tensors).{name}", {}, lambda x, i, j, y: at_places(x, i, j, method, jnp.broadcast_to(y, places)), n(*shape), one, other, n(*part))
    for shape, of_mask in (((2, 3), (2, 3)), ((3, 2), (3,))):
        mask = random.integers(0, 2, size=of_mask).astype(bool)
        mask.flat[0] = True
        whole = mask.reshape(of_mask + (1,) * (len(shape) - len(of_mask)))
        for name, f in (("set", lambda x, y: y), ("add", jnp.add), ("mul", jnp.multiply), ("max", jnp.maximum), ("min", jnp.minimum)):
            for part in (shape, ()):
                cases.add(f"at(mask).{name}", {}, lambda x, m, y: jnp.where(whole, f(x, y), x), n(*shape), mask, n(*part))


def at_places(x, i, j, method, updates):
    """One place after the other, so that there are derivatives of every method."""
    i, j = jnp.broadcast_arrays(i, j)
    for k in np.ndindex(i.shape):
        at, new = (i[k], j[k]), updates[k]
        old = x[at]
        x = x.at[at].set({"set": new, "add": old + new, "multiply": old * new, "max": jnp.maximum(old, new), "min": jnp.minimum(old, new)}[method])
    return x
