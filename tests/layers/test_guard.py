"""A module whose output has lost its history says so, and no other one does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import tinytorch
from tinytorch import Tensor, nn, no_grad
from tinytorch.nn import GradientLost

X = tinytorch.from_numpy(np.random.default_rng(0).standard_normal((4, 3)).astype("f"))


class Cut(nn.Module):
    """A layer whose forward is `after` its linear layer."""

    def __init__(self, after: Callable[[Tensor], object]):
        self.inner, self.after = nn.Linear(3, 2), after

    def forward(self, x: Tensor) -> object:
        return self.after(self.inner(x))


CUTS = {
    "on .data": lambda y: Tensor(y.data),
    "detached": lambda y: y.detach(),
    "in a tuple": lambda y: (Tensor(y.data), 3),
    "in a dict": lambda y: {"y": Tensor(y.data)},
}


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_is_told_by_module_and_parameter(name: str):
    with pytest.raises(GradientLost, match=r"Cut returned .* though inner.weight, inner.bias, its input"):
        nn.Sequential(nn.Linear(3, 3), Cut(CUTS[name]))(X)


def test_an_input_that_requires_gradients_is_named_too():
    frozen = Cut(CUTS["on .data"]).requires_grad_(False)
    with pytest.raises(GradientLost, match=r"though its input of shape \(4, 3\) require"):
        frozen(tinytorch.ones(4, 3, requires_grad=True))


def test_nothing_is_said_where_no_gradient_is_wanted():
    cut = Cut(CUTS["on .data"])
    with no_grad():
        cut(X)
    cut.requires_grad_(False)(X)


KEPT = [lambda y: y.argmax(1), lambda y: (y, y.detach()), lambda y: None, lambda y: y > 0]


@pytest.mark.parametrize("after", KEPT)
def test_nothing_is_said_of_what_has_no_gradient_or_keeps_one(after: Callable[[Tensor], object]):
    Cut(after)(X)


def test_an_input_that_is_handed_through_is_no_cut():
    x = tinytorch.ones(4, 3, requires_grad=True)
    assert nn.Identity()(x) is x and nn.Dropout(0)(x) is x
