"""Writes the values of references.txt anew, from the names and inputs in it.

    python references.py            prints the file with values computed now
    python references.py --check    says which lines differ by more than rounding, and ends with 1 if any does

A line is `name | input | … | value`, an array `d[shape]numbers` of doubles or `i[shape]numbers` of 32-bit integers. For a
new reference add a line with its name, its inputs and `?` for the value, and a function below if there is none.

Needs mpmath (50 digits are computed with it), NumPy, SciPy and PyTorch; building and testing do not.
"""
import math
import pathlib
import re
import sys

import mpmath
import numpy as np
import scipy.linalg
import scipy.special
import torch
import torch.nn.functional as F

FILE = pathlib.Path(__file__).with_name("references.txt")
mpmath.mp.dps = 50


def read(text):
    kind, shape, numbers = re.fullmatch(r"([di])\[([\d,]*)\](.*)", text).groups()
    extents = [int(n) for n in shape.split(",")] if shape else []
    values = [float(n.replace("Infinity", "inf")) for n in numbers.split()]
    return np.array(values, dtype=np.float64 if kind == "d" else np.int32).reshape(extents)


def number(x):
    x = float(x)
    return "NaN" if math.isnan(x) else ("-Infinity" if x < 0 else "Infinity") if math.isinf(x) else repr(x)


def write(array):
    array = np.asarray(array)
    floating = array.dtype.kind == "f"
    numbers = " ".join(number(x) if floating else str(int(x)) for x in array.ravel())
    return "%s[%s]%s" % ("d" if floating else "i", ",".join(map(str, array.shape)), numbers)


def exactly(f):
    """A function of numbers in 50 digits, element by element."""
    def apply(suffix, *arrays):
        return np.array([float(f(*map(mpmath.mpf, map(float, xs)))) for xs in zip(*(a.ravel() for a in arrays))]).reshape(arrays[0].shape)
    return apply


def of(f):
    """A function of arrays that needs no suffix."""
    return lambda suffix, *arrays: f(*arrays)


def with_torch(f):
    return lambda suffix, *arrays: f(*(torch.tensor(a) for a in arrays)).numpy()


def betainc(suffix, a, b, x):
    """The regularised incomplete beta function, differentiated once for each letter."""
    orders = (suffix.count("A"), suffix.count("B"))

    def one(a, b, x):
        value = lambda a, b: mpmath.betainc(a, b, 0, x, regularized=True)
        return value(a, b) if orders == (0, 0) else mpmath.diff(value, (a, b), orders)
    return exactly(one)("", a, b, x)


def bessel(scaled):
    def apply(suffix, x):
        n = int(suffix)
        return exactly(lambda x: mpmath.besseli(n, x) * (mpmath.exp(-abs(x)) if scaled else 1))("", x)
    return apply


def spherical(suffix, x):
    n = int(suffix)
    return exactly(lambda x: (mpmath.mpf(n == 0) if x == 0 else mpmath.sqrt(mpmath.pi / (2 * x)) * mpmath.besselj(n + mpmath.mpf("0.5"), x)
                              if x > 0 else (-1) ** n * mpmath.sqrt(mpmath.pi / (-2 * x)) * mpmath.besselj(n + mpmath.mpf("0.5"), -x)))("", x)


def log_ndtr(x):
    return mpmath.log(mpmath.ncdf(x)) if x > -30 else mpmath.log(mpmath.erfc(-x / mpmath.sqrt(2)) / 2)


def ndtri(p):
    return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)


def multigammaln(suffix, x):
    p = int(suffix)
    return exactly(lambda x: mpmath.mpf(p * (p - 1)) / 4 * mpmath.log(mpmath.pi) + sum(mpmath.loggamma(x - mpmath.mpf(j) / 2) for j in range(p)))("", x)


def pooled(**options):
    def apply(suffix, x):
        kind, rank = re.match(r"(max|avg)Pool(\d)d", options["name"]).groups()
        rest = {k: v for k, v in options.items() if k != "name"}
        return getattr(F, "%s_pool%sd" % (kind, rank))(torch.tensor(x), **rest).numpy()
    return apply


def attention(scale):
    def apply(suffix, q, k, v, mask):
        return F.scaled_dot_product_attention(*(torch.tensor(a) for a in (q, k, v)), attn_mask=torch.tensor(mask), scale=scale).numpy()
    return apply


def searched(side):
    return of(lambda x, s: np.searchsorted(s, x, side=side).astype(np.int32))


