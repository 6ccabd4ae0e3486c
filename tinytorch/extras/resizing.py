"""Images in another size, in pieces, and at places that a network says. Needs module 09."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch.core.layers import Module
from tinytorch.core.spatial import Pair, Window, pair
from tinytorch.core.tensor import Tensor
from tinytorch.extras.spatial import conv2d, conv_transpose2d


def tent(distance: np.ndarray) -> np.ndarray:
    """How much of a pixel is seen at a distance, between two."""
    return np.maximum(0, 1 - distance)


def cubic(distance: np.ndarray) -> np.ndarray:
    """How much of a pixel is seen at a distance, of four; some are negative. Keys (1981), a = -0.75."""
    d, a = distance, -0.75
    near, far = ((a + 2) * d - (a + 3)) * d * d + 1, ((d - 5) * d + 8) * d * a - 4 * a
    return np.where(d <= 1, near, np.where(d < 2, far, 0))


WEIGHTS = {"linear": tent, "bilinear": tent, "bicubic": cubic}


def between(n: int, m: int, scale: float, align_corners: Any, weight: Callable[[Any], Any]) -> np.ndarray:
    """A matrix (m, n) that makes each of m pixels of its neighbours among n; beyond the edge is the edge."""
    place = np.arange(m) * (n - 1) / max(m - 1, 1) if align_corners else (np.arange(m) + 0.5) * scale - 0.5
    low = np.floor(place).astype(np.int64)
    matrix = np.zeros((m, n))
    for k in range(-1, 3):
        matrix[np.arange(m), (low + k).clip(0, n - 1)] += weight(np.abs(place - low - k))
    return matrix


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: Any = None,
) -> Tensor:
    """Images (N, C, H, W) or sequences (N, C, L) in another size.

    mode: "nearest", each pixel that of the nearest below; "linear", "bilinear", "bicubic", of its neighbours.
    """
    if mode != "nearest" and mode not in WEIGHTS:
        raise ValueError(f"interpolate: mode expected 'nearest' or one of {list(WEIGHTS)}, got {mode!r}")
    if (size is None) == (scale_factor is None):
        raise ValueError("interpolate takes size or scale_factor, one of them")
    sides = input.shape[2:]
    if mode != "nearest" and (mode == "linear") != (len(sides) == 1):
        raise ValueError(f"interpolate: {mode!r} of {input.shape}: (N, C, L) is linear, images are bilinear")
    factors = scale_factor if isinstance(scale_factor, (tuple, list)) else [scale_factor] * len(sides)
    asked = size if isinstance(size, (tuple, list)) else [size] * len(sides)
    for d, n in enumerate(sides):
        m = int(n * factors[d]) if size is None else asked[d]
        if m < 1:
            raise ValueError(f"interpolate: {n} pixels by {factors[d]} are none")
        scale = n / m if size is not None else 1 / factors[d]
        if mode == "nearest":
            ids = np.minimum((np.arange(m) * scale).astype(np.int64), n - 1)
            input = input.index_select(2 + d, Tensor(ids))
        else:
            matrix = Tensor(between(n, m, scale, align_corners, WEIGHTS[mode]).astype(input.dtype))
            input = (input.transpose(2 + d, -1) @ matrix.T).transpose(2 + d, -1)
    return input


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels as pixels between the pixels: (..., C * r * r, H, W) to (..., C, H * r, W * r)."""
    *batch, channels, height, width = input.shape
    r = upscale_factor
    if channels % (r * r):
        raise ValueError(f"pixel_shuffle: {channels} channels make no squares of {r} x {r}, {input.shape}")
    parts = input.reshape(-1, channels // (r * r), r, r, height, width).permute(0, 1, 4, 2, 5, 3)
    return parts.reshape(*batch, channels // (r * r), height * r, width * r)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """The way back: (..., C, H * r, W * r) to (..., C * r * r, H, W)."""
    *batch, channels, height, width = input.shape
    r = downscale_factor
    if height % r or width % r:
        raise ValueError(f"pixel_unshuffle: {(height, width)} is not of squares of {r} x {r}, {input.shape}")
    parts = input.reshape(-1, channels, height // r, r, width // r, r).permute(0, 1, 3, 5, 2, 4)
    return parts.reshape(*batch, channels * r * r, height // r, width // r)


def one_pixel_each(channels: int, kernel: Pair, dtype: Any) -> Tensor:
    """Kernels (C * kh * kw, C, kh, kw), each of which sees one pixel of one channel."""
    n = channels * kernel[0] * kernel[1]
    return Tensor(np.eye(n, dtype=dtype).reshape(n, channels, *kernel))


def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """What a window sees from each of its places: (N, C, H, W) to (N, C * kh * kw, places)."""
    kernels = one_pixel_each(input.shape[1], pair("unfold", "kernel_size", kernel_size, 1), input.dtype)
    return conv2d(input, kernels, None, stride, padding, dilation).flatten(2)


def fold(
    input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """The windows of `unfold` added up where they lay: (N, C * kh * kw, places) to (N, C, *output_size)."""
    size, kernel = pair("fold", "output_size", output_size, 1), pair("fold", "kernel_size", kernel_size, 1)
    steps, gaps = pair("fold", "stride", stride, 1), pair("fold", "dilation", dilation, 1)
    frame = pair("fold", "padding", padding, 0)
    places = Window(kernel, steps, gaps).places(size[0] + 2 * frame[0], size[1] + 2 * frame[1])
    if input.ndim != 3 or input.shape[1] % (kernel[0] * kernel[1]) or input.shape[2] != places[0] * places[1]:
        raise ValueError(
            f"fold: expected (N, C * {kernel[0]} * {kernel[1]}, {places[0] * places[1]}), got {input.shape}"
        )
    more = [
        size[d] + 2 * frame[d] - (places[d] - 1) * steps[d] - gaps[d] * (kernel[d] - 1) - 1 for d in (0, 1)
    ]
    kernels = one_pixel_each(input.shape[1] // (kernel[0] * kernel[1]), kernel, input.dtype)
    windows = input.reshape(input.shape[0], input.shape[1], *places)
    return conv_transpose2d(windows, kernels, None, steps, frame, more, dilation=gaps)


def affine_grid(theta: Tensor, size: Any, align_corners: Any = None) -> Tensor:
    """For each pixel of images of `size` (N, C, H, W) the place (x, y) to look at, from theta (N, 2, 3).

    Places count from -1, the left or upper edge, to 1; with align_corners, from pixel to pixel.
    """
    n, _, height, width = size
    if theta.shape != (n, 2, 3):
        raise ValueError(f"affine_grid: theta expected ({n}, 2, 3) for {n} images, got {theta.shape}")
    y, x = (
        np.linspace(-1, 1, m) * (1 if align_corners else (m - 1) / m) if m > 1 else np.zeros(1)
        for m in (height, width)
    )
    columns, rows = np.meshgrid(x, y)
    base = np.stack([columns, rows, np.ones_like(rows)], -1).reshape(-1, 3).astype(theta.dtype)
    return (Tensor(base) @ theta.transpose(1, 2)).reshape(n, height, width, 2)


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: Any = None,
) -> Tensor:
    """Images (N, C, H, W) at the places (x, y) of grid (N, oh, ow, 2), as of `affine_grid`: (N, C, oh, ow).

    What is beyond the edge is 0, or with padding_mode="border" the pixel there. Jaderberg and others (2015).
    """
    if mode != "bilinear" or padding_mode not in ("zeros", "border"):
        raise ValueError(
            f"grid_sample: 'bilinear' with 'zeros' or 'border' is here, got {mode!r} with {padding_mode!r}"
        )
    n, _, *sides = input.shape
    if input.ndim != 4 or grid.ndim != 4 or grid.shape[::3] != (n, 2):
        raise ValueError(
            f"grid_sample takes (N, C, H, W) and (N, oh, ow, 2), got {input.shape} and {grid.shape}"
        )
    corners = []  # down, then across: for both neighbours the ids, and how much of them is seen
    for d, size in enumerate(sides):
        place = grid[..., 1 - d]
        place = (place + 1) * ((size - 1) / 2) if align_corners else ((place + 1) * size - 1) / 2
        place = place.clamp(0, size - 1) if padding_mode == "border" else place
        low = place.detach().floor()
        ids, part = low.numpy().astype(np.int64), place - low
        both = (ids, 1 - part), (ids + 1, part)
        corners.append(
            [(i.clip(0, size - 1), t * Tensor(((i >= 0) & (i < size)).astype(t.dtype))) for i, t in both]
        )
    pixels, image = input.permute(0, 2, 3, 1), np.arange(n).reshape(n, 1, 1)
    seen = [
        pixels[image, row, column] * (down * across).unsqueeze(-1)
        for row, down in corners[0]
        for column, across in corners[1]
    ]
    return (seen[0] + seen[1] + seen[2] + seen[3]).permute(0, 3, 1, 2)


class Upsample(Module):
    """`interpolate` as a layer."""

    def __init__(
        self, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: Any = None
    ):
        self.size, self.scale_factor, self.mode = size, scale_factor, mode
        self.align_corners = align_corners

    def forward(self, x: Tensor) -> Tensor:
        return interpolate(x, self.size, self.scale_factor, self.mode, self.align_corners)


class PixelShuffle(Module):
    """`pixel_shuffle` as a layer."""

    def __init__(self, upscale_factor: int):
        self.upscale_factor = upscale_factor

    def forward(self, x: Tensor) -> Tensor:
        return pixel_shuffle(x, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """`pixel_unshuffle` as a layer."""

    def __init__(self, downscale_factor: int):
        self.downscale_factor = downscale_factor

    def forward(self, x: Tensor) -> Tensor:
        return pixel_unshuffle(x, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"
