"""The cases in JAX, each step one function under jit."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"
if os.environ.get("OMP_NUM_THREADS") == "1":
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax

jax.config.update("jax_enable_x64", True)

from jax import numpy as jnp


def workload(case, inputs, threads):
    """A step without arguments, and what gives the number that its last run came to; None for an unknown case."""
    kind = case["kind"]
    if kind in MODELS:
        return training(kind, case, inputs)
    function = FUNCTIONS.get(kind, lambda case: None)(case)
    if function is None:
        return None
    arguments = [jnp.asarray(inputs[name]) for name in inputs.names()]
    compiled = function if kind == "start" else jax.jit(function)
    last = [None]

    def step():
        last[0] = compiled(*arguments).block_until_ready()

    return step, lambda: jnp.abs(last[0].astype(jnp.float64)).mean()


def matmul(case):
    def function(x, y):
        return (x.mT if case["left"] else x) @ (y.mT if case["right"] else y)

    return function


def convolution(case):
    def forward(x, k):
        return jax.lax.conv_general_dilated(
            x, k, (case["stride"],) * 2, [(case["padding"],) * 2] * 2,
            dimension_numbers=("NCHW", "OIHW", "NCHW"), feature_group_count=case["groups"])

    if case["direction"] == "forward":
        return forward
    if case["direction"] == "data":
        x = jnp.zeros(case["input"], jnp.float32)
        return lambda dy, k: jax.vjp(lambda x: forward(x, k), x)[1](dy)[0]
    k = jnp.zeros(case["kernel"], jnp.float32)
    return lambda dy, x: jax.vjp(lambda k: forward(x, k), k)[1](dy)[0]


def normalized(x):
    return (x - x.mean(-1, keepdims=True)) * jax.lax.rsqrt(x.var(-1, keepdims=True) + 1e-5)


ELEMENTWISE = {
    "polynomial": lambda x, y: (x * y + x) * (x - y) + y,
    "gates": lambda x, y: jax.nn.sigmoid(x) * jnp.tanh(y) + jnp.exp(-(x * x)),
    "gelu": lambda x, y: jax.nn.gelu(x) * y,
    "masked": lambda x, y: jnp.where(x > 0, x * y, x * 0.1),
}

REDUCTIONS = {
    "softmax": lambda x: jax.nn.softmax(x, -1),
    "layerNorm": normalized,
    "logSumExp": lambda x: jax.nn.logsumexp(x, -1),
    "sum": lambda x: x.sum(),
    "sumRows": lambda x: x.sum(-1),
    "sumColumns": lambda x: x.sum(0),
    "max": lambda x: x.max(-1),
    "center": lambda x: x - x.mean(0),
}


def scalar(case):
    if case["rounds"] > 200:
        return None  # Compiling the ten-fold takes minutes.

    def program(x):
        y = x
        for _ in range(case["rounds"]):
            x = x - y * 2.0**-7
            y = y + x * x * 2.0**-7
        return y

    return jax.grad(program)


FUNCTIONS = {
    "matmul": matmul,
    "conv": convolution,
    "elementwise": lambda case: ELEMENTWISE[case["function"]],
    "reduction": lambda case: REDUCTIONS[case["function"]],
    "scalar": scalar,
    "start": lambda case: jax.grad(lambda x: (jnp.sin(x) * x).sum()),
    "call": lambda case: lambda x, y: jnp.sin(x * y + x),
}


def linear(p, name, x):
    return x @ p[name + ".w"] + p[name + ".b"]


def layer_norm(p, name, x):
    mean = x.mean(-1, keepdims=True)
    variance = x.var(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * p[name + ".gain"] + p[name + ".b"]


def mlp(p, x, case):
    depth = sum(name.endswith(".w") for name in p)
    for i in range(depth):
        x = linear(p, f"layers[{i}]", x if i == 0 else jax.nn.relu(x))
    return x


def convolution(p, name, x):
    y = jax.lax.conv_general_dilated(x, p[name + ".kernel"], (1, 1), "VALID", dimension_numbers=("NCHW", "OIHW", "NCHW"))
    return y + p[name + ".b"][:, None, None]


def cnn(p, x, case):
    x = jax.nn.relu(convolution(p, "second", jax.nn.relu(convolution(p, "first", x))))
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    return linear(p, "out", jax.nn.relu(linear(p, "hidden", x.reshape(x.shape[0], -1))))


def lstm(p, x, case):
    u = p["lstm.u"]
    rows = x.transpose(1, 0, 2) @ p["lstm.w"] + p["lstm.b"]

    def cell(state, row):
        h, c = state
        i, f, g, o = jnp.split(row + h @ u, 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zeros = jnp.zeros((x.shape[0], u.shape[0]), x.dtype)
    (h, _), _ = jax.lax.scan(cell, (zeros, zeros), rows)
    return linear(p, "out", h)


def block(p, name, x, heads):
    batch, length, width = x.shape
    parts = linear(p, name + "attention.input", layer_norm(p, name + "norm", x))
    q, k, v = parts.reshape(batch, length, 3, heads, width // heads).transpose(2, 0, 3, 1, 4)
    scores = q @ k.swapaxes(-1, -2) / jnp.sqrt(width // heads).astype(x.dtype)
    scores = jnp.where(jnp.tril(jnp.ones((length, length), bool)), scores, -jnp.inf)
    answers = (jax.nn.softmax(scores, -1) @ v).transpose(0, 2, 1, 3).reshape(x.shape)
    x = x + linear(p, name + "attention.output", answers)
    return x + linear(p, name + "down", jax.nn.gelu(linear(p, name + "up", layer_norm(p, name + "middleNorm", x))))


def gpt(p, x, case):
    depth = sum(name.endswith(".up.w") for name in p)
    x = p["characters.table"][x] + p["positions"]
    for i in range(depth):
        x = block(p, f"blocks[{i}].", x, int(case["heads"]))
    return linear(p, "out", layer_norm(p, "norm", x))


MODELS = {"mlp": mlp, "cnn": cnn, "lstm": lstm, "gpt": gpt}


def momentum(p, g, state):
    velocity = jax.tree.map(lambda v, g: 0.9 * v + g, state, g)
    return jax.tree.map(lambda p, v: p - 0.05 * v, p, velocity), velocity


def adam(decay):
    def update(p, g, state):
        steps, mean, square = state
        steps = steps + 1
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, g)
        square = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, square, g)

        def move(p, m, v):
            root = jnp.sqrt(v / (1 - 0.999**steps).astype(v.dtype)) + 1e-8
            return p - 1e-3 * (m / (1 - 0.9**steps).astype(m.dtype) / root + decay * p)

        return jax.tree.map(move, p, mean, square), (steps, mean, square)

    return update


def training(kind, case, inputs):
    p = {name: jnp.asarray(inputs[name]) for name in inputs.names() if name not in ("x", "y")}
    x, y = jnp.asarray(inputs["x"]), jnp.asarray(inputs["y"])
    zeros = jax.tree.map(jnp.zeros_like, p)
    start = zeros if kind == "mlp" else (jnp.asarray(0.0, jnp.float64), zeros, jax.tree.map(jnp.zeros_like, p))
    update = momentum if kind == "mlp" else adam(0.01 if kind == "gpt" else 0.0)

    def loss(p, x, y):
        logits = MODELS[kind](p, x, case)
        own = jnp.take_along_axis(logits, y[..., None], -1)[..., 0]
        return (jax.nn.logsumexp(logits, -1) - own).mean()

    def step(p, state, x, y):
        value, g = jax.value_and_grad(loss)(p, x, y)
        p, state = update(p, g, state)
        return p, state, value

    compiled = jax.jit(step, donate_argnums=(0, 1))
    at = [p, start, None]

    def run():
        at[0], at[1], at[2] = compiled(at[0], at[1], x, y)
        at[2].block_until_ready()

    return run, lambda: at[2]
