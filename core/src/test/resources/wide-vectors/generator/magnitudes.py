"""Arrays of one kind of number throughout, for what is not element by element: zeros, ones, ties, huge and tiny ones."""
import jax
import jax.numpy as jnp
import numpy as np
import linear_algebra, networks, reductions, pointwise

KINDS = {
    "zeros": lambda random, s: np.zeros(s),
    "ones": lambda random, s: np.ones(s),
    "whole numbers": lambda random, s: random.integers(-2, 3, size=s).astype(float),
    "1e4": lambda random, s: 1e4 * random.normal(size=s),
    "around 1e4": lambda random, s: 1e4 + random.normal(size=s),
    "around -1e6": lambda random, s: -1e6 + random.normal(size=s),
    "1e20": lambda random, s: 1e20 * random.normal(size=s),
    "1e150": lambda random, s: 1e150 * random.normal(size=s),
    "1e-20": lambda random, s: 1e-20 * random.normal(size=s),
    "1e-160": lambda random, s: 1e-160 * random.normal(size=s),
    "mixed": lambda random, s: random.normal(size=s) * 10.0 ** random.integers(-8, 9, size=s),
}


def add_to(cases):
    for kind, draw in KINDS.items():
        # Squares of these are too large for single precision, and cubes too large for double.
        if cases.finite and kind in ("1e20", "1e150"):
            continue
        random = cases.random(kind)
        d = lambda *s: draw(random, s)
        for name, f in reductions.OVER_AXES.items():
            # Of nothing but zeros, JAX has no derivative; and it squares what then vanishes.
            if name in ("norm", "std") and kind in ("zeros", "ones", "whole numbers", "1e-160"):
                continue
            for axes in (None, [1]):
                cases.add(name, {"axes": axes, "keepDims": False}, lambda x: f(x, axis=None if axes is None else tuple(axes), keepdims=False), d(2, 3))
        for name, f in reductions.ALONG.items():
            cases.add(name, {"axis": -1}, lambda x: f(x, axis=-1), d(3, 4))
        for name, f in (("maximum", pointwise.maximum), ("minimum", pointwise.minimum), ("plus", jnp.add), ("minus", jnp.subtract), ("times", jnp.multiply)):
            cases.add(name, {}, f, d(3, 4), d(3, 4))
        cases.add("matmul", {}, jnp.matmul, d(3, 4), d(4, 2))
        cases.add("outer", {}, jnp.outer, d(3), d(2))
        cases.add("einsum", {"equation": "ij,jk,kl->il"}, lambda *x: jnp.einsum("ij,jk,kl->il", *x), d(2, 3), d(3, 2), d(2, 2))
        cases.add("conv2d", {"stride": [1, 1], "padding": [1, 1], "dilation": [1, 1], "groups": 1}, lambda a, b: networks.convolve(a, b, (1, 1), [(1, 1)] * 2, (1, 1), 1), d(1, 2, 3, 3), d(2, 2, 2, 2))
        cases.add("maxPool2d", {"kernel": [2, 2], "stride": [1, 1]}, lambda a: networks.max_pool(a, [2, 2], [1, 1], [0, 0]), d(1, 2, 3, 3))
        cases.add("avgPool2d", {"kernel": [2, 2], "stride": [1, 1]}, lambda a: networks.avg_pool(a, [2, 2], [1, 1], [0, 0]), d(1, 2, 3, 3))
        cases.add("layerNorm", {"eps": 1e-5}, lambda x, g, b: networks.layer_norm(x, g, b, 1e-5), d(3, 4), d(4), d(4))
        cases.add("attention", {"causal": False}, lambda q, k, v: networks.attend(q, k, v, False), d(3, 2), d(4, 2), d(4, 2))
        cases.add("crossEntropy", {}, networks.cross_entropy, d(3, 4), np.array([0, 1, 3], np.int32))
        cases.add("mseLoss", {}, lambda a, b: jnp.mean((a - b) ** 2), d(3, 4), d(3, 4))
        cases.add("bceWithLogits", {}, networks.binary_cross_entropy, d(3, 4), random.uniform(size=(3, 4)))
        if kind not in ("ones", "zeros", "whole numbers"):
            cases.add("huberLoss", {"delta": 1.0}, lambda a, b: networks.huber(a, b, 1.0), d(3, 4), d(3, 4))
            if kind != "1e-160":
                cases.add("hypot", {}, jnp.hypot, d(3, 4), d(3, 4))
        if not kind.startswith("around"):
            cases.add("det", {}, linear_algebra.determinant, d(3, 3))
        if kind not in ("zeros", "ones"):
            diagonal = np.diag(np.abs(d(3)).max() * np.array([5.0, 7, 6]))
            a = d(3, 3) + diagonal
            cases.add("inv", {}, jnp.linalg.inv, a)
            cases.add("logAbsDet", {}, lambda x: jnp.linalg.slogdet(x)[1], a)
            cases.add("solve", {}, jnp.linalg.solve, a, d(3, 2))
            cases.add("solveTriangular", {"lower": True}, lambda a, b: jax.scipy.linalg.solve_triangular(a, b, lower=True), a, d(3, 2))
            cases.add("cholesky", {}, lambda x: jnp.linalg.cholesky(linear_algebra.symmetrised(x)), np.eye(3) * np.abs(d(1))[0] * 9 if kind != "mixed" else np.diag([1e-8, 1e8, 1.0]))
