"""The cases in PyTorch, eager, as one writes it by hand."""

import torch
from torch import nn
from torch.nn import functional


def workload(case, inputs, threads):
    """A step without arguments, and what gives the number that its last run came to; None for an unknown case."""
    torch.set_num_threads(threads)
    kind = case["kind"]
    if kind in MODELS:
        return training(kind, case, inputs)
    if kind == "start":
        return start(inputs)
    function = FUNCTIONS.get(kind, lambda case: None)(case)
    if function is None:
        return None
    arguments = [torch.from_numpy(inputs[name]) for name in inputs.names()]
    last = [None]

    @torch.no_grad()
    def step():
        last[0] = function(*arguments)

    return step, lambda: last[0].double().abs().mean().item()


def start(inputs):
    x = torch.from_numpy(inputs["x"]).requires_grad_()

    def step():
        x.grad = None
        (x.sin() * x).sum().backward()

    return step, lambda: x.grad.abs().mean().item()


def matmul(case):
    def function(x, y):
        return torch.matmul(x.mT if case["left"] else x, y.mT if case["right"] else y)

    return function


def convolution(case):
    attributes = ([case["stride"]] * 2, [case["padding"]] * 2, [1, 1], False, [0, 0], case["groups"])
    if case["direction"] == "forward":
        return lambda x, k: torch.conv2d(x, k, None, attributes[0], attributes[1], 1, case["groups"])
    backward = torch.ops.aten.convolution_backward
    if case["direction"] == "data":
        x = torch.zeros(case["input"])
        return lambda dy, k: backward(dy, x, k, None, *attributes, [True, False, False])[0]
    k = torch.zeros(case["kernel"])
    return lambda dy, x: backward(dy, x, k, None, *attributes, [False, True, False])[1]


ELEMENTWISE = {
    "polynomial": lambda x, y: (x * y + x) * (x - y) + y,
    "gates": lambda x, y: torch.sigmoid(x) * torch.tanh(y) + torch.exp(-(x * x)),
    "gelu": lambda x, y: functional.gelu(x, approximate="tanh") * y,
    "masked": lambda x, y: torch.where(x > 0, x * y, x * 0.1),
}

REDUCTIONS = {
    "softmax": lambda x: torch.softmax(x, -1),
    "layerNorm": lambda x: functional.layer_norm(x, x.shape[-1:]),
    "logSumExp": lambda x: torch.logsumexp(x, -1),
    "sum": lambda x: x.sum(),
    "sumRows": lambda x: x.sum(-1),
    "sumColumns": lambda x: x.sum(0),
    "max": lambda x: x.amax(-1),
    "center": lambda x: x - x.mean(0),
}

FUNCTIONS = {
    "matmul": matmul,
    "conv": convolution,
    "elementwise": lambda case: ELEMENTWISE[case["function"]],
    "reduction": lambda case: REDUCTIONS[case["function"]],
}


class Cnn(nn.Module):
    def __init__(self, channels, more_channels, flat, units, classes):
        super().__init__()
        self.first = nn.Conv2d(1, channels, 3)
        self.second = nn.Conv2d(channels, more_channels, 3)
        self.hidden = nn.Linear(flat, units)
        self.out = nn.Linear(units, classes)

    def forward(self, x):
        x = functional.relu(self.second(functional.relu(self.first(x))))
        x = functional.max_pool2d(x, 2).flatten(1)
        return self.out(functional.relu(self.hidden(x)))


