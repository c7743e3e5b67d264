"""Computes layers.json: what PyTorch's layers give, and their gradients, in float64. Run `python layers.py` to write it,
`python layers.py --check` to compare."""

import torch
import torch.nn.functional as F

from references import References, normal

cases = References(__file__)


def per_channel(x, b):
    return b.reshape([1, -1] + [1] * (x.dim() - 2))


# Linear layers and embeddings: weights are inputs x outputs here.
cases.add("linear", lambda p: F.linear(p["x"], p["w"].T, p["b"]), x=normal(4, 3), w=normal(3, 2), b=normal(2))
cases.add("embeddingTied", lambda p: F.linear(F.embedding(p["numbers"], p["table"]) * p["scale"], p["table"]),
          numbers=torch.tensor([[0, 3], [3, 1]]), table=normal(4, 3), scale=normal(3))

# Convolutions over one, two and three axes, and their transposes.
SHAPES = {1: (7,), 2: (6, 5), 3: (4, 5, 3)}
CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
for n in (1, 2, 3):
    cases.add(f"conv{n}d", lambda p, n=n: CONV[n](p["x"], p["kernel"], p["b"], stride=2, padding=1, groups=2),
              x=normal(2, 4, *SHAPES[n]), kernel=normal(6, 2, *[3, 2, 2][:n]), b=normal(6))
    cases.add(f"convTransposed{n}d",
              lambda p, n=n: TRANSPOSED[n](p["x"], p["kernel"], p["b"], stride=2, padding=1, output_padding=1, groups=2),
              x=normal(1, 4, *[3, 3, 2][:n]), kernel=normal(4, 3, *[3, 2, 2][:n]), b=normal(6))
cases.add("conv2dDilated", lambda p: F.conv2d(p["x"], p["kernel"], p["b"], stride=(1, 2), dilation=(2, 1)),
          x=normal(2, 2, 6, 5), kernel=normal(3, 2, 3, 2), b=normal(3))
cases.add("convTransposed2dDilated", lambda p: F.conv_transpose2d(p["x"], p["kernel"], p["b"], stride=(1, 2), dilation=(2, 1)),
          x=normal(2, 2, 4, 3), kernel=normal(2, 3, 3, 2), b=normal(3))

# Pools.
cases.add("maxPool2d", lambda p: F.max_pool2d(p["x"], 3, stride=2, padding=1), x=normal(2, 2, 6, 5))
cases.add("averagePool1d", lambda p: F.avg_pool1d(p["x"], 2), x=normal(2, 2, 6))
cases.add("averagePool3d", lambda p: F.avg_pool3d(p["x"], 2, stride=1), x=normal(1, 2, 3, 4, 3))
cases.add("adaptiveMaxPool2d", lambda p: F.adaptive_max_pool2d(p["x"], (3, 2)), x=normal(2, 2, 7, 5))
cases.add("adaptiveAveragePool2d", lambda p: F.adaptive_avg_pool2d(p["x"], (3, 2)), x=normal(2, 2, 7, 5))
cases.add("globalAveragePool", lambda p: p["x"].mean((2, 3)), x=normal(2, 3, 4, 4))

# Norms.
NORM = dict(gain=normal(4), b=normal(4))


def running(p):
    return p["mean"].clone(), p["variance"].abs().clone()


def batch_norm(p, training):
    mean, variance = running(p)
    return F.batch_norm(p["x"], mean, variance, p["gain"], p["b"], training=training, momentum=0.3, eps=1e-4)


def statistics(p):
    mean, variance = running(p)
    F.batch_norm(p["x"].detach(), mean, variance, p["gain"], p["b"], training=True, momentum=0.3, eps=1e-4)
    return torch.cat([mean, variance])


STATISTICS = dict(mean=normal(4), variance=normal(4))
cases.add("batchNormTraining", lambda p: batch_norm(p, True), x=normal(3, 4, 2, 3), **NORM, constant=STATISTICS)
cases.add("batchNormEvaluation", lambda p: batch_norm(p, False), x=normal(3, 4, 2, 3), **NORM, constant=STATISTICS)
cases.add("batchNormOfVectors", lambda p: batch_norm(p, True), x=normal(5, 4), **NORM, constant=STATISTICS)
cases.add("batchNormStatistics", statistics, constant=dict(x=normal(3, 4, 2, 3), **NORM, **STATISTICS))
cases.add("layerNorm", lambda p: F.layer_norm(p["x"], (3, 2), p["gain"], p["b"], eps=1e-4),
          x=normal(4, 3, 2), gain=normal(3, 2), b=normal(3, 2))
cases.add("rmsNorm", lambda p: F.rms_norm(p["x"], (5,), p["gain"], eps=1e-4), x=normal(3, 5), gain=normal(5))
cases.add("groupNorm", lambda p: F.group_norm(p["x"], 2, p["gain"], p["b"], eps=1e-4), x=normal(3, 4, 2, 3), **NORM)
cases.add("instanceNorm", lambda p: F.instance_norm(p["x"], weight=p["gain"], bias=p["b"], eps=1e-4), x=normal(3, 4, 2, 3), **NORM)


# Recurrent layers: weights are inputs x gates here; PyTorch's two biases add up to one but for the candidate of the GRU.
def recurrent(module, p, biases):
    w_ih, w_hh = p["w"].T, p["u"].T
    names = dict(weight_ih_l0=w_ih, weight_hh_l0=w_hh, bias_ih_l0=biases[0], bias_hh_l0=biases[1])
    start = (p["h"][None], p["c"][None]) if "c" in p else p["h"][None]
    return torch.func.functional_call(module, names, (p["x"], start))


