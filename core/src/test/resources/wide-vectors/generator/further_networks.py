"""Convolutions and pools of other ranks than two, and normalisations, by PyTorch."""
import torch.nn.functional as F

from peers import Torch


def add_to(cases):
    add_convolutions(cases)
    add_pools(cases)
    random = cases.random("further normalisations")
    n = lambda *shape: random.normal(size=shape)
    for shape in ((4,), (2, 4), (2, 3, 4)):
        cases.add("rmsNorm", {"eps": 1e-5}, lambda x: F.rms_norm(x, x.shape[-1:], eps=1e-5), n(*shape), peer=Torch)
        cases.add("rmsNorm", {"eps": 1e-3}, lambda x, gain: F.rms_norm(x, x.shape[-1:], gain, 1e-3), n(*shape), n(4), peer=Torch)
    for axis, shape in ((0, (4,)), (1, (2, 3)), (-1, (2, 2, 3))):
        cases.add("normalize", {"axis": axis}, lambda x: F.normalize(x, dim=axis), n(*shape), peer=Torch)
        cases.add("cosineSimilarity", {"axis": axis}, lambda x, y: F.cosine_similarity(x, y, axis), n(*shape), n(*shape), peer=Torch)


def add_convolutions(cases):
    random = cases.random("further convolutions")
    n = lambda *shape: random.normal(size=shape)
    spatial = {1: (6,), 3: (3, 4, 3)}
    kernels = {1: (3,), 3: (2, 1, 2)}
    for rank in (1, 3):
        f = {1: F.conv1d, 3: F.conv3d}[rank]
        for how in ({}, {"stride": 2, "padding": 1}, {"dilation": 2}, {"padding": [1] + [0] * (rank - 1)}):
            cases.add(f"conv{rank}d", how, lambda x, k: f(x, k, **how), n(2, 2, *spatial[rank]), n(3, 2, *kernels[rank]), peer=Torch)
        grouped = {"groups": 2, "padding": 1}
        cases.add(f"conv{rank}d", grouped, lambda x, k, b: f(x, k, b, **grouped), n(1, 4, *spatial[rank]), n(4, 2, *kernels[rank]), n(4), peer=Torch)
    spatial = {1: (4,), 2: (3, 2), 3: (2, 2, 3)}
    kernels = {1: (3,), 2: (3, 2), 3: (2, 1, 2)}
    for rank in (1, 2, 3):
        f = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}[rank]
        for how in ({}, {"stride": 2, "outputPadding": 1}, {"stride": 2, "padding": 1}, {"dilation": 2}, {"groups": 2}):
            options = {"output_padding" if k == "outputPadding" else k: v for k, v in how.items()}
            padded = how.get("padding", 0) and rank == 3
            kernel = (3, 3, 3) if padded else kernels[rank]
            outputs = 3 if "groups" not in how else 1
            cases.add(f"convTranspose{rank}d", how, lambda x, k: f(x, k, **options), n(2, 2, *spatial[rank]), n(2, outputs, *kernel), peer=Torch)


def add_pools(cases):
    random = cases.random("further pools")
    n = lambda *shape: random.normal(size=shape)
    spatial = {1: (7,), 2: (5, 4), 3: (4, 3, 5)}
    sizes = {1: (3, 2), 2: ([2, 3], [5, 1]), 3: ([2, 1, 2], [1, 3, 3])}
    for rank in (1, 3):
        for how in ({"kernel": 2}, {"kernel": 3, "stride": 1, "padding": 1}, {"kernel": 3, "stride": 2}, {"kernel": 2, "stride": 1, "dilation": 2}):
            options = {"kernel_size" if k == "kernel" else k: v for k, v in how.items()}
            cases.add(f"maxPool{rank}d", how, lambda x: getattr(F, f"max_pool{rank}d")(x, **options), n(1, 2, *spatial[rank]), peer=Torch)
            if "dilation" not in how:
                cases.add(f"avgPool{rank}d", how, lambda x: getattr(F, f"avg_pool{rank}d")(x, **options), n(1, 2, *spatial[rank]), peer=Torch)
        uncounted = {"kernel": 3, "stride": 2, "padding": 1, "countIncludePad": False}
        cases.add(f"avgPool{rank}d", uncounted, lambda x: getattr(F, f"avg_pool{rank}d")(x, 3, 2, 1, count_include_pad=False), n(1, 2, *spatial[rank]), peer=Torch)
    for rank in (1, 2, 3):
        for size in sizes[rank]:
            for kind in ("Avg", "Max"):
                f = getattr(F, f"adaptive_{kind.lower()}_pool{rank}d")
                cases.add(f"adaptive{kind}Pool{rank}d", {"size": size}, lambda x: f(x, size), n(1, 2, *spatial[rank]), peer=Torch)
