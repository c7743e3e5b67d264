"""Computes losses.json: what PyTorch's losses give, and their gradients, in float64. Run `python losses.py` to write it,
`python losses.py --check` to compare."""

import torch
import torch.nn.functional as F

from references import References, normal

cases = References(__file__)
PAIR = dict(x=normal(3, 4), target=normal(3, 4))
LABELS = dict(x=normal(2, 3, 5), labels=torch.tensor([[0, 4, 2], [1, 1, 3]]))
IGNORED = dict(x=normal(2, 3, 5), labels=torch.tensor([[0, -100, 2], [1, 1, -100]]))
WEIGHTS = torch.tensor([0.5, 2.0, 1.0, 0.0, 3.0])


def cross_entropy(p, **options):
    return F.cross_entropy(p["x"].reshape(-1, 5), p["labels"].reshape(-1), **options)


cases.add("mse", lambda p: F.mse_loss(p["x"], p["target"]), **PAIR)
cases.add("mae", lambda p: F.l1_loss(p["x"], p["target"]), **PAIR)
cases.add("huber", lambda p: F.huber_loss(p["x"], p["target"], delta=0.7), **PAIR)
cases.add("bceWithLogits", lambda p: F.binary_cross_entropy_with_logits(p["x"], p["target"].sigmoid()), **PAIR)

cases.add("crossEntropy", cross_entropy, **LABELS)
cases.add("crossEntropySmoothed", lambda p: cross_entropy(p, label_smoothing=0.2), **LABELS)
cases.add("crossEntropyWeighted", lambda p: cross_entropy(p, weight=WEIGHTS), **LABELS)
cases.add("crossEntropyIgnoring", cross_entropy, **IGNORED)
cases.add("crossEntropyAll", lambda p: cross_entropy(p, weight=WEIGHTS, label_smoothing=0.2), **IGNORED)
PROBABILITIES = dict(x=normal(4, 5), target=normal(4, 5))
cases.add("crossEntropyOfProbabilities", lambda p: F.cross_entropy(p["x"], p["target"].softmax(-1)), **PROBABILITIES)
cases.add("crossEntropyOfProbabilitiesAll", lambda p: F.cross_entropy(
    p["x"], p["target"].softmax(-1), weight=WEIGHTS, label_smoothing=0.2), **PROBABILITIES)

SIGNS = torch.tensor([[1.0, -1, 1, -1], [1, 1, -1, -1], [-1, -1, 1, 1]])
cases.add("hinge", lambda p: (1 - p["x"] * p["sign"]).clamp(min=0).mean(), x=normal(3, 4), constant=dict(sign=SIGNS))
cases.add("multiclassHinge", lambda p: F.multi_margin_loss(p["x"], p["labels"]), x=normal(3, 5), labels=torch.tensor([4, 0, 2]))
cases.add("klDivergence", lambda p: F.kl_div(p["x"].log_softmax(-1), p["target"].softmax(-1), reduction="batchmean"), **PAIR)
YES = torch.tensor([[1.0, 0, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]])


def focal(p):
    """As its authors state it."""
    probability = p["x"].sigmoid()
    right = torch.where(p["yes"] == 1, probability, 1 - probability)
    alpha = torch.where(p["yes"] == 1, 0.3, 0.7)
    return (-alpha * (1 - right) ** 1.5 * right.log()).mean()


cases.add("focal", focal, x=normal(3, 4), constant=dict(yes=YES))
cases.add("cosine", lambda p: F.cosine_embedding_loss(p["x"], p["target"], torch.ones(3, dtype=torch.float64)), **PAIR)
cases.add("triplet", lambda p: F.triplet_margin_loss(p["x"], p["positive"], p["negative"], margin=2.0, eps=0),
          x=normal(4, 3), positive=normal(4, 3), negative=normal(4, 3))


def contrastive(p):
    distance = (p["x"] - p["target"]).norm(dim=-1)
    same = torch.tensor([True, False, False])
    return torch.where(same, distance ** 2, (3 - distance).clamp(min=0) ** 2).mean()


cases.add("contrastive", contrastive, **PAIR)


def info_nce(p):
    similarity = F.normalize(p["x"], dim=-1) @ F.normalize(p["target"], dim=-1).T
    return F.cross_entropy(similarity / 0.2, torch.arange(3))


cases.add("infoNce", info_nce, **PAIR)


def ctc(p):
    losses = F.ctc_loss(p["x"].transpose(0, 1).log_softmax(-1), p["labels"], p["lengths"], p["labelLengths"], reduction="none")
    return losses.mean()


cases.add("ctc", ctc, x=normal(4, 7, 4), labels=torch.tensor([[1, 2, 3], [2, 2, 1], [3, 1, 1], [1, 1, 1]]),
          lengths=torch.tensor([7, 6, 4, 5]), labelLengths=torch.tensor([3, 3, 1, 0]))

cases.finish()
