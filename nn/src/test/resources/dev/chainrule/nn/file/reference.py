"""Writes the files that readers are tested on with Python's own libraries: `python reference.py FOLDER`."""

import sys

import numpy as np
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

arrays = {
    "matrix": np.arange(6, dtype="<f4").reshape(2, 3) / 4,
    "columns_first": np.asfortranarray(np.arange(24, dtype="<f8").reshape(2, 3, 4)),
    "big_endian": np.array([1, -2, 2**31 - 1], dtype=">i4"),
    "half": np.array([1.5, -2.0], dtype="<f2"),
    "unsigned": np.array([0, 2**32 - 1], dtype="<u4"),
    "bytes": np.array([[0, 255]], dtype="u1"),
    "short": np.array([-32768, 65535 // 2], dtype=">i2"),
    "mask": np.array([True, False]),
    "scalar": np.array(7, dtype="<i8"),
    "nothing": np.zeros((0, 3)),
}
np.savez_compressed(sys.argv[1] + "/reference.npz", **arrays)
np.save(sys.argv[1] + "/columns_first.npy", arrays["columns_first"])
np.save(sys.argv[1] + "/complex.npy", np.zeros(2, dtype=complex))
