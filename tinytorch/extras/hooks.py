"""Gradients of what is no leaf: kept, or changed on their way."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch.core.tensor import VJP, Function, Tensor, method


class Watched(Function):
    """Stands between a tensor and the Function that made it, and shows the tensor's gradient to `hook`."""

    hook: Callable[[Tensor], Any]

    def forward(self, a: np.ndarray) -> np.ndarray:
        return a


def d_watched(fn: Watched, g: np.ndarray) -> Any:
    seen = fn.hook(Tensor(g.copy()))
    return g if seen is None else seen.data


VJP[Watched] = d_watched


class Handle:
    """Takes a hook away again."""

    def __init__(self, remove: Callable[[], Any]):
        self.remove = remove


def watch(x: Tensor, hook: Callable[[Tensor], Any]) -> Handle:
    """Let the walk pass `hook` when it has the whole gradient of `x`."""
    before = Tensor(x.detach().numpy())
    before.grad_fn, before._requires_grad = x.grad_fn, True
    fn = Watched()
    fn.hook, fn.inputs, fn._arrays, fn._out = hook, (before,), [before._data], before._data
    x.grad_fn = fn

    def remove() -> None:
        fn.hook = lambda grad: None

    return Handle(remove)


@method
def retain_grad(x: Tensor) -> None:
    """Let backward fill `.grad` of a tensor that is no leaf, too."""
    if not x.requires_grad:
        raise RuntimeError("retain_grad: this tensor takes no gradient")
    if x.grad_fn is None:
        return
    x_ = weakref.ref(x)  # or the graph would hold itself

    def keep(grad: Tensor) -> None:
        if (kept := x_()) is not None:
            kept.grad = grad if kept.grad is None else kept.grad + grad

    watch(x, keep)


@method
def register_hook(x: Tensor, hook: Callable[[Tensor], Any]) -> Handle:
    """Let backward show the gradient of `x` to `hook`; what that returns, if anything, takes its place."""
    if not x.requires_grad:
        raise RuntimeError("register_hook: this tensor takes no gradient")
    if x.grad_fn is None:
        raise NotImplementedError(
            "register_hook is of tensors that were computed: of a leaf, change .grad after backward"
        )
    return watch(x, hook)