def lstm(p):
    outputs, (h, c) = recurrent(torch.nn.LSTM(3, 2, batch_first=True, dtype=torch.float64), p, (p["b"], torch.zeros_like(p["b"])))
    return torch.cat([outputs, h.transpose(0, 1), c.transpose(0, 1)], 1)


def gru(p):
    hidden = torch.cat([torch.zeros(4, dtype=torch.float64), p["candidate"]])
    outputs, h = recurrent(torch.nn.GRU(3, 2, batch_first=True, dtype=torch.float64), p, (p["b"], hidden))
    return torch.cat([outputs, h.transpose(0, 1)], 1)


def rnn(p, nonlinearity):
    module = torch.nn.RNN(3, 2, batch_first=True, nonlinearity=nonlinearity, dtype=torch.float64)
    outputs, h = recurrent(module, p, (p["b"], torch.zeros_like(p["b"])))
    return torch.cat([outputs, h.transpose(0, 1)], 1)


def gates(count):
    return dict(x=normal(2, 4, 3), w=normal(3, 2 * count), u=normal(2, 2 * count), b=normal(2 * count), h=normal(2, 2))


cases.add("lstm", lstm, **gates(4), c=normal(2, 2))
cases.add("gru", gru, **gates(3), candidate=normal(2))
cases.add("rnnTanh", lambda p: rnn(p, "tanh"), **gates(1))
cases.add("rnnRelu", lambda p: rnn(p, "relu"), **gates(1))


def bidirectional(p):
    module = torch.nn.GRU(3, 2, num_layers=2, bidirectional=True, batch_first=True, dtype=torch.float64)
    names = {}
    for layer in range(2):
        for direction in range(2):
            q = lambda name: p[f"{name}{layer}{direction}"]
            suffix = f"_l{layer}" + ("_reverse" if direction else "")
            names["weight_ih" + suffix] = q("w").T
            names["weight_hh" + suffix] = q("u").T
            names["bias_ih" + suffix] = q("b")
            names["bias_hh" + suffix] = torch.cat([torch.zeros(4, dtype=torch.float64), q("candidate")])
    return torch.func.functional_call(module, names, (p["x"],))[0]


BOTH = {}
for layer in range(2):
    for direction in range(2):
        inputs = 3 if layer == 0 else 4
        for name, value in dict(w=normal(inputs, 6), u=normal(2, 6), b=normal(6), candidate=normal(2)).items():
            BOTH[f"{name}{layer}{direction}"] = value
cases.add("gruStackedBothWays", bidirectional, x=normal(2, 4, 3), **BOTH)


# Attention.
def attention(p, causal=False, mask=None, kind="self"):
    width = p["w"].shape[0]
    module = torch.nn.MultiheadAttention(width, 2, batch_first=True, dtype=torch.float64)
    names = {"in_proj_weight": p["w"].T, "in_proj_bias": p["b"], "out_proj.weight": p["v"].T, "out_proj.bias": p["c"]}
    memory = p["x"] if kind == "self" else p["memory"]
    length = p["x"].shape[1]
    attn_mask = torch.triu(torch.ones(length, length, dtype=torch.bool), 1) if causal else None
    padding = None if mask is None else ~mask
    return torch.func.functional_call(module, names, (p["x"], memory, memory),
                                      dict(attn_mask=attn_mask, key_padding_mask=padding, need_weights=False))[0]


HEADS = dict(x=normal(2, 4, 6), w=normal(6, 18), b=normal(18), v=normal(6, 6), c=normal(6))
SEEN = torch.tensor([[True, True, True, False], [True, True, False, False]])
cases.add("attention", attention, **HEADS)
cases.add("attentionCausal", lambda p: attention(p, causal=True), **HEADS)
cases.add("attentionMasked", lambda p: attention(p, mask=SEEN), **HEADS)
cases.add("attentionMaskedCausal", lambda p: attention(p, causal=True, mask=SEEN), **HEADS)
cases.add("attentionToMemory", lambda p: attention(p, kind="memory"), memory=normal(2, 3, 6), **HEADS)


def rotated(x, base=10000.0):
    """By complex numbers: feature i and feature i + half make one, which is turned by the place times base^(-2i/width)."""
    width = x.shape[-1]
    half = width // 2
    angles = torch.arange(x.shape[-2], dtype=torch.float64)[:, None] * base ** (-torch.arange(half, dtype=torch.float64) * 2 / width)
    turned = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], -1)


def grouped(p):
    """Four heads of four features, of which each two share keys and values; rotary positions, causal."""
    b, length, width = p["x"].shape
    y = F.linear(p["x"], p["w"].T, p["b"])
    q, k, v = (part.reshape(b, length, -1, 4).transpose(1, 2) for part in y.split([16, 8, 8], -1))
    answers = F.scaled_dot_product_attention(rotated(q), rotated(k), v, is_causal=True, enable_gqa=True)
    return F.linear(answers.transpose(1, 2).reshape(b, length, width), p["v"].T, p["c"])


cases.add("attentionGroupedRotary", grouped, x=normal(2, 3, 16), w=normal(16, 32) / 4, b=normal(32), v=normal(16, 16) / 4, c=normal(16))

cases.finish()
