"""What needs no more ideas than module 09 has: means, padding, whole channels dropped, batch norm of rows.

They come with module 09, by the names of `tinytorch.nn`; its notebook is long enough without them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.core.autograd import vjp
from tinytorch.core.layers import Module, dropout
from tinytorch.core.spatial import (
    BatchNorm,
    Pair,
    Sides,
    Window,
    channels_first,
    channels_last,
    col2im,
    framed_shape,
    need_images,
    pair,
    pooling,
)
from tinytorch.core.tensor import Function, Setting, Tensor, ones


class AvgPool(Function):
    """The mean of what a window sees, of each channel; padding counts as zeros. x: (N, C, H, W)."""

    kernel: Setting[Pair]
    stride: Setting[Pair]
    padding: Setting[Sides] = ((0, 0), (0, 0))
    window: Window

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.window, pixels = Window(self.kernel, self.stride), channels_last(x, self.padding)
        total = np.zeros((len(x), *self.window.places(*pixels.shape[1:3]), x.shape[1]), x.dtype)
        for i, j in self.window.offsets():
            total += self.window.at(pixels, i, j)
        return channels_first(total / math.prod(self.kernel))


@vjp(AvgPool)
def d_avg_pool(fn: AvgPool, g: np.ndarray) -> Any:
    share = channels_last(g) / math.prod(fn.kernel)  # (N, oh, ow, C)
    n, oh, ow, channels = share.shape
    columns = np.broadcast_to(share[:, :, :, None, None], (n, oh, ow, *fn.kernel, channels))
    return channels_first(col2im(columns, fn.window, framed_shape(fn.arrays[0], fn.padding)), fn.padding)


def avg_pool2d(x: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
    """The mean of each window, of each channel; padding counts as zeros. stride: kernel_size if None."""
    window, frame = pooling("avg_pool2d", x, kernel_size, stride, padding)
    return AvgPool.apply(x, kernel=window.kernel, stride=window.stride, padding=frame)


def shares(size: int, parts: int) -> np.ndarray:
    """A matrix (parts, size) that takes the mean of each part of a side, its edges rounded outwards."""
    matrix = np.zeros((parts, size))
    for i in range(parts):
        start, end = i * size // parts, -(-(i + 1) * size // parts)
        matrix[i, start:end] = 1 / (end - start)
    return matrix


def adaptive_avg_pool2d(x: Tensor, output_size: Any) -> Tensor:
    """The image as (N, C, oh, ow) means of as many parts, whatever its size; None keeps a side as it is.

    Made of tracked operations, so that it needs no rule.
    """
    need_images("adaptive_avg_pool2d", x)
    asked = output_size if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    sizes = [n if want is None else want for want, n in zip(asked, x.shape[2:], strict=True)]
    oh, ow = pair("adaptive_avg_pool2d", "output_size", sizes, 1)
    if (oh, ow) == (1, 1):
        return x.mean((2, 3), keepdim=True)  # as most networks end; much faster than the products
    down, across = (Tensor(shares(n, m).astype(x.dtype)) for n, m in zip(x.shape[2:], (oh, ow), strict=True))
    return down @ x @ across.T  # (oh, H) @ (N, C, H, W) @ (W, ow)


class Pad(Function):
    """Pixels of `value` around the last dimensions. before, after: how many, for each dimension."""

    before: Setting[tuple[int, ...]]
    after: Setting[tuple[int, ...]]
    value: Setting[float] = 0

    def forward(self, a: np.ndarray) -> np.ndarray:
        shape = [sum(sizes) for sizes in zip(self.before, a.shape, self.after, strict=True)]
        out = np.full(shape, self.value, a.dtype)
        out[self.inside(a)] = a
        return out

    def inside(self, a: np.ndarray) -> tuple[slice, ...]:
        """Where the array itself lies in the result."""
        return tuple([slice(b, b + n) for b, n in zip(self.before, a.shape, strict=True)])


@vjp(Pad)
def d_pad(fn: Pad, g: np.ndarray) -> Any:
    return g[fn.inside(fn.arrays[0])]


def pad(x: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """`x` with pixels of `value` added. pad: (left, right, top, bottom, ...), from the last dimension on."""
    if mode != "constant":
        raise ValueError(f"pad: mode expected 'constant', the one there is here, got {mode!r}")
    counts = tuple(pad)
    if len(counts) % 2 or len(counts) > 2 * x.ndim or min(counts, default=0) < 0:
        raise ValueError(
            f"pad: expected two counts from 0 on for each of at most {x.ndim} dimensions, got {counts}"
        )
    kept = (0,) * (x.ndim - len(counts) // 2)
    return Pad.apply(x, before=kept + counts[-2::-2], after=kept + counts[::-2], value=value or 0)


def dropout2d(x: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Whole channels of each image (N, C, H, W) set to 0 with probability p, others divided by 1 - p."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout2d: p is a chance, between 0 and 1, got {p}")
    if not training or p == 0:
        return x
    return x * dropout(ones(*x.shape[:2], 1, 1, dtype=x.dtype), p)


class AvgPool2d(Module):
    """`avg_pool2d` as a layer; stride: kernel_size if None."""

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0):
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding = padding

    def forward(self, x: Tensor) -> Tensor:
        return avg_pool2d(x, self.kernel_size, self.stride, self.padding)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AdaptiveAvgPool2d(Module):
    """`adaptive_avg_pool2d` as a layer."""

    def __init__(self, output_size: Any):
        self.output_size = output_size

    def forward(self, x: Tensor) -> Tensor:
        return adaptive_avg_pool2d(x, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class BatchNorm1d(BatchNorm):
    """Batch normalization of rows (N, C) or sequences (N, C, L)."""

    ndim = (2, 3)


class Dropout2d(Module):
    """`dropout2d` in training mode; nothing in eval mode."""

    def __init__(self, p: float = 0.5, inplace: bool = False):
        if not 0 <= p <= 1:
            raise ValueError(f"Dropout2d: p is a chance, between 0 and 1, got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, x: Tensor) -> Tensor:
        return dropout2d(x, self.p, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"
