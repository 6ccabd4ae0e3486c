"""Distributions to draw from, whose log-probabilities have a gradient, as policies and autoencoders need."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.core.activations import log_softmax, sigmoid, softmax, softplus
from tinytorch.core.tensor import Tensor, broadcast_shapes, randn, tensor
from tinytorch.extras.creation import bernoulli


def shape_of(sample_shape: Any) -> tuple[int, ...]:
    return (sample_shape,) if isinstance(sample_shape, int) else tuple(sample_shape)


def one_of(name: str, probs: Tensor | None, logits: Tensor | None) -> Tensor:
    given = [x for x in (probs, logits) if x is not None]
    if len(given) != 1:
        raise ValueError(f"{name} takes probs or logits, one of them")
    return given[0]


def inside(probs: Tensor) -> Tensor:
    """Probabilities away from 0 and 1, whose logarithms are finite."""
    eps = float(np.finfo(probs.dtype).eps)
    return probs.clamp(eps, 1 - eps)


class Categorical:
    """One of the classes in the last dimension, by `probs`, which need not add up to 1, or by `logits`."""

    def __init__(self, probs: Tensor | None = None, logits: Tensor | None = None):
        given = one_of("Categorical", probs, logits)
        if probs is not None and bool((probs < 0).any()):
            raise ValueError("Categorical: probs are 0 or more; scores of any sign are logits=")
        self.probs = softmax(given, -1) if probs is None else given / given.sum(-1, keepdim=True)
        self.logits = log_softmax(given, -1) if probs is None else inside(self.probs).log()

    def sample(self, sample_shape: Any = ()) -> Tensor:
        """Class ids, of the shape of the distributions, behind `sample_shape`."""
        shape, classes = shape_of(sample_shape), self.probs.shape[-1]
        drawn = self.probs.detach().reshape(-1, classes).multinomial(math.prod(shape), replacement=True)
        return drawn.T.reshape(*shape, *self.probs.shape[:-1])

    def log_prob(self, value: Tensor) -> Tensor:
        """The log-probability of class ids."""
        shape = broadcast_shapes(value.shape, self.logits.shape[:-1])
        logits = self.logits.expand(*shape, self.logits.shape[-1])
        return logits.gather(-1, value.long().expand(shape).unsqueeze(-1)).squeeze(-1)

    def entropy(self) -> Tensor:
        """Minus the expected log-probability; a class of probability 0 adds nothing."""
        return -(self.logits.clamp(min=-3e38) * self.probs).sum(-1)


class Normal:
    """Normal with mean `loc` and standard deviation `scale`."""

    def __init__(self, loc: Any, scale: Any):
        self.loc, self.scale = (x if isinstance(x, Tensor) else tensor(float(x)) for x in (loc, scale))
        self.mean, self.stddev, self.variance = self.loc, self.scale, self.scale * self.scale

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        """Drawn as loc + scale * noise, so that both get a gradient."""
        shape = broadcast_shapes(self.loc.shape, self.scale.shape)
        return self.loc + self.scale * randn(*shape_of(sample_shape), *shape, dtype=self.loc.dtype)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        """Drawn, without history."""
        return self.rsample(sample_shape).detach()

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density."""
        distance = (value - self.loc) / self.scale
        return distance * distance * -0.5 - self.scale.log() - math.log(2 * math.pi) / 2

    def entropy(self) -> Tensor:
        """Of each number."""
        return self.scale.log() + (0.5 + math.log(2 * math.pi) / 2) + self.loc * 0


class Bernoulli:
    """1 with probability `probs`, or sigmoid(logits), else 0."""

    def __init__(self, probs: Tensor | None = None, logits: Tensor | None = None):
        given = one_of("Bernoulli", probs, logits)
        self.logits = given if probs is None else inside(given).log() - (1 - inside(given)).log()
        self.probs = sigmoid(given) if probs is None else given

    def sample(self, sample_shape: Any = ()) -> Tensor:
        """Ones and zeros."""
        return bernoulli(self.probs.detach().expand(*shape_of(sample_shape), *self.probs.shape))

    def log_prob(self, value: Tensor) -> Tensor:
        """The log-probability of ones and zeros."""
        return value * self.logits - softplus(self.logits)

    def entropy(self) -> Tensor:
        """Minus the expected log-probability."""
        return softplus(self.logits) - self.logits * self.probs


def kl_divergence(p: Any, q: Any) -> Tensor:
    """How far q is from p, two distributions of a kind: the expected log(p / q), in nats."""
    if type(p) is not type(q):
        names = type(p).__name__, type(q).__name__
        raise NotImplementedError(f"kl_divergence: two of a kind, got {' and '.join(names)}")
    if isinstance(p, Normal):
        ratio, distance = p.scale / q.scale, (p.loc - q.loc) / q.scale
        return (ratio * ratio + distance * distance - 1) / 2 - ratio.log()
    if isinstance(p, Categorical):
        return (p.probs * (p.logits - q.logits)).sum(-1)
    return p.probs * (p.logits - q.logits) + softplus(q.logits) - softplus(p.logits)
