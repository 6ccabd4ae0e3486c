"""Gradient cases of module 05."""

from __future__ import annotations

import numpy as np
from gradient_cases import Case, distinct, normal

import tinytorch.nn.functional as F
from tinytorch import from_numpy
from tinytorch.core import losses
from tinytorch.extras.losses import BinaryCrossEntropy, SmoothL1

IDS = from_numpy(np.array([3, 0, 3, 1, 1]))
PIXELS = from_numpy(np.array([[2, 0, -100], [1, 2, 2]]))
WEIGHT = from_numpy(np.array([0.5, 2.0, 1.5, 3.0]))
CHANCES = np.array([[0.1, 0.5, 0.9], [0.4, 0.7, 0.2]])

CASES = [
    Case(losses.CrossEntropy, "of rows", lambda a: F.cross_entropy(a, IDS), (normal(5, 4),)),
    Case(losses.CrossEntropy, "of square rows", lambda a: F.cross_entropy(a, IDS[:4]), (normal(4, 4),)),
    Case(
        losses.CrossEntropy,
        "each loss, ties",
        lambda a: F.cross_entropy(a, IDS, reduction="none"),
        (np.round(normal(5, 4)),),
    ),
    Case(
        losses.CrossEntropy,
        "of pixels, one ignored",
        lambda a: F.cross_entropy(a, PIXELS),
        (normal(2, 3, 3),),
    ),
    Case(
        losses.CrossEntropy,
        "with weights",
        lambda a: F.cross_entropy(a, IDS, weight=WEIGHT, ignore_index=1),
        (normal(5, 4),),
    ),
    Case(
        SmoothL1,
        "near and far",
        lambda a, b: F.smooth_l1_loss(a, b, beta=0.7),
        (distinct(2, 3), normal(2, 3)),
    ),
    Case(BinaryCrossEntropy, "chances", F.binary_cross_entropy, (CHANCES, CHANCES[::-1].copy())),
]
