"""What needs no more ideas than module 09 has: means, padding, whole channels dropped, batch norm of rows.

They come with module 09, by the names of `tinytorch.nn`; its notebook is long enough without them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.core import spatial as core
from tinytorch.core.autograd import vjp
from tinytorch.core.layers import Module, Parameter, dropout, uniform_
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
from tinytorch.core.tensor import Function, Setting, Tensor, ones, stack, zeros
from tinytorch.given.module_methods import one_or_many

conv2d, max_pool2d = one_or_many(core.conv2d), one_or_many(core.max_pool2d)


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


@one_or_many
def avg_pool2d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
    """The mean of each window, of each channel; padding counts as zeros. stride: kernel_size if None."""
    window, frame = pooling("avg_pool2d", input, kernel_size, stride, padding)
    return AvgPool.apply(input, kernel=window.kernel, stride=window.stride, padding=frame)


def shares(size: int, parts: int) -> np.ndarray:
    """A matrix (parts, size) that takes the mean of each part of a side, its edges rounded outwards."""
    matrix = np.zeros((parts, size))
    for i in range(parts):
        start, end = i * size // parts, -(-(i + 1) * size // parts)
        matrix[i, start:end] = 1 / (end - start)
    return matrix


@one_or_many
def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The image as (N, C, oh, ow) means of as many parts, whatever its size; None keeps a side as it is.

    Made of tracked operations, so that it needs no rule.
    """
    need_images("adaptive_avg_pool2d", input)
    asked = output_size if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    sizes = [n if want is None else want for want, n in zip(asked, input.shape[2:], strict=True)]
    oh, ow = pair("adaptive_avg_pool2d", "output_size", sizes, 1)
    if (oh, ow) == (1, 1):
        return input.mean((2, 3), keepdim=True)  # as most networks end; much faster than the products
    down, across = (
        Tensor(shares(n, m).astype(input.dtype)) for n, m in zip(input.shape[2:], (oh, ow), strict=True)
    )
    return down @ input @ across.T  # (oh, H) @ (N, C, H, W) @ (W, ow)


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


@one_or_many
def adaptive_max_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The image as (N, C, oh, ow) largest pixels of as many parts, whatever its size; None keeps a side."""
    need_images("adaptive_max_pool2d", input)
    rows, columns = edges(input, output_size)
    return stack(
        [stack([input[..., r, c].flatten(-2).max(-1).values for c in columns], -1) for r in rows], -2
    )


def edges(x: Tensor, output_size: Any) -> list[list[slice]]:
    """The parts of both sides of an image, their edges rounded outwards."""
    asked = output_size if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    sizes = [(n, n if want is None else want) for want, n in zip(asked, x.shape[2:], strict=True)]
    return [[slice(i * n // m, -(-(i + 1) * n // m)) for i in range(m)] for n, m in sizes]


NUMPYS = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """`input` with pixels added, or as many taken away where a count is below 0.

    pad: (left, right, top, bottom, ...), from the last dimension on. mode: "constant" adds `value`;
    "reflect", "replicate" and "circular" add pixels of input.
    """
    if mode != "constant" and mode not in NUMPYS:
        raise ValueError(f"pad: mode expected 'constant' or one of {list(NUMPYS)}, got {mode!r}")
    counts = tuple(pad)
    if len(counts) % 2 or len(counts) > 2 * input.ndim:
        raise ValueError(
            f"pad: expected two counts for each of at most {input.ndim} dimensions, got {counts}"
        )
    sides = list(zip(counts[::2], counts[1::2], strict=True))  # of the last dimension, the one before, ...
    for dim, (before, after) in enumerate(sides, 1):
        n, most = input.size(-dim), max(before, after)
        if n + before + after < 0 or most > {"reflect": n - 1, "circular": n}.get(mode, most):
            raise ValueError(
                f"pad: {(before, after)} is too much of {n}, dim {-dim} of {input.shape}, {mode}"
            )
        ids = np.arange(n)
        if mode != "constant":
            ids = np.pad(ids, (max(0, before), max(0, after)), NUMPYS[mode])  # type: ignore[call-overload]
        if mode != "constant" or min(before, after) < 0:
            input = input.index_select(-dim, Tensor(ids[max(0, -before) : len(ids) - max(0, -after)]))
    if mode != "constant":
        return input
    frame = [(0, 0)] * (input.ndim - len(sides)) + [(max(0, b), max(0, a)) for b, a in sides[::-1]]
    before, after = zip(*frame, strict=True) if frame else ((), ())
    return Pad.apply(input, before=before, after=after, value=value or 0)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Whole channels of each image (N, C, H, W) set to 0 with probability p, others divided by 1 - p."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout2d: p is a chance, between 0 and 1, got {p}")
    if not training or p == 0:
        return input
    return input * dropout(ones(*input.shape[:2], 1, 1, dtype=input.dtype), p)


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


class AdaptiveMaxPool2d(AdaptiveAvgPool2d):
    """The largest pixel of each of so many parts, which share those at their edges."""

    def forward(self, x: Tensor) -> Tensor:
        return adaptive_max_pool2d(x, self.output_size)


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


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Convolution along sequences: input (N, C, L) or (C, L), weight (out, C / groups, k)."""
    if input.ndim not in (2, 3) or weight.ndim != 3 or input.size(-2) != weight.size(1) * groups:
        raise ValueError(
            f"conv1d takes (N, C, L) and a weight (out, C / groups, k), got {input.shape} and {weight.shape}"
        )
    rows = input.unsqueeze(-2) if input.ndim == 3 else input.unsqueeze(0).unsqueeze(-2)  # (N, C, 1, L)
    sides = padding if isinstance(padding, str) else (0, one(padding))
    steps = (1, one(stride)), sides, (1, one(dilation))
    out = conv2d(rows, weight.unsqueeze(-2), bias, *steps, groups).squeeze(-2)
    return out if input.ndim == 3 else out.squeeze(0)


