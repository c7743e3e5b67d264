"""Writes reference.safetensors with Python's own library, which the reader is tested on: `python reference.py FOLDER`."""

import sys

import torch
from safetensors.torch import save_file

tensors = {
    "layers.0.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
    "layers.0.bias": torch.tensor([-0.5, float("inf"), float("nan")], dtype=torch.float64),
    "half": torch.tensor([1.5, -2.0, 6e-8, 65504.0], dtype=torch.float16),
    "brain": torch.tensor([1.5, -2.0, 3e38], dtype=torch.bfloat16),
    "steps": torch.tensor(7, dtype=torch.int64),
    "labels": torch.tensor([[1, -2], [3, 2**31 - 1]], dtype=torch.int32),
    "small": torch.tensor([-128, 127], dtype=torch.int8),
    "pixels": torch.tensor([0, 255], dtype=torch.uint8),
    "short": torch.tensor([-32768, 32767], dtype=torch.int16),
    "mask": torch.tensor([True, False, True]),
    "nothing": torch.zeros((0, 3)),
    "Größe \"é\"": torch.ones(1),
}
save_file(tensors, sys.argv[1] + "/reference.safetensors", metadata={"format": "pt", "note": "zwölf"})
