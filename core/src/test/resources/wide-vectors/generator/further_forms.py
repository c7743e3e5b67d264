"""Forms of operations that have a row for another form: with a number for a tensor, with a mode, with several numbers."""
import jax
import jax.numpy as jnp
import numpy as np
import scipy.stats
import torch
import torch.nn.functional as F

from further_control import bits, uniform
from peers import Torch

WITH_NUMBERS = {
    "plus": jnp.add, "minus": jnp.subtract, "times": jnp.multiply, "div": jnp.divide, "floorDiv": jnp.floor_divide, "mod": jnp.mod,
    "rem": jnp.fmod, "maximum": jnp.maximum, "minimum": jnp.minimum, "eq": jnp.equal, "ne": jnp.not_equal, "lt": jnp.less,
    "le": jnp.less_equal, "gt": jnp.greater, "ge": jnp.greater_equal,
}
WITH_INTEGERS = {
    "bitwiseAnd": jnp.bitwise_and, "bitwiseOr": jnp.bitwise_or, "bitwiseXor": jnp.bitwise_xor, "shiftLeft": jnp.left_shift,
    "shiftRight": jnp.right_shift, "shiftRightLogical": jax.lax.shift_right_logical,
}


def add_to(cases):
    random = cases.random("further forms")
    n = lambda *shape: random.normal(size=shape)
    for number in (0.75, -2.5):
        for name, f in WITH_NUMBERS.items():
            x = 3 * n(2, 4)
            if name in ("eq", "ne", "le", "ge"):
                x[0, 1] = number
            cases.add(f"{name}(number)", {"number": number}, lambda x: f(x, number), x)
    for number in (1, 5):
        for name, f in WITH_INTEGERS.items():
            x = random.integers(-2 ** 31, 2 ** 31, size=4).astype(np.int32)
            cases.add(f"{name}(number)", {"number": number}, lambda x: f(x, np.int32(number)), x)
    for shape in ((4,), (3, 4)):
        mask = random.integers(0, 2, size=4).astype(bool)
        cases.add("where(x, number)", {}, lambda m, x: jnp.where(m, x, 0.7), mask, n(*shape))
        cases.add("where(number, y)", {}, lambda m, x: jnp.where(m, 0.7, x), mask, n(*shape))
        cases.add("arange(range)", {}, lambda x: x * np.arange(-1, 2, 0.75), n(*shape))
        cases.add("arange(type)", {}, lambda x: x * np.arange(4.0), n(*shape))
        cases.add("linspace", {}, lambda x: x * np.linspace(-1, 2, 4), n(*shape))
        cases.add("median(all)", {}, jnp.median, n(*shape))
        cases.add("quantile(several)", {"axis": -1}, lambda x: jnp.quantile(x, jnp.array([0.2, 0.75]), -1), n(*shape))
    for mode in ("edge", "reflect", "symmetric", "wrap"):
        cases.add("pad(mode)", {"mode": mode, "before": [2, 1], "after": [1, 0]}, lambda x: jnp.pad(x, ((2, 1), (1, 0)), mode), n(3, 2))
    mask = np.array([[True, False, True], [True, True, True], [False, True, False]])
    attend = lambda q, k, v, m: F.scaled_dot_product_attention(q, k, v, m, scale=0.4)
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        for batch in ((), (2,)):
            cases.add("attention(scale)", {"scale": 0.4}, attend, n(*batch, 3, 4), n(*batch, 3, 4), n(*batch, 3, 2), mask, peer=Torch)
    for shape, axis in (((5,), 0), ((3, 4), 1), ((2, 4, 3), 1)):
        cases.add("average", {"axes": axis}, lambda x, w: jnp.average(x, axis, w), n(*shape), random.uniform(0.5, 2, size=shape))
    cases.add("average", {"axes": [2, 0]}, lambda x, w: jnp.average(x, (2, 0), w), n(2, 4, 3), random.uniform(0.5, 2, size=(3, 2)))
    for k in (1, 2, -1):
        cases.add("rot90", {"k": k, "axes": [-1, 0]}, lambda x: jnp.rot90(x, k, (-1, 0)), n(2, 3, 2))
    for shape in ((6,), (2, 3)):
        for dtype, of in (("I32", jnp.int32), ("BOOL", bool)):
            cases.add("oneHot", {"depth": 4, "dtype": dtype}, lambda x: jax.nn.one_hot(x, 4, dtype=of), random.integers(-1, 4, size=shape).astype(np.int32))
    for steps in (1, 4, 5):
        cases.add("associativeScan", {}, lambda x: jax.lax.associative_scan(jnp.matmul, x), n(steps, 2, 2))
    add_draws(cases, random)
    for shape in ((4,), (2, 3)):
        cases.add("unaryMinus", {}, jnp.negative, n(*shape))
        cases.add("stopGradient", {}, jax.lax.stop_gradient, n(*shape))
        cases.add("slice(range)", {"axis": len(shape) - 1}, lambda x: x[..., 1::2], n(*shape))
    cases.add("tensordot(axes)", {}, lambda a, b: jnp.tensordot(a, b, ((1, 0), (0, 2))), n(3, 4), n(4, 2, 3))


def add_draws(cases, random):
    for seed in (7, 8):
        key = np.array([0, seed], np.int32)
        words = lambda k, number: np.asarray(jax.random.key_data(jax.random.fold_in(jax.random.wrap_key_data(key.view(np.uint32)), number))).view(np.int32)
        cases.add("foldIn", {"number": seed - 9}, lambda k: words(k, np.uint32(seed + 2 ** 32 - 9)), key)
        cases.add("foldIn(tensor)", {}, lambda k, i: words(k, np.uint32(seed)), key, np.array(seed, np.int32))
        cases.add("split(key)", {}, lambda k: np.asarray(jax.random.key_data(jax.random.split(jax.random.wrap_key_data(key.view(np.uint32)), 3))).view(np.int32), key)
        cases.add("bernoulli(number)", {}, lambda k: (bits(key, (4,), "uint32") >> np.uint32(8)) * 2.0 ** -24 < 0.3, key)
        noise = scipy.stats.gumbel_r.ppf(uniform(key, (3,)))
        cases.add("choice(weights)", {}, lambda x, k: x[np.argsort(-(noise + np.log([0.2, 0.5, 0.3])))[:2]], random.normal(size=3), key)
        cases.add("uniform(range)", {}, lambda x, k: x * (4 * uniform(key, (3,), False) - 1), random.normal(size=3), key)
