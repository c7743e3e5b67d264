"""Which functions of JAX and PyTorch Chainrule has, under which name: writes docs/coverage-of-peers.md.

The peers' lists are read from their modules; what each is called here stands in coverage.tsv beside this script. A name
that is in only one of the two is an error, so that a new release of a peer is looked at.

    python bench/peers/coverage.py      from the root of the repository
"""
import importlib
import pathlib
import sys
import types

HERE = pathlib.Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "coverage-of-peers.md"
MODULES = ["jax.lax", "jax.numpy.linalg", "jax.random", "jax.scipy.special", "torch.func", "torch.nn.functional"]

HEAD = """# What JAX and PyTorch have, and what Chainrule has of it

The public functions of six modules of JAX %s and PyTorch %s, as `dir` lists them, and what they are called here. A function \
counts as there if one call of ours does its work, or two that the remark names; its options may be fewer. Not counted is what is \
nothing for a library of this kind: several devices, plumbing, changes in place.

[coverage.tsv](../bench/peers/coverage.tsv) has the names, [coverage.py](../bench/peers/coverage.py) reads the peers' modules and \
writes this page; a test holds that what it names exists and that the numbers are those of the table.

| module | have | of | not counted |
|---|---|---|---|
"""

DIFFERENCES = """
## Beyond names

What a list of functions does not show, and is missing or other here:

- `grad`, `vjp`, `jvp` and `jacobian` differentiate their first argument, all of it; there are no `argnums`. Several are a record or a list.
- Auxiliary results: `valueAndGradWithAux`, `vjpWithAux` and `jvpWithAux`, not of Jacobians.
- `hessian` of a tree gives its blocks by parts. Jacobians and `vmap` have no chunk sizes.
- `svd` and `qr` are the reduced ones (no `full_matrices`), `lu` and `eigh` are of real matrices. There are no complex numbers, no FFT, and no types below F32.
- `sort` has one key; `sort_key_val` is `argSort` and `take`.
- `whileLoop` differentiates in reverse, which JAX's does not.
"""


def names(module):
    found = importlib.import_module(module)
    return {n for n in dir(found) if not n.startswith("_") and callable(getattr(found, n)) and not isinstance(getattr(found, n), (types.ModuleType, type))}


def table():
    rows = [line.split("\t") + [""] for line in (HERE / "coverage.tsv").read_text().splitlines() if not line.startswith("#")]
    return {m: {r[1]: (r[2], r[3]) for r in rows if r[0] == m} for m in MODULES}


def section(module, rows):
    text = "\n## %s\n\n" % module
    have = [(n, ours, remark) for n, (ours, remark) in sorted(rows.items()) if ours not in "-."]
    same = [n for n, ours, remark in have if n == ours and not remark]
    text += "Under the same name: %s.\n\n" % ", ".join("`%s`" % n for n in same)
    text += "| there | here | |\n|---|---|---|\n" + "".join("| `%s` | `%s` | %s |\n" % row for row in have if row[0] not in same)
    missing = [(n, remark) for n, (ours, remark) in sorted(rows.items()) if ours == "-"]
    text += "\nMissing: %s.\n" % (", ".join("`%s`%s" % (n, " (%s)" % remark if remark else "") for n, remark in missing) or "nothing")
    return text


if __name__ == "__main__":
    import jax
    import torch
    known = table()
    wrong = [(m, "not in coverage.tsv", sorted(names(m) - set(known[m])), "only there", sorted(set(known[m]) - names(m))) for m in MODULES if names(m) != set(known[m])]
    if wrong:
        sys.exit("\n".join(map(str, wrong)))
    page = HEAD % (jax.__version__, torch.__version__.split("+")[0])
    for m in MODULES:
        ours = [o for o, _ in known[m].values()]
        page += "| `%s` | %d | %d | %d |\n" % (m, sum(o not in "-." for o in ours), sum(o != "." for o in ours), sum(o == "." for o in ours))
    PAGE.write_text(page + "".join(section(m, known[m]) for m in MODULES) + DIFFERENCES)
