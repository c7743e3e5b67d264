"""Computes traces.json: where PyTorch's and Optax' optimisers take two tensors under given gradients, in float64, and what
PyTorch's schedules multiply a rate with. Run `python traces.py` to write it, `python traces.py --check` to compare."""

import json
import pathlib
import sys

import jax
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in this type
FILE = pathlib.Path(__file__).with_name("traces.json")
STEPS = 8
random = np.random.default_rng(7)
START = [random.normal(size=(3, 2)), random.normal(size=4)]
GRADIENTS = [[random.normal(size=(3, 2)) * 3 ** (t % 3 - 1), random.normal(size=4)] for t in range(STEPS)]


def flat(tensors):
    return [[float(x) for x in np.asarray(t).reshape(-1)] for t in tensors]


def with_torch(make, before=lambda parameters: None):
    parameters = [torch.nn.Parameter(torch.tensor(x)) for x in START]
    optimizer = make(parameters)
    trace = []
    for gradients in GRADIENTS:
        for p, g in zip(parameters, gradients):
            p.grad = torch.tensor(g)
        before(parameters)
        optimizer.step()
        trace.append(flat(p.detach().numpy() for p in parameters))
    return trace


def with_optax(optimizer):
    parameters = [jax.numpy.asarray(x) for x in START]
    state = optimizer.init(parameters)
    trace = []
    for gradients in GRADIENTS:
        change, state = optimizer.update([jax.numpy.asarray(g) for g in gradients], state, parameters)
        parameters = optax.apply_updates(parameters, change)
        trace.append(flat(parameters))
    return trace


def accumulated(count):
    """By hand, since Optax' MultiSteps rounds its mean to float32: Adam on the means of so many gradients."""
    parameters = [jax.numpy.asarray(x) for x in START]
    optimizer = optax.adam(0.05)
    state = optimizer.init(parameters)
    trace = []
    for t in range(STEPS):
        if t % count == count - 1:
            mean = [sum(GRADIENTS[t - i][k] for i in range(count)) / count for k in range(2)]
            change, state = optimizer.update(mean, state, parameters)
            parameters = optax.apply_updates(parameters, change)
        trace.append(flat(parameters))
    return trace


def schedule(make, steps=24):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    it = make(optimizer)
    factors = []
    for _ in range(steps):
        factors.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        it.step()
    return factors


o = torch.optim
s = torch.optim.lr_scheduler
matrices = lambda parameters: jax.tree.map(lambda p: p.ndim >= 2, parameters)
results = {
    "start": flat(START),
    "gradients": [flat(g) for g in GRADIENTS],
    "optimizers": {
        "sgd": with_torch(lambda p: o.SGD(p, lr=0.1)),
        "sgdDecayed": with_torch(lambda p: o.SGD(p, lr=0.1, weight_decay=0.2)),
        "momentum": with_torch(lambda p: o.SGD(p, lr=0.1, momentum=0.9)),
        "nesterov": with_torch(lambda p: o.SGD(p, lr=0.1, momentum=0.9, nesterov=True)),
        "adagrad": with_torch(lambda p: o.Adagrad(p, lr=0.1)),
        "rmsProp": with_torch(lambda p: o.RMSprop(p, lr=0.01)),
        "rmsPropMomentum": with_torch(lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.5)),
        "adam": with_torch(lambda p: o.Adam(p, lr=0.05)),
        "adamW": with_torch(lambda p: o.AdamW(p, lr=0.05, weight_decay=0.1)),
        "adamWMatrices": with_optax(optax.adamw(0.05, weight_decay=0.1, mask=matrices)),
        "nAdam": with_torch(lambda p: o.NAdam(p, lr=0.05)),
        "adafactor": with_torch(lambda p: o.Adafactor(p, lr=0.05)),
        "adafactorDecayed": with_torch(lambda p: o.Adafactor(p, lr=0.5, weight_decay=0.1)),
        "lion": with_optax(optax.lion(0.05, weight_decay=0.1)),
        "lamb": with_optax(optax.lamb(0.05, weight_decay=0.1)),
        "clippedByNorm": with_optax(optax.chain(optax.clip_by_global_norm(1.5), optax.sgd(0.1))),
        "clippedByValue": with_torch(lambda p: o.SGD(p, lr=0.1), lambda p: torch.nn.utils.clip_grad_value_(p, 0.5)),
        "accumulated": accumulated(3),
        "scheduled": with_optax(optax.adamw(optax.cosine_decay_schedule(0.05, 6, 0.1), weight_decay=0.1)),
    },
    "schedules": {
        "stepwise": schedule(lambda x: s.StepLR(x, 5, 0.3)),
        "exponential": schedule(lambda x: s.ExponentialLR(x, 0.8)),
        "polynomial": schedule(lambda x: s.PolynomialLR(x, 20, 2.0)),
        "cosine": schedule(lambda x: s.CosineAnnealingLR(x, 20, 0.1), 21),
        "oneCycle": schedule(lambda x: s.OneCycleLR(x, max_lr=1.0, total_steps=24, pct_start=0.25, div_factor=25, final_div_factor=40), 23),
        "warmUpCosine": [float(optax.warmup_cosine_decay_schedule(0.2, 1.0, 4, 20, 0.1)(t)) for t in range(24)],
    },
}


def differ(a, b):
    if isinstance(a, dict):
        return a.keys() != b.keys() or any(differ(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) != len(b) or any(differ(x, y) for x, y in zip(a, b))
    return abs(a - b) > 1e-12 * max(1, abs(a))


if "--check" in sys.argv:
    sys.exit("traces.json differs" if differ(json.loads(FILE.read_text()), results) else 0)
FILE.write_text(json.dumps(results, separators=(",", ":")).replace('],"', '],\n"').replace('},"', '},\n"') + "\n")
