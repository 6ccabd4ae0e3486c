"""Initialisations beside those of module 04, by the names of `tinytorch.nn.init`; they come with it."""

from __future__ import annotations

import math

import numpy as np

from tinytorch.core.layers import fans, normal_, uniform_, uniform_bound
from tinytorch.core.tensor import Generator, Tensor, default_generator


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much a weight's standard deviation must exceed 1 / sqrt(fan) before this nonlinearity.

    param: the slope below 0 of leaky_relu, 0.01 if left out. Raises ValueError for an unknown nonlinearity.
    """
    slope = 0.01 if param is None else param
    gains = {"linear": 1.0, "sigmoid": 1.0, "conv1d": 1.0, "conv2d": 1.0, "tanh": 5 / 3, "selu": 3 / 4}
    gains |= {"relu": math.sqrt(2), "leaky_relu": math.sqrt(2 / (1 + slope * slope))}
    if nonlinearity not in gains:
        raise ValueError(f"no gain is known for {nonlinearity!r}; there are {', '.join(sorted(gains))}")
    return gains[nonlinearity]


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with one number."""
    tensor.data[...] = val
    return tensor


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Rows, or columns where those are fewer, at right angles and `gain` long. Saxe and others (2014)."""
    rows = tensor.shape[0]
    drawn = (generator or default_generator).numpy.standard_normal((rows, tensor.numel() // max(rows, 1)))
    q, r = np.linalg.qr(drawn if drawn.shape[0] >= drawn.shape[1] else drawn.T)
    q = q * np.sign(np.diag(r))  # so that each such matrix is as likely
    tensor.data[...] = gain * (q if drawn.shape[0] >= drawn.shape[1] else q.T).reshape(tensor.shape)
    return tensor


def ones_(tensor: Tensor) -> Tensor:
    """Fill with ones."""
    return constant_(tensor, 1)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0,
    std: float = 1,
    a: float = -2,
    b: float = 2,
    generator: Generator | None = None,
) -> Tensor:
    """Fill with normal numbers of which those outside of [a, b] are drawn again."""
    numpy = (generator or default_generator).numpy
    numbers = mean + std * numpy.standard_normal(tensor.shape)
    while (outside := (numbers < a) | (numbers > b)).any():
        numbers[outside] = mean + std * numpy.standard_normal(np.count_nonzero(outside))
    tensor.data[...] = numbers
    return tensor


def xavier_normal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Normal, with variance gain² · 2 / (fan_in + fan_out)."""
    return normal_(tensor, 0, gain * math.sqrt(2 / sum(fans(tensor))), generator)


def kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    """The standard deviation gain / sqrt(fan)."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f'mode is "fan_in" or "fan_out", got {mode!r}')
    fan_in, fan_out = fans(tensor)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan_in if mode == "fan_in" else fan_out)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Even in ±bound, with variance gain² / fan; a: leaky_relu's slope below 0. He et al. (2015)."""
    bound = uniform_bound(kaiming_std(tensor, a, mode, nonlinearity))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal, with variance gain² / fan; a: leaky_relu's slope below 0."""
    return normal_(tensor, 0, kaiming_std(tensor, a, mode, nonlinearity), generator)
