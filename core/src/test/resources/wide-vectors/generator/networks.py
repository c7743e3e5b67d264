"""What networks are made of."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

CONVOLUTIONS = [
    # input, kernel, stride, padding, dilation, groups
    ((1, 1, 4, 4), (1, 1, 1, 1), [1, 1], [0, 0], [1, 1], 1), ((2, 2, 6, 7), (3, 2, 3, 3), [1, 1], [0, 0], [1, 1], 1), ((2, 3, 6, 7), (2, 3, 3, 2), [2, 1], [1, 2], [1, 1], 1),
    ((1, 2, 7, 6), (2, 2, 2, 3), [1, 2], [2, 1], [2, 1], 1), ((2, 4, 5, 5), (6, 2, 3, 3), [1, 1], [1, 1], [1, 1], 2), ((1, 4, 5, 4), (4, 1, 3, 2), [2, 2], [1, 1], [1, 2], 4),
    ((0, 2, 4, 4), (3, 2, 2, 2), [1, 1], [0, 0], [1, 1], 1), ((1, 2, 3, 3), (1, 2, 3, 3), [1, 1], [0, 0], [1, 1], 1), ((1, 1, 3, 8), (2, 1, 2, 5), [3, 2], [0, 3], [1, 1], 1),
    ((2, 2, 5, 5), (3, 2, 1, 1), [2, 2], [0, 0], [1, 1], 1), ((1, 3, 8, 8), (3, 1, 2, 2), [3, 3], [2, 2], [3, 3], 3), ((1, 1, 2, 2), (1, 1, 3, 3), [1, 1], [1, 1], [1, 1], 1), ((3, 2, 1, 5), (2, 2, 1, 3), [1, 1], [0, 1], [1, 1], 1),
]
POOLS = [
    ((1, 1, 4, 4), [2, 2], [2, 2], None), ((2, 3, 7, 5), [3, 2], [2, 1], None), ((2, 2, 5, 6), [3, 3], [1, 2], [1, 1]), ((0, 2, 4, 4), [2, 2], [2, 2], None),
    ((1, 2, 3, 3), [3, 3], [1, 1], None), ((1, 1, 5, 5), [1, 1], [2, 2], None), ((2, 1, 6, 3), [2, 3], [3, 1], [1, 0]), ((1, 2, 5, 4), [2, 1], [1, 1], None), ((1, 1, 8, 9), [2, 3], [1, 2], None),
]


def convolve(x, kernel, stride, padding, dilation, groups):
    return lax.conv_general_dilated(x, kernel, stride, padding, rhs_dilation=dilation, dimension_numbers=("NCHW", "OIHW", "NCHW"), feature_group_count=groups)


def windows(x, kernel, stride, padding, fill):
    """Each window's elements along a new last axis."""
    x = jnp.pad(x, [(0, 0), (0, 0)] + [(p, p) for p in padding], constant_values=fill)
    out = [(n - k) // s + 1 for n, k, s in zip(x.shape[2:], kernel, stride)]
    parts = [x[:, :, i : i + (out[0] - 1) * stride[0] + 1 : stride[0], j : j + (out[1] - 1) * stride[1] + 1 : stride[1]] for i in range(kernel[0]) for j in range(kernel[1])]
    return jnp.stack(parts, -1)


def max_pool(x, kernel, stride, padding):
    w = windows(x, kernel, stride, padding, -jnp.inf)
    return jnp.take_along_axis(w, jnp.argmax(w, -1)[..., None], -1)[..., 0]


def avg_pool(x, kernel, stride, padding):
    return jnp.mean(windows(x, kernel, stride, padding, 0.0), -1)


def attend(q, k, v, causal):
    scores = q @ jnp.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if causal:
        scores = jnp.where(jnp.tril(jnp.ones(scores.shape[-2:], bool)), scores, -jnp.inf)
    return jax.nn.softmax(scores, axis=-1) @ v


def layer_norm(x, gain, bias, eps):
    centred = x - x.mean(-1, keepdims=True)
    return centred / jnp.sqrt((centred**2).mean(-1, keepdims=True) + eps) * gain + bias


def cross_entropy(logits, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits, -1), labels[..., None], -1))


def binary_cross_entropy(logits, targets):
    return jnp.mean(jax.nn.softplus(logits) - logits * targets)


def huber(x, y, delta):
    d = jnp.abs(x - y)
    return jnp.mean(jnp.where(d <= delta, 0.5 * d**2, delta * (d - delta / 2)))


