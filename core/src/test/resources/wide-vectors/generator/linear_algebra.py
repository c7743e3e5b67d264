"""Products, contractions, decompositions and systems."""
import itertools

import jax
import jax.numpy as jnp
import numpy as np

PRODUCTS = [
    ((4, 3), (3, 2)), ((3,), (3,)), ((4, 3), (3,)), ((3,), (3, 2)), ((2, 4, 3), (3, 2)), ((4, 3), (2, 3, 5)), ((2, 1, 4, 3), (5, 3, 2)),
    ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((0,), (0,)), ((1, 3, 1, 2, 3), (2, 1, 3, 3, 2)), ((3,), (2, 3, 4)), ((2, 4, 3), (3,)), ((1, 1), (1, 1)),
    ((0, 2, 3), (3, 2)), ((2, 1, 1, 2, 3), (3,)), ((2, 3, 4), (2, 4, 2)), ((1, 3, 4), (2, 4, 1)),
]
EINSUMS = [
    ("ij->ji", [(2, 3)]), ("ij->", [(2, 3)]), ("ij->j", [(2, 3)]), ("ii", [(3, 3)]), ("ii->i", [(3, 3)]), ("ji", [(2, 3)]), ("ij,jk", [(2, 3), (3, 4)]),
    ("bij,bjk->bik", [(2, 3, 4), (2, 4, 2)]), ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 2)]), ("i,j,k->ijk", [(2,), (3,), (2,)]), ("i,i", [(3,), (3,)]),
    ("...ij,...jk->...ik", [(2, 1, 2, 3), (3, 3, 2)]), ("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]), ("ij,ij->ij", [(2, 3), (2, 3)]),
    ("i,i->", [(3,), (3,)]), ("ij,j->i", [(2, 3), (3,)]), ("abc,cd,be->ade", [(2, 3, 4), (4, 2), (3, 2)]), ("iij->j", [(3, 3, 2)]), ("iji->j", [(3, 2, 3)]),
    ("ij,kj->ik", [(0, 3), (2, 3)]), ("ij,jk->ik", [(2, 0), (0, 3)]), ("ij,k->kij", [(2, 3), (2,)]), (" ij , jk -> ik ", [(2, 3), (3, 2)]),
    ("...i->...", [(2, 2, 3)]), ("...->...", [(2, 3)]), ("...,...", [(2, 3), (3,)]), ("i...,i...->...", [(3, 2), (3, 2)]), ("abcde->eacbd", [(2, 1, 2, 3, 2)]), ("abcde,ce->abd", [(2, 1, 2, 3, 2), (2, 2)]),
    (",ij->ij", [(), (2, 3)]), (",", [(), ()]), ("->", [()]), ("ii,ij->j", [(3, 3), (3, 2)]), ("iijj->ij", [(2, 2, 3, 3)]), ("ij,ji->", [(2, 3), (3, 2)]), ("ij,ik,il->jkl", [(2, 2), (2, 3), (2, 2)]),
    ("BiA,BAj->ijB", [(2, 3, 2), (2, 2, 2)]), ("ij,ij,ij->i", [(2, 3)] * 3), ("...ii->...i", [(2, 3, 3)]), ("...ii", [(2, 3, 3)]), ("ab,b,c->a", [(2, 3), (3,), (4,)]),
]
BATCHES = [(), (2,), (2, 3), (0,), (1, 2, 2)]


def symmetrised(x):
    return (x + jnp.swapaxes(x, -1, -2)) / 2


def add_to(cases):
    random = cases.random("products")
    n = lambda *shape: random.normal(size=shape)
    for s, t in PRODUCTS:
        cases.add("matmul", {}, jnp.matmul, n(*s), n(*t))
    for s, t in [((3,), (4,)), ((0,), (2,)), ((1,), (1,)), ((2, 2), (3,)), ((), (3,)), ((2, 3), (2, 1, 2))]:
        cases.add("outer", {}, jnp.outer, n(*s), n(*t))
    for equation, ss in EINSUMS:
        cases.add("einsum", {"equation": equation}, lambda *x: jnp.einsum(equation, *x), *[n(*s) for s in ss])
    add_solvers(cases)


