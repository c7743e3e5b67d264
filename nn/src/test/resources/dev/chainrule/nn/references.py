"""What the scripts beside this one have in common: functions of named tensors, their values and, under random cotangents,
their gradients, as PyTorch computes them in float64."""

import json
import pathlib
import sys

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
random = np.random.default_rng(11)


def normal(*shape):
    """Normally spread, rounded so that files are small."""
    return torch.tensor(np.round(random.normal(size=shape), 3))


def stored(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "elements": tensor.reshape(-1).tolist()}


class References:
    def __init__(self, script):
        self.file = pathlib.Path(script).with_suffix(".json")
        self.cases = {}

    def add(self, name, function, constant=None, **tensors):
        leaves = {k: v.detach().clone().requires_grad_(v.is_floating_point()) for k, v in tensors.items()}
        inputs = leaves | (constant or {})
        y = function(inputs)
        cotangent = normal(*y.shape) if y.dim() else torch.tensor(1.0)
        trained = {k: v for k, v in leaves.items() if v.requires_grad}
        gradients = torch.autograd.grad(y, list(trained.values()), cotangent, allow_unused=True) if trained else []
        self.cases[name] = {
            "inputs": {k: stored(v) for k, v in inputs.items()},
            "y": stored(y), "cotangent": stored(cotangent),
            "gradients": {k: stored(g) for k, g in zip(trained, gradients) if g is not None}}

    def finish(self):
        if "--check" in sys.argv:
            stored_cases = json.loads(self.file.read_text())
            for name, case in self.cases.items():
                for key in ("y", "gradients"):
                    requires_close(name, stored_cases[name][key], case[key])
            print(f"{len(self.cases)} cases agree")
        else:
            lines = [f"{json.dumps(name)}: {json.dumps(case)}" for name, case in self.cases.items()]
            self.file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def requires_close(name, one, other):
    if "elements" in one:
        np.testing.assert_allclose(one["elements"], other["elements"], rtol=1e-9, atol=1e-12, err_msg=name)
    else:
        assert one.keys() == other.keys(), name
        for key in one:
            requires_close(f"{name} {key}", one[key], other[key])
