"""Writes derivatives.txt anew: values and derivatives in tails and at ends, with mpmath.

    python derivatives.py            writes the file
    python derivatives.py --check    says which lines differ, and ends with 1 if any does

A line is `name letters | inputs | value`: a letter for each derivative, A in the first input, B in the second, C in the
third, `-` for none. Formulas that cancel are computed with as many digits as that takes; at ends, where mpmath has no
derivative to offer, the values are limits, written out here.

Needs mpmath; building and testing do not.
"""
import pathlib
import sys

import mpmath as mp

FILE = pathlib.Path(__file__).with_name("derivatives.txt")
INFINITY = "Infinity"
THREE_TIMES = ["", "A", "AA", "AAA"]
lines = []


def number(value):
    return value if isinstance(value, str) else repr(float(mp.mpf(value)))


def put(name, letters, inputs, value):
    lines.append("%s %s | %s | %s" % (name, letters or "-", " ".join(number(x) for x in inputs), number(value)))


def put_differences(name, f, derivatives, points):
    """Derivatives by differences so narrow, at so many digits, that they are exact to a double."""
    for point in points:
        for letters in derivatives:
            with mp.workdps(120):
                x = [mp.mpf(coordinate) for coordinate in point]
                orders = tuple(letters.count(letter) for letter in "ABC"[:len(x)])
                width = mp.mpf(10) ** -25 * max(1, max(map(abs, x)))
                if not letters:
                    value = f(*x)
                elif len(x) == 1:
                    value = mp.diff(f, x[0], orders[0], h=width)
                else:
                    value = mp.diff(f, tuple(x), orders, h=width)
                put(name, letters, point, value)


def normal_tail():
    """log Phi: its Taylor coefficients m follow from m' = -m (x + m), by recurrence."""
    for point in [-10000, -100, -37.5, -12.5, -3, -2, -1, 0, 1, 5, 30]:
        with mp.workdps(400):
            x = mp.mpf(point)
            phi = mp.erfc(-x / mp.sqrt(2)) / 2
            m = [mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi) / phi]
            for k in range(4):
                m.append(-(x * m[k] + (m[k - 1] if k else 0) + sum(m[i] * m[k - i] for i in range(k + 1))) / (k + 1))
            values = [mp.log(phi)] + [m[k] * mp.factorial(k) for k in range(4)]
        for k, value in enumerate(values):
            put("logNdtr", "A" * k, [point], value)


def erfcx_moment(k, x):
    """2/sqrt(pi) times the integral of t^k exp(-t^2 - 2 x t) over t > 0; erfcx's derivatives are (-2)^k times it."""
    x = mp.mpf(x)
    if x >= 0:
        return 2 / mp.sqrt(mp.pi) * mp.gamma(k + 1) * mp.mpf(2) ** (-(k + 1)) * mp.hyperu(mp.mpf(k + 1) / 2, mp.mpf(1) / 2, x * x)
    moments = [mp.exp(x * x) * mp.erfc(x)]
    moments.append(1 / mp.sqrt(mp.pi) - x * moments[0])
    for i in range(1, k):
        moments.append(i * moments[i - 1] / 2 - x * moments[i])
    return moments[k]


def elementary():
    for x in [-3, -0.5, 0, 0.25, 1, 2.5, 4, 30, 1000, 10000, 1e8]:
        for k in range(5):
            with mp.workdps(60):
                put("erfcx", "A" * k, [x], (-2) ** k * erfcx_moment(k, x))
    softplus = lambda x: mp.log1p(mp.exp(x))
    put_differences("softplus", softplus, THREE_TIMES + ["AAAA"], [[x] for x in (-60, -20, -1, 0, 0.5, 20, 60)])
    mish = lambda x: x * mp.tanh(softplus(x))
    put_differences("mish", mish, THREE_TIMES, [[x] for x in (-60, -20, -1, 0.5)])
    # Beyond the first derivative floats lose digits at 5, since tanh' = 1 - y^2.
    put_differences("mish", mish, ["", "A"], [[5]])
    put_differences("sigmoid", lambda x: 1 / (1 + mp.exp(-x)), THREE_TIMES, [[x] for x in (-60, -2, 0.5)])
    put_differences("logAddExp", lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), ["A", "B", "AA", "AB", "BB"], [(-60, 0), (60, 0), (1, 2)])
    put_differences("ndtr", lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, THREE_TIMES, [[x] for x in (-12, -3, 0.5, 5)])