def add_solvers(cases):
    random = cases.random("solvers")
    n = lambda *shape: random.normal(size=shape)
    well = lambda *batch, size: n(*batch, size, size) + size * np.eye(size)
    def positive(*batch, size):
        a = n(*batch, size, size)
        return a @ np.swapaxes(a, -1, -2) + size * np.eye(size)
    triangular = jax.scipy.linalg.solve_triangular
    for batch in BATCHES:
        for size in (1, 2, 3, 5):
            cases.add("cholesky", {}, lambda x: jnp.linalg.cholesky(symmetrised(x)), positive(*batch, size=size))
            cases.add("cholesky", {}, lambda x: jnp.linalg.cholesky(symmetrised(x)), positive(*batch, size=size) + 0.1 * n(*batch, size, size))
            cases.add("inv", {}, jnp.linalg.inv, well(*batch, size=size))
            cases.add("det", {}, jnp.linalg.det, n(*batch, size, size))
            cases.add("logAbsDet", {}, lambda x: jnp.linalg.slogdet(x)[1], well(*batch, size=size))
            cases.add("logAbsDet", {}, lambda x: jnp.linalg.slogdet(x)[1], n(*batch, size, size) - size * np.eye(size))
            cases.add("solve", {}, jnp.linalg.solve, well(*batch, size=size), n(*batch, size, 2))
            for lower in (True, False):
                cases.add("solveTriangular", {"lower": lower}, lambda a, b: triangular(a, b, lower=lower), well(*batch, size=size), n(*batch, size, 2))
    for name, f in (("inv", jnp.linalg.inv), ("logAbsDet", lambda x: jnp.linalg.slogdet(x)[1]), ("cholesky", lambda x: jnp.linalg.cholesky(symmetrised(x)))):
        cases.add(name, {}, f, np.zeros((0, 0)))
        cases.add(name, {}, f, np.zeros((2, 0, 0)))
    cases.add("solve", {}, jnp.linalg.solve, np.zeros((0, 0)), np.zeros((0, 2)))
    cases.add("solve", {}, jnp.linalg.solve, well(size=3), np.zeros((3, 0)))
    for a, b in [((3, 3), (3,)), ((2, 3, 3), (3, 2)), ((3, 3), (2, 3, 2)), ((2, 1, 3, 3), (4, 3, 1)), ((2, 3, 3), (3,)), ((1, 3, 3), (2, 3, 2))]:
        cases.add("solve", {}, jnp.linalg.solve, well(*a[:-2], size=3), n(*b))
    for lower in (True, False):
        for trans in (0, 1):
            for unit in (False, True):
                attributes = {"lower": lower, "trans": trans, "unitDiagonal": unit}
                f = lambda a, b: triangular(a, b, trans=trans, lower=lower, unit_diagonal=unit)
                cases.add("solveTriangular", attributes, f, well(size=3), n(3, 2))
                cases.add("solveTriangular", attributes, f, well(size=4), n(4))
                cases.add("solveTriangular", attributes, f, well(2, size=3), n(2, 3, 2))
    add_singular(cases, n)


def determinant(x):
    """By Leibniz's formula: a polynomial, right for singular matrices too."""
    size = x.shape[-1]
    total = jnp.zeros(x.shape[:-2])
    for p in itertools.permutations(range(size)):
        sign = (-1) ** sum(p[i] > p[j] for i in range(size) for j in range(i + 1, size))
        term = jnp.full(x.shape[:-2], float(sign))
        for i in range(size):
            term = term * x[..., i, p[i]]
        total = total + term
    return total


def add_singular(cases, n):
    for size in (1, 2, 3, 4):
        cases.add("det", {}, determinant, np.zeros((size, size)))
        cases.add("det", {}, determinant, np.ones((size, size)))
        cases.add("det", {}, determinant, np.eye(size))
        for rank in range(1, size):
            cases.add("det", {}, determinant, n(size, rank) @ n(rank, size))
            cases.add("det", {}, determinant, np.diag([1.0] * rank + [0.0] * (size - rank)))
    for scale in (1e-8, 1e8, 1e60, 1e-60):
        cases.add("det", {}, determinant, scale * n(3, 3))
        cases.add("logAbsDet", {}, lambda x: jnp.linalg.slogdet(x)[1], scale * (n(3, 3) + 3 * np.eye(3)))
        cases.add("inv", {}, jnp.linalg.inv, scale * (n(3, 3) + 3 * np.eye(3)))
        cases.add("solve", {}, jnp.linalg.solve, scale * (n(3, 3) + 3 * np.eye(3)), scale * n(3, 2))
        cases.add("matmul", {}, jnp.matmul, scale * n(3, 3), scale * n(3, 2))
