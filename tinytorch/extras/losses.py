"""Losses that no notebook teaches, and the layers of some that one does. Needs module 05."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.core.losses import (
    Loss,
    binary_cross_entropy_with_logits,
    expect_same_shape,
    l1_loss,
    nll_loss,
    reduced,
)
from tinytorch.core.tensor import VJP, Function, Setting, Tensor, where
from tinytorch.extras.activations import cosine_similarity, pairwise_distance


class SmoothL1(Function):
    """|a - b| - beta / 2, and (a - b)² / (2 beta) where the distance |a - b| is below beta."""

    beta: Setting[float]

    def forward(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        distance = np.abs(a - b)
        near = np.minimum(distance, self.beta)
        return near * (distance - near / 2) / self.beta


def d_smooth_l1(fn: SmoothL1, g: np.ndarray) -> Any:
    a, b = fn.arrays
    slope = g * np.clip((a - b) / fn.beta, -1, 1)
    return slope, -slope


VJP[SmoothL1] = d_smooth_l1


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The distance less beta / 2, and a parabola below a distance of beta, which it joins without a kink."""
    expect_same_shape("smooth_l1_loss", input, target)
    if beta < 0:
        raise ValueError(f"smooth_l1_loss: beta is a distance, 0 or more, got {beta}")
    if beta == 0:
        return l1_loss(input, target, reduction)
    return reduced(SmoothL1.apply(input, target, beta=beta), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """delta times `smooth_l1_loss` with beta = delta: its parabola is half the squared error."""
    expect_same_shape("huber_loss", input, target)
    return delta * smooth_l1_loss(input, target, reduction, delta)


class BinaryCrossEntropy(Function):
    """-log p for a target 1, -log(1 - p) for a target 0, in proportion between; logarithms stop at -100."""

    logs: tuple[np.ndarray, np.ndarray]

    def forward(self, p: np.ndarray, target: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore"):
            self.logs = np.log(p), np.log1p(-p)
        yes, no = (np.maximum(log, -100) for log in self.logs)
        return (target - 1) * no - target * yes


def d_binary_cross_entropy(fn: BinaryCrossEntropy, g: np.ndarray) -> Any:
    p, target = fn.arrays
    return g * (p - target) / np.maximum(p * (1 - p), 1e-12), g * (fn.logs[1] - fn.logs[0])


VJP[BinaryCrossEntropy] = d_binary_cross_entropy


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """-log of the probability `input` that a thing is so (target 1) or is not so (target 0).

    Raises ValueError for what is no probability.
    """
    expect_same_shape("binary_cross_entropy", input, target)
    if input.data.size and not 0 <= input.data.min() <= input.data.max() <= 1:
        raise ValueError(
            "binary_cross_entropy takes probabilities, between 0 and 1: apply sigmoid, or hand the logits to "
            "binary_cross_entropy_with_logits"
        )
    losses = BinaryCrossEntropy.apply(input, target)
    return reduced(losses if weight is None else losses * weight, reduction)


class L1Loss(Loss):
    """The mean distance."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return l1_loss(input, target, self.reduction)


class SmoothL1Loss(Loss):
    """The mean distance less beta / 2, and a parabola below a distance of beta."""

    def __init__(self, reduction: str = "mean", beta: float = 1.0):
        self.reduction, self.beta = reduction, beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return smooth_l1_loss(input, target, self.reduction, self.beta)


class HuberLoss(Loss):
    """Half the squared error up to a distance of delta, and straight on from there."""

    def __init__(self, reduction: str = "mean", delta: float = 1.0):
        self.reduction, self.delta = reduction, delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return huber_loss(input, target, self.reduction, self.delta)


class NLLLoss(Loss):
    """Minus the log-probability of the target, see `nll_loss`."""

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, ignore_index: int = -100, reduction: str = "mean"):
        self.register_buffer("weight", weight)
        self.ignore_index, self.reduction = ignore_index, reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return nll_loss(input, target, self.weight, self.ignore_index, self.reduction)


class BCELoss(Loss):
    """Binary cross-entropy of probabilities, see `binary_cross_entropy`."""

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, reduction: str = "mean"):
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy(input, target, self.weight, self.reduction)


class BCEWithLogitsLoss(Loss):
    """Binary cross-entropy of logits, see `binary_cross_entropy_with_logits`."""

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self, weight: Tensor | None = None, reduction: str = "mean", pos_weight: Tensor | None = None
    ):
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy_with_logits(input, target, self.weight, self.reduction, self.pos_weight)


def kl_div(input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """target * (log(target) - input), for log-probabilities `input`; "batchmean" divides by the rows."""
    expect_same_shape("kl_div", input, target)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        positive = target > 0
        losses = where(positive, target * where(positive, target, 1).log(), 0) - target * input
    return losses.sum() / len(input) if reduction == "batchmean" else reduced(losses, reduction)


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """relu(-target * (input1 - input2) + margin): target 1 wants the first one larger, -1 the second."""
    return reduced((margin - target * (input1 - input2)).clamp(min=0), reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """The positive is to be nearer to the anchor than the negative, by `margin`."""
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    return reduced((pairwise_distance(anchor, positive, p, eps) - far + margin).clamp(min=0), reduction)


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """1 - cos for target 1; what cos is above `margin` for target -1."""
    cos = cosine_similarity(input1, input2, -1)
    return reduced(where(target == 1, 1 - cos, (cos - margin).clamp(min=0)), reduction)


def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Tensor, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Tensor:
    """Minus the logarithm of a normal density of mean `input` and variance `var`, less its constant."""
    variance = var + (var.detach().clamp(min=eps) - var.detach())
    distance = input - target
    losses = 0.5 * (variance.log() + distance * distance / variance)
    return reduced(losses + 0.5 * math.log(2 * math.pi) if full else losses, reduction)


class KLDivLoss(Loss):
    """See `kl_div`."""

    def __init__(self, reduction: str = "mean", log_target: bool = False):
        self.reduction, self.log_target = reduction, log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return kl_div(input, target, self.reduction, self.log_target)


class MarginRankingLoss(Loss):
    """See `margin_ranking_loss`."""

    def __init__(self, margin: float = 0.0, reduction: str = "mean"):
        self.margin, self.reduction = margin, reduction

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return margin_ranking_loss(input1, input2, target, self.margin, self.reduction)


class TripletMarginLoss(Loss):
    """See `triplet_margin_loss`."""

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        reduction: str = "mean",
    ):
        self.margin, self.p, self.eps, self.swap, self.reduction = margin, p, eps, swap, reduction

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return triplet_margin_loss(
            anchor, positive, negative, self.margin, self.p, self.eps, self.swap, self.reduction
        )


class CosineEmbeddingLoss(Loss):
    """See `cosine_embedding_loss`."""

    def __init__(self, margin: float = 0.0, reduction: str = "mean"):
        self.margin, self.reduction = margin, reduction

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return cosine_embedding_loss(input1, input2, target, self.margin, self.reduction)


class GaussianNLLLoss(Loss):
    """See `gaussian_nll_loss`."""

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean"):
        self.full, self.eps, self.reduction = full, eps, reduction

    def forward(self, input: Tensor, target: Tensor, var: Tensor) -> Tensor:
        return gaussian_nll_loss(input, target, var, self.full, self.eps, self.reduction)
