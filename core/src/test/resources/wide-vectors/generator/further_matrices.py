"""Products, decompositions and what is made of them, of which the first set of vectors has none.

Eigenvectors, singular vectors and the like are unique but for their signs, so it is their magnitudes that are compared, and what they make of other matrices."""
import jax
import jax.numpy as jnp
import numpy as np

from further_arrays import joined


def add_to(cases):
    random = cases.random("further matrices")
    n = lambda *shape: random.normal(size=shape)
    well = lambda *batch, size: n(*batch, size, size) + size * np.eye(size)
    add_products(cases, n)
    add_decompositions(cases, n)
    for batch in ((), (2,)):
        for size in (2, 3):
            cases.add("matrixExp", {}, jax.scipy.linalg.expm, n(*batch, size, size))
            lower = np.tril(well(*batch, size=size))
            cases.add("choleskySolve", {}, lambda l, b: jnp.linalg.solve(jnp.tril(l) @ jnp.matrix_transpose(jnp.tril(l)), b), lower, n(*batch, size, 2))
            for power in (0, 3, -2):
                cases.add("matrixPower", {"n": power}, lambda x: jnp.linalg.matrix_power(x, power), well(*batch, size=size))
        for kind, order in (("frobenius", "fro"), ("one", 1), ("infinity", jnp.inf), ("spectral", 2)):
            cases.add("matrixNorm", {"kind": kind}, lambda x: jnp.linalg.norm(x, order, (-2, -1)), n(*batch, 3, 2))
        cases.add("nuclearNorm", {}, lambda x: jnp.linalg.norm(x, "nuc", (-2, -1)), n(*batch, 3, 2))
        cases.add("cond", {}, jnp.linalg.cond, n(*batch, 3, 3))
        cases.add("pinv", {}, jnp.linalg.pinv, n(*batch, 4, 2))
        cases.add("pinv", {}, jnp.linalg.pinv, n(*batch, 2, 3))
        cases.add("slogdet", {}, lambda x: joined(*jnp.linalg.slogdet(x)), n(*batch, 3, 3))
        cases.add("matrixRank", {}, jnp.linalg.matrix_rank, n(*batch, 4, 2) @ n(*batch, 2, 3))
    for columns in ((), (2,)):
        cases.add("lstsq", {}, lambda a, b: jnp.linalg.pinv(a) @ b, n(4, 2), n(4, *columns))
    cases.add("tensorSolve", {}, jnp.linalg.tensorsolve, n(2, 2, 4), n(2, 2))
    cases.add("tensorSolve", {}, jnp.linalg.tensorsolve, n(3, 3), n(3))


def add_products(cases, n):
    for s, t in (((3,), (3,)), ((2, 3), (3,)), ((2, 1, 3), (4, 3))):
        cases.add("cross", {}, jnp.cross, n(*s), n(*t))
        cases.add("vecdot", {}, jnp.vecdot, n(*s), n(*t))
    for s in ((1,), (4,)):
        cases.add("dot", {}, jnp.dot, n(*s), n(*s))
    for s, t in (((2, 3), (2, 2)), ((1, 2), (3, 1))):
        cases.add("kron", {}, jnp.kron, n(*s), n(*t))
        cases.add("blockDiag", {}, jax.scipy.linalg.block_diag, n(*s), n(*t), n(1, 1))
    for axes, s, t in ((0, (2,), (3, 2)), (1, (2, 3), (3, 2)), (2, (2, 3, 2), (3, 2, 4))):
        cases.add("tensordot", {"axes": axes}, lambda a, b: jnp.tensordot(a, b, axes), n(*s), n(*t))
    for shapes in (((2, 3), (3, 4), (4,)), ((2,), (2, 3), (3, 1), (1, 2))):
        cases.add("multiDot", {}, lambda *x: jnp.linalg.multi_dot(x), *[n(*s) for s in shapes])


def add_decompositions(cases, n):
    def svd(x):
        u, s, vt = jnp.linalg.svd(x, full_matrices=False)
        return joined(jnp.abs(u), s, jnp.abs(vt), u @ vt)

    def qr(x):
        q, r = jnp.linalg.qr(x)
        return joined(jnp.abs(q), jnp.abs(r), q @ r)

    def eigh(x):
        values, vectors = jnp.linalg.eigh(x)
        return joined(values, jnp.abs(vectors), vectors * jnp.arange(1.0, 1 + x.shape[-1]) @ jnp.matrix_transpose(vectors))

    def lu(x):
        both, _, permutation = jax.lax.linalg.lu(x)
        return joined(permutation, jnp.tril(both, -1) + jnp.eye(both.shape[-1]), jnp.triu(both))

    for batch in ((), (2,)):
        for size in (2, 3):
            cases.add("eigvalsh", {}, lambda x: jnp.linalg.eigvalsh(x), n(*batch, size, size))
            cases.add("eigh", {"compared": True}, eigh, n(*batch, size, size))
            cases.add("lu", {}, lu, n(*batch, size, size))
        for shape in ((3, 2), (2, 3), (3, 3)):
            cases.add("svdvals", {}, lambda x: jnp.linalg.svd(x, compute_uv=False), n(*batch, *shape))
            cases.add("svd", {"compared": True}, svd, n(*batch, *shape))
        for shape in ((3, 2), (3, 3)):
            cases.add("qr", {"compared": True}, qr, n(*batch, *shape))