def added(x, indices):
    y = x.copy()
    for at in np.ndindex(indices.shape):
        y[at[0], indices[at]] += 2.5
    return y


def scattered(x, indices, updates):
    y = x.copy()
    for k, index in enumerate(indices.ravel()):
        y[:, index] *= updates[:, k]
    return y


def segments(x, ids):
    y = np.ones((4,) + x.shape[1:])
    for k, segment in enumerate(ids):
        y[segment] *= x[k]
    return y


def nan_to_num(x):
    return np.nan_to_num(x, nan=7, posinf=8, neginf=9)


def cond(suffix, x):
    orders = {"": 2, "_FROBENIUS": "fro", "_INFINITY": np.inf, "_NUCLEAR": "nuc", "_ONE": 1}
    return np.asarray(np.linalg.cond(x, orders[suffix]))


def tensorsolve(a, b):
    return np.linalg.tensorsolve(a, b)


def lu_upper(x):
    return scipy.linalg.lu(x)[2]


def vector_norm(suffix, x):
    return np.linalg.norm(x, ord=float(suffix), axis=1)


def padded(suffix, x):
    return np.pad(x, ((4, 5), (1, 2)), mode=suffix)


def sliced(x, start):
    at = int(start) if start >= 0 else int(start) + x.shape[1]
    at = min(max(at, 0), x.shape[1] - 2)
    return x[:, at:at + 2]


def windows(x):
    return np.stack([x[:, i:i + 2] for i in range(0, x.shape[1] - 1, 2)], axis=1)


