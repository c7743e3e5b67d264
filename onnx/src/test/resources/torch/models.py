"""Writes the models of this folder with PyTorch, with inputs, results and gradients: models.py [FOLDER]

Needs torch, onnx, onnxscript and safetensors. The models are untrained; their numbers are random and belong to nobody.
"""

import sys
import warnings

import onnx
import torch
from safetensors.torch import save_file
from torch import nn

warnings.filterwarnings("ignore")


class Images(nn.Module):
    """Convolutions with batch normalization, whose running statistics are not those of the batch."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3, stride=2, padding=1, groups=2), nn.BatchNorm2d(8), nn.GELU(), nn.Dropout(0.5))
        self.head = nn.Linear(8, 3)
        for module in self.features:
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 2)

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


class Texts(nn.Module):
    """A transformer over characters."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 8)
        self.block = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, activation="gelu")
        self.head = nn.Linear(8, 11)

    def forward(self, x):
        mask = torch.full((x.shape[1], x.shape[1]), float("-inf")).triu(1)
        return self.head(self.block(self.embedding(x), src_mask=mask))


class Sequences(nn.Module):
    """A recurrent network in both directions, and one in one."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 5, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(10, 4, batch_first=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        y, _ = self.gru(self.lstm(x)[0])
        return self.head(y[:, -1]).log_softmax(-1)


def stripped(graph):
    """Without the paths and lines of the machine that wrote it."""
    graph.ClearField("metadata_props")
    graph.ClearField("doc_string")
    for part in [*graph.node, *graph.input, *graph.output, *graph.value_info]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
        for attribute in getattr(part, "attribute", []):
            if attribute.HasField("g"):
                stripped(attribute.g)


def write(folder, name, model, x, dynamo):
    """Both ways in which PyTorch exports: the older one, and that by torch.export, which folds weights."""
    model.eval()
    with torch.no_grad():
        for parameter in model.parameters():  # Equal ones, such as biases of 0, would be written as one.
            parameter.add_(0.1 * torch.randn_like(parameter))
    file = f"{folder}/{name}.onnx"
    how = ({"dynamic_shapes": ({0: torch.export.Dim("batch")},), "external_data": False, "verbose": False} if dynamo
           else {"dynamic_axes": {"x": {0: "batch"}}, "do_constant_folding": False, "training": torch.onnx.TrainingMode.PRESERVE})
    torch.onnx.export(model, (x,), file, input_names=["x"], output_names=["y"], dynamo=dynamo, opset_version=18, **how)
    written = onnx.load(file)
    stripped(written.graph)
    onnx.save(written, file)
    y = model(x)
    y.square().sum().backward()
    tensors = {"x": x, "y": y.detach()}
    tensors.update({f"grad.{key}": parameter.grad for key, parameter in model.named_parameters()})
    save_file(tensors, f"{folder}/{name}.safetensors")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "."
    torch.manual_seed(5)
    write(folder, "images", Images(), torch.randn(3, 1, 8, 8), dynamo=False)
    write(folder, "texts", Texts(), torch.randint(0, 11, (2, 6)), dynamo=True)
    write(folder, "sequences", Sequences(), torch.randn(3, 7, 3), dynamo=False)


if __name__ == "__main__":
    main()
