"""Writes reference vectors.

generate.py FOLDER [--further] [--check] [--seed N ...] [--finite] [--digits N] [--size N] [--only OPERATION ...]

    --further instead of more cases of the first set's operations, cases of those that it has none of
    --check   writes nothing, and says which of the folder's files have cases, or by more than rounding numbers, that it does not make
    --finite  leaves out what has no finite answer, and what JAX answers otherwise by convention
    --digits  rounds inputs and directions, so that files are small
    --size    keeps of each operation and family as much as fits into so many characters
"""
import argparse
import sys

import numpy as np

import cases
import ends
import further_arrays
import further_control
import further_forms
import further_functions
import further_matrices
import further_networks
import layout
import linear_algebra
import magnitudes
import networks
import pointwise
import ranks
import reductions

arguments = argparse.ArgumentParser()
arguments.add_argument("folder")
arguments.add_argument("--further", action="store_true")
arguments.add_argument("--check", action="store_true")
arguments.add_argument("--seed", type=int, nargs="+", default=[1])
arguments.add_argument("--finite", action="store_true")
arguments.add_argument("--digits", type=int)
arguments.add_argument("--size", type=int)
arguments.add_argument("--only", nargs="+")
options = arguments.parse_args()

FIRST = [[pointwise, reductions, layout, linear_algebra, networks], [magnitudes], [ends], [ranks]]
FURTHER = [[further_functions, further_arrays, further_matrices, further_networks, further_control, further_forms]]

everything = cases.Cases(0, options.only)
for seed in options.seed:
    for families in FURTHER if options.further else FIRST:
        some = cases.Cases(seed, options.only)
        some.finite = options.finite
        some.digits = options.digits
        for family in families:
            family.add_to(some)
        if options.size is not None and not options.check:
            some.thin_out(options.size, np.random.default_rng(seed))
        for operation, of_operation in some.by_operation.items():
            everything.by_operation.setdefault(operation, []).extend(of_operation)
if options.check:
    sys.exit(1 if everything.differ_from(options.folder, options.size is None) else 0)
everything.write(options.folder)
print(len(everything.by_operation), "operations,", sum(map(len, everything.by_operation.values())), "cases")