FUNCTIONS = {
    "erfcx": exactly(lambda x: mpmath.exp(x * x) * mpmath.erfc(x)), "ndtr": exactly(mpmath.ncdf), "logNdtr": exactly(log_ndtr),
    "ndtri": exactly(ndtri), "multigammaln": multigammaln,
    "lbeta": exactly(lambda a, b: mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)),
    "betainc": betainc, "besselI": bessel(False), "besselIScaled": bessel(True), "sphericalBessel": spherical,
    "sinc": of(np.sinc), "entr": of(scipy.special.entr), "relEntr": of(scipy.special.rel_entr), "klDiv": of(scipy.special.kl_div),
    "mod": of(np.mod), "floorDiv": of(np.floor_divide), "trunc": of(np.trunc), "copySign": of(np.copysign),
    "heaviside": of(lambda x: np.heaviside(x, 0.5)), "nanToNum": of(nan_to_num), "clip": of(np.clip),
    "lerp": of(lambda a, b, t: a + t * (b - a)), "glu": with_torch(F.glu), "hardShrink": with_torch(F.hardshrink),
    "softShrink": with_torch(F.softshrink), "tanhShrink": exactly(lambda x: x - mpmath.tanh(x)), "threshold": with_torch(lambda x: F.threshold(x, 0.1, 20)),
    "prelu": of(lambda x, a: np.where(x >= 0, x, a * x)), "squareplus": exactly(lambda x: (x + mpmath.sqrt(x * x + 4)) / 2),
    "softmin": with_torch(lambda x: F.softmin(x, -1)), "nanSum": of(lambda x: np.nansum(x, 1)), "nanProd": of(lambda x: np.nanprod(x, 1)),
    "nanMean": of(lambda x: np.nanmean(x, 1)), "nanVar": of(lambda x: np.nanvar(x, 1)), "nanStd": of(lambda x: np.nanstd(x, 1)),
    "nanMax": of(lambda x: np.nanmax(x, 1)), "nanMin": of(lambda x: np.nanmin(x, 1)),
    "countNonZero": of(lambda x: np.count_nonzero(x, 1).astype(np.int32)), "ptp": of(lambda x: np.ptp(x, 0)),
    "average": of(lambda x, w: np.average(x, 1, w)), "sampleVar": of(lambda x: np.var(x, 1, ddof=1)), "sampleStd": of(lambda x: np.std(x, 1, ddof=1)),
    "cov": of(np.cov), "corrcoef": of(np.corrcoef), "vectorNorm": vector_norm, "normalize": with_torch(F.normalize),
    "cosineSimilarity": with_torch(F.cosine_similarity), "cdist": lambda suffix, x, y: torch.cdist(torch.tensor(x), torch.tensor(y), p=float(suffix)).numpy(),
    "logMeanExp": of(lambda x: scipy.special.logsumexp(x, 1) - np.log(x.shape[1])),
    "quantile": lambda suffix, x: np.quantile(x, float(suffix), 1), "quantiles": of(lambda x: np.quantile(x, [0.1, 0.6], 0)),
    "percentile": lambda suffix, x: np.percentile(x, float(suffix), 1), "median": of(lambda x: np.median(x, 0)),
    "bincount": of(lambda x: np.bincount(x.ravel(), minlength=5).astype(np.int32)),
    "histogram": of(lambda x: np.histogram(x, 4, (0, 1))[0].astype(np.int32)), "searchSortedLeft": searched("left"), "searchSortedRight": searched("right"),
    "interp": of(np.interp), "diff": of(lambda x: np.diff(x, axis=0)), "trapezoid": of(lambda x: np.trapezoid(x, dx=0.1, axis=1)),
    "polyval": of(np.polyval), "swapAxes": of(lambda x: np.swapaxes(x, 0, 2)), "moveAxis": of(lambda x: np.moveaxis(x, 0, 2)),
    "rot90_": lambda suffix, x: np.rot90(x, int(suffix)), "pad_": padded, "slidingWindows": of(windows),
    "dynamicSlice": of(sliced), "scatterMul": of(scattered), "addAlongAxis": of(added),
    "segmentProd": of(segments), "choleskySolve": of(lambda l, b: scipy.linalg.cho_solve((l, True), b)),
    "lstsq": of(lambda a, b: np.linalg.lstsq(a, b)[0]), "matrixExp": of(scipy.linalg.expm),
    "matrixRank": of(lambda x: np.asarray(np.linalg.matrix_rank(x)).astype(np.int32)), "cond": cond, "vecdot": of(lambda x, y: np.sum(x * y, -1)),
    "vander": of(lambda x: np.vander(x, 3, increasing=True)), "tensorSolve": of(tensorsolve), "multiDot": of(lambda *x: np.linalg.multi_dot(x)),
    "blockDiag": of(scipy.linalg.block_diag), "meshgrid": lambda suffix, *x: np.meshgrid(*x, indexing="ij")[int(suffix)],
    "luProduct": of(lambda x: x), "luU": of(lu_upper), "attentionAdded": attention(None), "attentionScaled": attention(0.3),
    "maxPool1dCeil42": pooled(name="maxPool1d", kernel_size=2, stride=4, ceil_mode=True),
    "maxPool1dCeil": pooled(name="maxPool1d", kernel_size=3, stride=2, padding=1, ceil_mode=True),
    "avgPool1dCeilNoPad": pooled(name="avgPool1d", kernel_size=3, padding=1, ceil_mode=True, count_include_pad=False),
    "avgPool1dCeil": pooled(name="avgPool1d", kernel_size=3, padding=1, ceil_mode=True),
    "avgPool2dCeil": pooled(name="avgPool2d", kernel_size=3, stride=2, padding=1, ceil_mode=True),
    "maxPool2dCeil": pooled(name="maxPool2d", kernel_size=3, stride=2, ceil_mode=True),
}


def computed(line):
    name, *inputs = line.split(" | ")[:-1]
    stem = max((known for known in FUNCTIONS if name.startswith(known)), key=len)
    with np.errstate(all="ignore"):
        return np.asarray(FUNCTIONS[stem](name[len(stem):], *map(read, inputs)))


def differs(line):
    known, value = read(line.split(" | ")[-1]), computed(line)
    if known.shape != value.shape or known.dtype != value.dtype:
        return "%s %s instead of %s %s" % (value.dtype, value.shape, known.dtype, known.shape)
    largest = max([abs(x) for x in known.ravel() if math.isfinite(x)], default=0)
    finite = np.isfinite(known)
    same = np.array_equal(known[~finite], value[~finite], equal_nan=True) and np.all(np.abs(known[finite] - value[finite]) <= 1e-13 * np.maximum(np.abs(known[finite]), largest if known.ndim > 1 else 0) + 1e-300)
    return None if same else "%s instead of %s" % (value.ravel()[:4], known.ravel()[:4])


if __name__ == "__main__":
    lines = FILE.read_text().splitlines()
    if sys.argv[1:] == ["--check"]:
        wrong = [(number, line.split(" ")[0], differs(line)) for number, line in enumerate(lines, 1) if differs(line)]
        for each in wrong:
            print(*each)
        sys.exit(1 if wrong else 0)
    for line in lines:
        print(" | ".join(line.split(" | ")[:-1] + [write(computed(line))]))