def entropies():
    put_differences("entr", lambda x: -x * mp.log(x), THREE_TIMES, [[x] for x in (0.25, 1, 3)])
    tiny = mp.mpf(2) ** -100
    for k, value in enumerate([-tiny * mp.log(tiny), -mp.log(tiny) - 1, -1 / tiny]):
        put("entr", "A" * k, [tiny], value)
    near = [(1, 1 + 2.0 ** -30), (1e-3, 1e-3 * (1 + 1e-7))]
    for point in [(0.5, 0.5 * (1 + 2.0 ** -20)), (0.5, 0.25), (3, 0.125), (0.125, 3), (2.0 ** -60, 1)] + near:
        with mp.workdps(120):
            x, y = map(mp.mpf, point)
            ratio = mp.log(x / y)
            curved = {"AA": 1 / x, "AB": -1 / y, "BB": x / y ** 2}
            for letters, value in ({"": x * ratio, "A": ratio + 1, "B": -x / y} | curved).items():
                put("relEntr", letters, point, value)
            for letters, value in ({"": x * ratio - x + y, "A": ratio, "B": 1 - x / y} | curved).items():
                put("klDiv", letters, point, value)
    put("klDiv", "", (1e-300, 1e10), 1e10)
    for name, without in (("relEntr", 0), ("klDiv", 2)):
        for point, value in [((0, 2), without), ((0, 0), 0), ((-1, 1), INFINITY), ((1, -1), INFINITY), ((1, 0), INFINITY)]:
            put(name, "", point, value)
    put("klDiv", "B", (0, 2), 1)
    put("klDiv", "AB", (0, 2), -0.5)
    put("relEntr", "AB", (0, 2), -0.5)


def incomplete_gamma():
    for name, sign in (("gammainc", 1), ("gammaincc", -1)):
        below, above = (0, 1) if sign > 0 else (1, 0)
        for x in (0.5, 2, 8):
            put(name, "", (0, x), above)
        for a in (0.5, 2, 30):
            put(name, "", (a, 0), below)
            put(name, "", (a, INFINITY), above)
            for letters in ("A", "B", "BB", "AA"):
                put(name, letters, (a, INFINITY), 0)
            put(name, "A", (a, 0), 0)
        put(name, "", (INFINITY, 2), below)
        put(name, "A", (INFINITY, 2), 0)
        put(name, "B", (INFINITY, 2), 0)
        put(name, "B", (0.5, 0), INFINITY if sign > 0 else "-" + INFINITY)
        # The density x^(a-1) exp(-x) / Gamma(a), expanded at x = 0.
        for a, k, value in ((1, 1, 1), (1, 2, -1), (1, 3, 1), (2, 1, 0), (2, 2, 1), (2, 3, -2), (3, 1, 0), (3, 2, 0), (3, 3, 1)):
            put(name, "B" * k, (a, 0), sign * value)
        with mp.workdps(60):
            for point in (0.5, 2, 8):
                # The upper part is Gamma(a, x) / Gamma(a), where 1 / Gamma(a) = a + euler a^2 + ...
                x = mp.mpf(point)
                slope = mp.quad(lambda t: mp.log(t) * mp.exp(-t) / t, [x, x + 1, x + 5, x + 20, x + 80, x + 200])
                put(name, "A", (0, point), -sign * mp.e1(x))
                put(name, "AA", (0, point), -sign * 2 * (slope + mp.euler * mp.e1(x)))
                put(name, "AB", (0, point), sign * mp.exp(-x) / x)
                put(name, "B", (0, point), 0)
        with mp.workdps(50):
            for a, x in ((0.25, 0.5), (2, 8), (5, 0.5), (30, 28)):
                for letters in ("A", "AA", "AB", "BB"):
                    lower = lambda a, x: mp.gammainc(a, 0, x, regularized=True)
                    put(name, letters, (a, x), sign * mp.diff(lower, (mp.mpf(a), mp.mpf(x)), (letters.count("A"), letters.count("B"))))


def incomplete_beta():
    for letters, point, value in [("C", (1, 3, 0), 3), ("CC", (1, 3, 0), -6), ("C", (3, 1, 1), 3), ("CC", (3, 1, 1), 6),
                                  ("C", (2, 2, 0), 0), ("CC", (2, 2, 0), 6), ("CC", (2, 2, 1), -6), ("CCC", (2, 2, 0), -12),
                                  ("C", (0.5, 0.5, 0), INFINITY), ("C", (0.5, 0.5, 1), INFINITY), ("C", (0.5, 3, 1), 0),
                                  ("C", (1, 1, 0), 1), ("C", (1, 1, 1), 1)]:
        put("betainc", letters, point, value)
    for x in (0, 1):
        for letter in "AB":
            put("betainc", letter, (2, 3, x), 0)


def bessel():
    with mp.workdps(40):
        for n in (1, 20, 50, 100):
            for x in (0.5, 8, 40, 200, 700, 5000):
                value = mp.besseli(n, x)
                if 1e-300 < value < 1e300:
                    put("besselI%d" % n, "", (x,), value)
                put("besselIScaled%d" % n, "", (x,), value * mp.exp(-x))
            for x in (0.5, 3, 18, 45, 90, 200):
                value = mp.sqrt(mp.pi / (2 * mp.mpf(x))) * mp.besselj(n + mp.mpf(1) / 2, x)
                if abs(value) > 1e-290:
                    put("sphericalBessel%d" % n, "", (x,), value)


if __name__ == "__main__":
    for family in (normal_tail, elementary, entropies, incomplete_gamma, incomplete_beta, bessel):
        family()
    if "--check" not in sys.argv:
        FILE.write_text("\n".join(lines) + "\n")
    else:
        known = FILE.read_text().splitlines()
        differing = sorted(set(known) ^ set(lines)) or [line for line, other in zip(known, lines) if line != other]
        print("\n".join(differing) or "%d lines agree" % len(known))
        sys.exit(bool(differing))
