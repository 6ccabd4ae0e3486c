"""Gradient cases of module 04."""

from __future__ import annotations

from gradient_cases import Case, normal

from tinytorch import Tensor, manual_seed
from tinytorch.core import layers


def drop(a: Tensor) -> Tensor:
    """The same mask at each call."""
    manual_seed(1)
    return layers.dropout(a, 0.4)


CASES = [
    Case(layers.Affine, "of rows", layers.linear, (normal(5, 3), normal(4, 3), normal(4))),
    Case(layers.Affine, "of rows, square", layers.linear, (normal(3, 3), normal(3, 3), normal(3))),
    Case(layers.Affine, "of one row", layers.linear, (normal(3), normal(4, 3), normal(4))),
    Case(layers.Affine, "of a stack", layers.linear, (normal(2, 5, 3), normal(4, 3), normal(4))),
    Case(layers.Affine, "without a bias", layers.linear, (normal(2, 5, 3), normal(4, 3))),
    Case(layers.Affine, "of no rows", layers.linear, (normal(0, 3), normal(4, 3), normal(4))),
    Case(layers.Affine, "with its own weight", lambda a: layers.linear(a, a), (normal(4, 3),)),
    Case(layers.Drop, "the same mask", drop, (normal(4, 5),)),
]