def one(size: Any) -> int:
    """A size given as an int, or as a tuple of one."""
    return size[0] if isinstance(size, (tuple, list)) else size


@one_or_many
def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Tensor:
    """What conv2d's gradient does: each pixel of (N, C, H, W) spreads its weight (C, out / groups, kh, kw).

    The result is (H - 1) * stride - 2 * padding + dilation * (kh - 1) + output_padding + 1 high.
    """
    name = "conv_transpose2d"
    need_images(name, input)
    steps, frame, more, gaps = (
        (n, n) if isinstance(n, int) else tuple(n) for n in (stride, padding, output_padding, dilation)
    )
    (n, channels, *sizes), (_, out, *kernel) = input.shape, weight.shape
    if weight.ndim != 4 or weight.shape[0] != channels or channels % groups:
        raise ValueError(
            f"{name}: a weight (C, out / groups, kh, kw) is of C = {channels} channels, got {weight.shape}"
        )
    height, width = sizes
    apart = pad(input.reshape(n, channels, height, 1, width, 1), (0, steps[1] - 1, 0, 0, 0, steps[0] - 1))
    apart = apart.reshape(n, channels, height * steps[0], width * steps[1])
    apart = apart[:, :, : (height - 1) * steps[0] + 1, : (width - 1) * steps[1] + 1]
    before = [gaps[d] * (kernel[d] - 1) - frame[d] for d in (0, 1)]
    after = [before[d] + more[d] for d in (0, 1)]
    apart = pad(apart, [max(0, side) for side in (before[1], after[1], before[0], after[0])])
    inside = [slice(max(0, -before[d]), apart.shape[2 + d] - max(0, -after[d])) for d in (0, 1)]
    turned = weight.flip(-2, -1).reshape(groups, channels // groups, out, *kernel).transpose(1, 2)
    turned = turned.reshape(groups * out, channels // groups, *kernel)
    return conv2d(apart[:, :, inside[0], inside[1]], turned, bias, dilation=gaps, groups=groups)


def max_pool1d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
    """The largest element of each window along sequences (N, C, L)."""
    steps = (1, one(kernel_size if stride is None else stride))
    return max_pool2d(input.unsqueeze(-2), (1, one(kernel_size)), steps, (0, one(padding))).squeeze(-2)


def avg_pool1d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
    """The mean of each window along sequences (N, C, L)."""
    steps = (1, one(kernel_size if stride is None else stride))
    return avg_pool2d(input.unsqueeze(-2), (1, one(kernel_size)), steps, (0, one(padding))).squeeze(-2)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Mean 0 and variance 1 over the channels of each group and all their places. input: (N, C, ...)."""
    n, channels = input.shape[:2]
    if channels % num_groups:
        raise ValueError(f"group_norm: {channels} channels do not make {num_groups} groups")
    if weight is not None and weight.shape != (channels,):
        raise ValueError(f"group_norm: a weight {weight.shape} is not of {channels} channels, {input.shape}")
    rows = input.reshape(n, num_groups, -1)
    mean = rows.mean(-1, keepdim=True)
    distance = rows - mean
    spread = (distance * distance).mean(-1, keepdim=True) + eps
    out = (distance * spread.rsqrt()).reshape(input.shape)
    each = (channels, *[1] * (input.ndim - 2))
    out = out if weight is None else out * weight.reshape(each)
    return out if bias is None else out + bias.reshape(each)


class Conv1d(Module):
    """`conv1d` as a layer. weight: (out_channels, in_channels / groups, kernel_size)."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
    ):
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.dilation = (one(kernel_size),), (one(stride),), (one(dilation),)
        self.padding = padding if isinstance(padding, str) else (one(padding),)
        self.weight = Parameter(zeros(out_channels, in_channels // groups, one(kernel_size)))
        self.bias = Parameter(zeros(out_channels)) if bias else None
        spread(self, in_channels // groups * one(kernel_size))

    def forward(self, x: Tensor) -> Tensor:
        return conv1d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        return convolution_repr(self)


class ConvTranspose2d(Module):
    """`conv_transpose2d` as a layer. weight: (in_channels, out_channels / groups, kh, kw)."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
    ):
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding = (
            (n, n) if isinstance(n, int) else tuple(n)
            for n in (kernel_size, stride, padding, dilation, output_padding)
        )
        self.weight = Parameter(zeros(in_channels, out_channels // groups, *self.kernel_size))
        self.bias = Parameter(zeros(out_channels)) if bias else None
        spread(self, out_channels // groups * math.prod(self.kernel_size))

    def forward(self, x: Tensor) -> Tensor:
        steps = self.stride, self.padding, self.output_padding
        return conv_transpose2d(x, self.weight, self.bias, *steps, self.groups, self.dilation)

    def extra_repr(self) -> str:
        return convolution_repr(self)


def spread(layer: Any, fan_in: int) -> None:
    """Start even in ±1 / sqrt(fan_in)."""
    for p in layer.parameters():
        uniform_(p, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))


def convolution_repr(layer: Any) -> str:
    flat = {name: getattr(layer, name, None) for name in ("padding", "dilation", "output_padding")}
    parts = [
        f"{layer.in_channels}, {layer.out_channels}",
        f"kernel_size={layer.kernel_size}",
        f"stride={layer.stride}",
    ]
    usual = {"padding": 0, "dilation": 1, "output_padding": 0}
    for name, value in flat.items():
        if value is not None and not (isinstance(value, tuple) and set(value) == {usual[name]}):
            parts.append(f"{name}={value!r}")
    if layer.groups != 1:
        parts.append(f"groups={layer.groups}")
    return ", ".join(parts + (["bias=False"] if layer.bias is None else []))


class MaxPool1d(Module):
    """`max_pool1d` as a layer."""

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0):
        self.kernel_size, self.padding = kernel_size, padding
        self.stride = kernel_size if stride is None else stride

    def forward(self, x: Tensor) -> Tensor:
        return max_pool1d(x, self.kernel_size, self.stride, self.padding)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(MaxPool1d):
    """`avg_pool1d` as a layer."""

    def forward(self, x: Tensor) -> Tensor:
        return avg_pool1d(x, self.kernel_size, self.stride, self.padding)


class ZeroPad2d(Module):
    """Zeros around images: (left, right, top, bottom), or as many on each side."""

    mode = "constant"

    def __init__(self, padding: Any):
        self.padding = (padding,) * 4 if isinstance(padding, int) else tuple(padding)

    def forward(self, x: Tensor) -> Tensor:
        return pad(x, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ReflectionPad2d(ZeroPad2d):
    """Images mirrored at their edges."""

    mode = "reflect"


class ReplicationPad2d(ZeroPad2d):
    """The pixels at the edges again."""

    mode = "replicate"


class GroupNorm(Module):
    """`group_norm` with a weight and a bias for each channel."""

    def __init__(self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True):
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.weight = Parameter(ones(num_channels)) if affine else None
        self.bias = Parameter(zeros(num_channels)) if affine else None

    def forward(self, x: Tensor) -> Tensor:
        return group_norm(x, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        bias = f", bias={self.affine}" * self.affine
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}{bias}"


class InstanceNorm2d(GroupNorm):
    """Each channel of each image to mean 0 and variance 1."""

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False):
        super().__init__(num_features, num_features, eps, affine)
        self.num_features, self.momentum = num_features, momentum

    def extra_repr(self) -> str:
        shown = f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}"
        return f"{shown}, track_running_stats=False"
