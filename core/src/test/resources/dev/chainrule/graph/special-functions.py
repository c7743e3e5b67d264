"""Writes special-functions.txt anew: the values of the functions and arguments in it, with mpmath.

    python special-functions.py            writes the file
    python special-functions.py --check    says which lines differ, and ends with 1 if any does

A line is `function argument value`; for a new value add a line with its function, its argument and `?`. Arguments are
doubles, taken as exactly what they are. Needs mpmath; building and testing do not.
"""
import pathlib
import sys

import mpmath as mp

FILE = pathlib.Path(__file__).with_name("special-functions.txt")
mp.mp.dps = 60


def erfcinv(x):
    """mpmath has the inverse of erf only, which is 1 - x here: exact with so many digits."""
    return mp.erfinv(1 - x)


FUNCTIONS = {
    "erf": mp.erf, "erfc": mp.erfc, "erfinv": mp.erfinv, "erfcinv": erfcinv, "lgamma": lambda x: mp.log(abs(mp.gamma(x))),
    "digamma": mp.digamma, "log2": lambda x: mp.log(x, 2), "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh,
}


def value(function, argument):
    x = mp.mpf(float(argument))
    if function.startswith("polygamma"):
        return mp.polygamma(int(function.removeprefix("polygamma")), x)
    with mp.workdps(400 if function == "erfcinv" else 60):
        return FUNCTIONS[function](x)


if __name__ == "__main__":
    known = FILE.read_text().splitlines()
    computed = ["%s %s %r" % (*line.split(" ")[:2], float(value(*line.split(" ")[:2]))) for line in known]
    if "--check" not in sys.argv:
        FILE.write_text("\n".join(computed) + "\n")
    else:
        differing = [(a, b) for a, b in zip(known, computed) if float(a.split(" ")[2]) != float(b.split(" ")[2])]
        print("\n".join("%s, computed %s" % pair for pair in differing) or "%d lines agree" % len(known))
        sys.exit(bool(differing))
