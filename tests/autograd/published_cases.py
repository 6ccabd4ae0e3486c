"""Gradient cases of what published programs bring with them: watched tensors, Functions of their own."""

from __future__ import annotations

from typing import Any

from gradient_cases import Case, normal, positive

import tinytorch as torch
from tinytorch.extras import functions, hooks


class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any, power: int, y: Any) -> Any:
        ctx.save_for_backward(x, y)
        ctx.power = power
        return x**power * y

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        x, y = ctx.saved_tensors
        return g * ctx.power * x ** (ctx.power - 1) * y, None, g * x**ctx.power


def watched(a: Any) -> Any:
    y = a * a
    if y.requires_grad:
        y.retain_grad()
    return y * y + y


CASES = [
    Case(hooks.Watched, "used twice", watched, (normal(2, 3),)),
    Case(
        functions.Custom,
        "of two, and a number",
        lambda a, b: Product.apply(a, 3, b) * a,
        (positive(2, 3), normal(2, 3)),
    ),
]