def add_to(cases):
    random = cases.random("networks")
    n = lambda *shape: random.normal(size=shape)
    for x, w, stride, padding, dilation, groups in CONVOLUTIONS:
        attributes = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
        cases.add("conv2d", attributes, lambda a, b: convolve(a, b, stride, [(p, p) for p in padding], dilation, groups), n(*x), n(*w))
    cases.add("conv2d", {"stride": 2, "padding": 1, "dilation": 1, "groups": 1}, lambda a, b: convolve(a, b, (2, 2), [(1, 1)] * 2, (1, 1), 1), n(2, 2, 6, 5), n(3, 2, 3, 3))
    cases.add("conv2d", {"stride": [2, 1], "padding": [[1, 0], [0, 2]], "dilation": [1, 1], "groups": 1}, lambda a, b: convolve(a, b, (2, 1), [(1, 0), (0, 2)], (1, 1), 1), n(2, 2, 6, 5), n(3, 2, 3, 3))
    for name in ("SAME", "VALID"):
        for stride in ([1, 1], [2, 1], [2, 3]):
            cases.add("conv2d", {"stride": stride, "padding": name}, lambda a, b: convolve(a, b, stride, name, (1, 1), 1), n(2, 2, 6, 5), n(3, 2, 3, 2))
    cases.add("conv2d", {}, lambda a, b: convolve(a, b, (1, 1), "VALID", (1, 1), 1), n(2, 2, 6, 5), n(3, 2, 3, 2))
    for x, kernel, stride, padding in POOLS:
        attributes = {"kernel": kernel, "stride": stride}
        if padding is not None:
            attributes["padding"] = padding
        cases.add("maxPool2d", attributes, lambda a: max_pool(a, kernel, stride, padding or [0, 0]), n(*x))
        cases.add("avgPool2d", attributes, lambda a: avg_pool(a, kernel, stride, padding or [0, 0]), n(*x))
        cases.add("maxPool2d", attributes, lambda a: max_pool(a, kernel, stride, padding or [0, 0]), np.round(n(*x)))
    for name, f in (("maxPool2d", max_pool), ("avgPool2d", avg_pool)):
        cases.add(name, {"kernel": 2}, lambda a: f(a, [2, 2], [2, 2], [0, 0]), n(2, 2, 5, 4))
        cases.add(name, {"kernel": [2, 2], "stride": 1}, lambda a: f(a, [2, 2], [1, 1], [0, 0]), n(2, 2, 5, 4))
    for q, k, v in [((3, 4), (5, 4), (5, 2)), ((2, 3, 4), (2, 5, 4), (2, 5, 3)), ((2, 2, 3, 4), (2, 2, 3, 4), (2, 2, 3, 4)), ((1, 1), (1, 1), (1, 1)), ((2, 1, 2, 3, 4), (2, 1, 2, 5, 4), (2, 1, 2, 5, 2)), ((2, 3, 4), (5, 4), (5, 2)), ((0, 3, 4), (0, 5, 4), (0, 5, 2)), ((4, 2), (3, 2), (3, 2))]:
        for causal in (False, True):
            cases.add("attention", {"causal": causal}, lambda q, k, v: attend(q, k, v, causal), n(*q), n(*k), n(*v))
    for scale in (0.0, 100.0):
        cases.add("attention", {"causal": False}, lambda q, k, v: attend(q, k, v, False), scale * n(3, 4), scale * n(5, 4), n(5, 2))
    for shape in [(5,), (1, 3), (4, 3, 5), (0, 3), (2, 1, 3, 2), (2, 2, 1, 2, 3)]:
        for eps in (1e-5, 1e-3):
            cases.add("layerNorm", {"eps": eps}, lambda x, g, b: layer_norm(x, g, b, eps), n(*shape), n(shape[-1]), n(shape[-1]))
    for x in (1e4 + n(3, 4), 1e-4 * n(3, 4), 1e4 * n(3, 4), np.ones((2, 4)), np.zeros((2, 4)), np.full((2, 4), 1e4)):
        cases.add("layerNorm", {"eps": 1e-5}, lambda x, g, b: layer_norm(x, g, b, 1e-5), x, n(4), n(4))
    cases.add("layerNorm", {"eps": 1e-5}, lambda x, g, b: layer_norm(x, g, b, 1e-5), n(3, 1), n(1), n(1))
    add_losses(cases)


def add_losses(cases):
    random = cases.random("losses")
    n = lambda *shape: random.normal(size=shape)
    labels = lambda s: random.integers(0, s[-1], size=s[:-1]).astype(np.int32)
    for s in [(4, 5), (1, 2), (2, 3, 4), (3,), (3, 1), (2, 1, 2, 3), (2, 1, 2, 1, 3)]:
        cases.add("crossEntropy", {}, cross_entropy, 3 * n(*s), labels(s))
    for x in (1e4 * n(3, 4), np.zeros((3, 4)), np.full((3, 4), 1e4)):
        cases.add("crossEntropy", {}, cross_entropy, x, np.array([0, 1, 3], np.int32))
    for s in [(), (4,), (2, 3), (2, 3, 2), (2, 1, 2, 2), (1, 2, 1, 2, 3)]:
        cases.add("mseLoss", {}, lambda a, b: jnp.mean((a - b) ** 2), n(*s), n(*s))
        cases.add("bceWithLogits", {}, binary_cross_entropy, 5 * n(*s), random.uniform(size=s))
        cases.add("bceWithLogits", {}, binary_cross_entropy, 5 * n(*s), np.round(random.uniform(size=s)))
        for delta in (1.0, 0.5, 2.5):
            cases.add("huberLoss", {"delta": delta}, lambda a, b: huber(a, b, delta), 3 * n(*s), n(*s))
    cases.add("bceWithLogits", {}, binary_cross_entropy, np.array([1e4, -1e4, 500.0, -30, 0]), np.array([1.0, 0, 0, 1, 0.5]))
    cases.add("mseLoss", {}, lambda a, b: jnp.mean((a - b) ** 2), np.zeros(4), np.zeros(4))
    cases.add("mseLoss", {}, lambda a, b: jnp.mean((a - b) ** 2), np.array([1e6, 2.0]), np.array([-1e6, 1.0]))
    cases.add("huberLoss", {"delta": 1.0}, lambda a, b: huber(a, b, 1.0), np.array([1e6, 2.0]), np.array([-1e6, 2.1]))