class Reader(nn.Module):
    def __init__(self, inputs, units, classes):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True)
        self.out = nn.Linear(units, classes)
        # PyTorch has two biases that are always added; one of them stays 0, as if there were one.
        self.lstm.bias_hh_l0.requires_grad_(False).zero_()

    def forward(self, x):
        _, (h, _) = self.lstm(x)
        return self.out(h[-1])


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.input = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.middle_norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        parts = self.input(self.norm(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        answers = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.output(answers.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(functional.gelu(self.up(self.middle_norm(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, heads, depth):
        super().__init__()
        self.characters = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(torch.empty(context, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, vocabulary)

    def forward(self, text):
        x = self.characters(text) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x))


def mlp(case, inputs):
    names = [name for name in inputs.names() if name.endswith(".w")]
    layers = []
    for name in names:
        layers += [nn.Linear(*inputs[name].shape), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    places = {}
    for i, name in enumerate(names):
        places[f"{2 * i}.weight"] = inputs[name].T
        places[f"{2 * i}.bias"] = inputs[name[:-1] + "b"]
    return model, places


def cnn(case, inputs):
    first, second, hidden, out = (inputs[name] for name in ["first.kernel", "second.kernel", "hidden.w", "out.w"])
    model = Cnn(first.shape[0], second.shape[0], *hidden.shape, out.shape[1])
    places = {"first.weight": first, "second.weight": second, "hidden.weight": hidden.T, "out.weight": out.T}
    for layer in ["first", "second", "hidden", "out"]:
        places[layer + ".bias"] = inputs[layer + ".b"]
    return model, places


def lstm(case, inputs):
    w, u, out = inputs["lstm.w"], inputs["lstm.u"], inputs["out.w"]
    model = Reader(w.shape[0], u.shape[0], out.shape[1])
    places = {
        "lstm.weight_ih_l0": w.T,
        "lstm.weight_hh_l0": u.T,
        "lstm.bias_ih_l0": inputs["lstm.b"],
        "out.weight": out.T,
        "out.bias": inputs["out.b"],
    }
    return model, places


def gpt(case, inputs):
    characters, positions = inputs["characters.table"], inputs["positions"]
    depth = sum(name.endswith(".up.w") for name in inputs.names())
    model = Gpt(*([characters.shape[0]] + list(positions.shape)), int(case["heads"]), depth)
    places = {"characters.weight": characters, "positions": positions}
    norms = {"norm": "norm"}
    linears = {"out": "out"}
    for i in range(depth):
        ours, theirs = f"blocks[{i}].", f"blocks.{i}."
        norms |= {ours + "norm": theirs + "norm", ours + "middleNorm": theirs + "middle_norm"}
        linears |= {ours + "up": theirs + "up", ours + "down": theirs + "down"}
        linears |= {ours + "attention.input": theirs + "input", ours + "attention.output": theirs + "output"}
    for ours, theirs in norms.items():
        places |= {theirs + ".weight": inputs[ours + ".gain"], theirs + ".bias": inputs[ours + ".b"]}
    for ours, theirs in linears.items():
        places |= {theirs + ".weight": inputs[ours + ".w"].T, theirs + ".bias": inputs[ours + ".b"]}
    return model, places


MODELS = {"mlp": mlp, "cnn": cnn, "lstm": lstm, "gpt": gpt}


def optimizer(kind, parameters):
    if kind == "mlp":
        return torch.optim.SGD(parameters, lr=0.05, momentum=0.9)
    if kind == "gpt":
        return torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01)
    return torch.optim.Adam(parameters, lr=1e-3)


def training(kind, case, inputs):
    model, places = MODELS[kind](case, inputs)
    x, y = torch.from_numpy(inputs["x"]), torch.from_numpy(inputs["y"]).long()
    if kind == "gpt":
        x = x.long()
    first = next(iter(places.values()))
    model = model.to(torch.from_numpy(first.copy()).dtype)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(torch.from_numpy(places.pop(name).copy()))
    assert not places, f"these have no place: {list(places)}"
    optimize = optimizer(kind, [p for p in model.parameters() if p.requires_grad])
    last = [None]

    def step():
        optimize.zero_grad(set_to_none=True)
        logits = model(x)
        loss = functional.cross_entropy(logits.flatten(0, -2), y.flatten())
        loss.backward()
        optimize.step()
        last[0] = loss.detach()

    return step, lambda: last[0].item()
