"""Choices, loops, functions of functions, and random numbers, each with the small function that Chainrule's tests run."""
import jax
import jax.numpy as jnp
import numpy as np
import scipy.stats

from further_arrays import joined


def wave(x):
    return jnp.sin(x) * x


def scanned(h, xs, reverse=False):
    def step(h, x):
        h = jnp.tanh(0.5 * h + x)
        return h, h ** 2
    return joined(*jax.lax.scan(step, h, xs, reverse=reverse))


def while_loop(x):
    """Unrolled, since JAX has no reverse mode of a while loop."""
    while float(jax.lax.stop_gradient(jnp.sum(x ** 2)).item() if not isinstance(x, jax.core.Tracer) else concrete(x)) < 9:
        x = jnp.sin(x) + 1.3 * x
    return x


def concrete(x):
    while isinstance(x, jax.core.Tracer):
        x = x.primal if hasattr(x, "primal") else x.val
    return jnp.sum(x ** 2)


def add_to(cases):
    random = cases.random("further control")
    n = lambda *shape: random.normal(size=shape)
    for shape in ((3,), (2, 3)):
        for name, f in (("checkpoint", jax.checkpoint(wave)), ("jit", jax.jit(wave)), ("withJvp", lambda x: x ** 3), ("withLocal", lambda x: x ** 3)):
            cases.add(name, {}, f, n(*shape))
        cases.add("cond (choice)", {}, lambda x: jax.lax.cond(jnp.sum(x) > 0, wave, jnp.exp, x), n(*shape))
        cases.add("fori", {}, lambda x, a: jax.lax.fori_loop(0, 4, lambda i, y: wave(y) + a, x), n(*shape), n(*shape))
        cases.add("whileLoop", {}, while_loop, n(*shape))
        for choice in (0, 1, 2):
            cases.add("switchCase", {}, lambda x, i: jax.lax.switch(i, [jnp.exp, wave, jnp.square], x), n(*shape), np.array(choice, np.int32))
    for steps in (1, 4):
        for name in ("scan", "checkpointedScan", "scanReverse"):
            cases.add(name, {}, lambda h, xs: scanned(h, xs, name == "scanReverse"), n(3), n(steps, 3))
        cases.add("vmap", {}, lambda x, y: jax.vmap(lambda a, b: jnp.sum(a * b), (0, None))(x, y), n(steps, 3), n(3))
    add_draws(cases, random)


def uniform(key, shape, inside=True):
    """JAX's bits as a number of (0, 1), or of [0, 1)."""
    bits = np.asarray(jax.random.bits(jax.random.wrap_key_data(np.asarray(key).view(np.uint32)), shape, "uint64"))
    return ((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0 ** -52 if inside else (bits >> np.uint64(11)).astype(np.float64) * 2.0 ** -53


def normal(key, shape):
    bits = np.asarray(jax.random.bits(jax.random.wrap_key_data(np.asarray(key).view(np.uint32)), shape, "uint64")).view(np.int64)
    return scipy.stats.norm.ppf(((bits >> 11).astype(np.float64) + 0.5) * 2.0 ** -53 + 0.5)


def split(key):
    halves = jax.random.split(jax.random.wrap_key_data(np.asarray(key).view(np.uint32)))
    return [np.asarray(jax.random.key_data(half)).view(np.int32) for half in halves]


def add_draws(cases, random):
    """Quantiles by SciPy of the bits that JAX has for the key."""
    stats = scipy.stats
    three = (3,)
    standard = {
        "uniform": lambda k: uniform(k, three, False), "normal": lambda k: normal(k, three), "truncatedNormal": lambda k: stats.truncnorm.isf(uniform(k, three), -1, 2),
        "exponential": lambda k: stats.expon.ppf(uniform(k, three, False)), "gumbel": lambda k: stats.gumbel_r.ppf(uniform(k, three)),
        "laplace": lambda k: stats.laplace.ppf(uniform(k, three)), "logistic": lambda k: stats.logistic.ppf(uniform(k, three)),
        "cauchy": lambda k: stats.cauchy.ppf(uniform(k, three)), "lognormal": lambda k: stats.lognorm.ppf(stats.norm.cdf(normal(k, three)), 0.5),
        "rayleigh": lambda k: stats.rayleigh.ppf(uniform(k, three, False)), "ball": lambda k: in_ball(k),
        "rademacher": lambda k: (bits(k, three, "uint32") >> 31).astype(np.float64) * 2 - 1,
    }
    for seed in (7, 8):
        key = np.array([0, seed], np.int32)
        for name, draw in standard.items():
            cases.add(name, {}, lambda x, k: jnp.asarray(draw(key)) * x, random.normal(size=3), key)
        shape = random.uniform(0.5, 3, size=3)
        cases.add("weibull", {}, lambda a, k: (-jnp.log(uniform(key, three))) ** (1 / a), shape, key)
        cases.add("pareto", {}, lambda a, k: jnp.exp(stats.expon.ppf(uniform(key, three, False)) / a), shape, key)
        cases.add("gumbelSoftmax", {}, lambda x, k: jax.nn.softmax((x + stats.gumbel_r.ppf(uniform(key, three))) / 0.7), random.normal(size=3), key)
        cases.add("multivariateNormal", {}, lambda m, a, k: m + jnp.linalg.cholesky(a @ a.T) @ normal(key, three), random.normal(size=3), random.normal(size=(3, 3)), key)
        counted = lambda x: np.asarray(x).astype(np.int32)
        share = random.uniform(0.1, 0.9, size=3)
        cases.add("bernoulli", {}, lambda p, k: uniform(key, three, False) < share, share, key)
        cases.add("geometric", {}, lambda p, k: counted(stats.geom.isf(uniform(key, three), p)), share, key)
        cases.add("binomial", {}, lambda p, k: counted(stats.binom.ppf(uniform(key, three), 5, p)), share, key)
        cases.add("poisson", {}, lambda r, k: counted(stats.poisson.ppf(uniform(key, three), r)), shape, key)
        cases.add("categorical", {}, lambda x, k: counted(np.argmax(x + stats.gumbel_r.ppf(uniform(key, (4, 3))), -1)), random.normal(size=3), key)
        order = lambda count: counted(np.argsort(bits(key, (count,), "uint64").view(np.int64)))
        cases.add("shuffle", {}, lambda x, k: x[order(3)], random.normal(size=3), key)
        cases.add("choice", {}, lambda x, k: x[order(3)[:2]], random.normal(size=3), key)
        cases.add("permutation", {}, lambda k: order(5), key)
        cases.add("randint", {}, lambda k: counted((bits(key, (4,), "uint64") >> np.uint64(1)) % np.uint64(9)), key)
        cases.add("bits", {}, lambda k: bits(key, (4,), "uint32").view(np.int32), key)


def bits(key, shape, dtype):
    return np.asarray(jax.random.bits(jax.random.wrap_key_data(np.asarray(key).view(np.uint32)), shape, dtype))


def in_ball(key):
    direction, radius = split(key)
    z = normal(direction, (3,))
    return z / np.linalg.norm(z) * uniform(radius, (), False) ** (1 / 3)
