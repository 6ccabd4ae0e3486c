"""What every activation promises: its values, its slope at the kink, and sense at any size of input."""

from __future__ import annotations

import math
import tracemalloc
import warnings
from collections.abc import Callable

import numpy as np
import pytest

import tinytorch.nn.functional as F
from tinytorch import Tensor, from_numpy, tensor
from tinytorch.core.activations import erf

HUGE = [-1000.0, -100.0, -20.0, 0.0, 20.0, 100.0, 1000.0]
ELEMENTWISE: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "gelu": F.gelu,
    "gelu, tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "softplus": F.softplus,
    "logsigmoid": F.logsigmoid,
}
ALONG_A_DIM = {"softmax": F.softmax, "log_softmax": F.log_softmax}
TRUE: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0,
    "tanh": math.tanh,
    "gelu": lambda x: x * 0.5 * math.erfc(-x / math.sqrt(2)),
    "gelu, tanh": lambda x: 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "silu": lambda x: x / (1 + math.exp(-x)) if x > -700 else 0.0,
    "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
    "logsigmoid": lambda x: min(x, 0.0) - math.log1p(math.exp(-abs(x))),
}


@pytest.fixture(autouse=True)
def silent():
    """A warning would cost a student the points of the cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_are_those_of_the_formula_at_any_size(name: str):
    x = np.array([*HUGE, -3.0, -0.7, -1e-3, 0.2, 1.5, 4.0])
    expected = [TRUE[name](v) for v in x]
    np.testing.assert_allclose(ELEMENTWISE[name](from_numpy(x)).data, expected, rtol=1e-11, atol=2e-12)
    np.testing.assert_allclose(
        ELEMENTWISE[name](from_numpy(x.astype("f"))).data, expected, rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gradients_are_finite_at_any_size(name: str):
    x = tensor(HUGE, requires_grad=True)
    ELEMENTWISE[name](x).sum().backward()
    assert np.isfinite(x.grad.data).all()


@pytest.mark.parametrize("name", ALONG_A_DIM)
def test_softmax_and_its_logarithm_are_finite_at_a_thousand(name: str):
    x = tensor([[1000.0, 1001.0], [-1000.0, 0.0], [0.0, 1000.0]], requires_grad=True)
    out = ALONG_A_DIM[name](x, 1)
    (out * tensor([1.0, 2.0])).sum().backward()
    assert np.isfinite(out.data).all() and np.isfinite(x.grad.data).all()


@pytest.mark.parametrize("dim", [0, 1, 2, -1, -3])
def test_softmax_adds_up_to_one_along_the_dim_asked_for(dim: int):
    x = from_numpy(np.random.default_rng(0).standard_normal((2, 3, 4)))
    np.testing.assert_allclose(F.softmax(x, dim).sum(dim).data, 1)
    np.testing.assert_allclose(F.log_softmax(x, dim).data, np.log(F.softmax(x, dim).data))


def test_softmax_does_not_change_when_all_scores_rise():
    x = from_numpy(np.random.default_rng(0).integers(-4, 4, (3, 4)).astype("f"))
    np.testing.assert_array_equal(F.softmax(x + 128.0, 1).data, F.softmax(x, 1).data)


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_the_slope_at_zero_is_that_of_the_left_side(name: str):
    x = tensor([0.0, -0.0], requires_grad=True)
    ELEMENTWISE[name](x).sum().backward()
    np.testing.assert_array_equal(x.grad.data, np.float32([0, 0] if name == "relu" else [0.01, 0.01]))


def test_relu_passes_an_infinite_gradient_on_and_lets_none_through_where_it_is_shut():
    x = tensor([-1.0, 2.0, 0.0], requires_grad=True)
    F.relu(x).backward(tensor([math.inf, math.inf, math.nan]))
    np.testing.assert_array_equal(x.grad.data, [0, math.inf, 0])


@pytest.mark.parametrize(("dtype", "error"), [("float64", 4e-13), ("float32", 4e-7)])
def test_erf_is_as_good_as_it_says(dtype: str, error: float):
    x = np.linspace(-12, 12, 48_001).astype(dtype)
    assert np.abs(erf(x) - np.array([math.erf(v) for v in x])).max() < error
    assert erf(np.zeros(1, dtype))[0] == pytest.approx(0, abs=1e-7 if dtype == "float32" else 1e-15)
    assert erf(x).dtype == dtype


@pytest.mark.parametrize("function", [F.softmax, F.log_softmax])
def test_a_missing_dim_is_asked_for_by_the_function_s_name(function: Callable[..., Tensor]):
    with pytest.raises(TypeError, match=rf"{function.__name__} needs dim.*{function.__name__}\(x, dim=-1\)"):
        function(tensor([1.0, 2.0]))
    with pytest.raises(TypeError, match=f"{function.__name__} needs dim"):
        getattr(tensor([1.0, 2.0]), function.__name__)()
    with pytest.raises(TypeError, match=r"one dim is meant here, an int, got 1\.0"):
        function(tensor([[1.0, 2.0]]), dim=1.0)


def test_an_unknown_approximation_is_refused():
    with pytest.raises(ValueError, match='gelu: approximate is "none" or "tanh", got \'sigmoid\''):
        F.gelu(tensor([1.0]), approximate="sigmoid")


@pytest.mark.parametrize("name", ["relu", "sigmoid", "softmax", "log_softmax"])
def test_the_method_is_the_function(name: str):
    x, dim = tensor([[1.0, -2.0, 0.5]]), () if name in ("relu", "sigmoid") else (1,)
    np.testing.assert_array_equal(getattr(x, name)(*dim).data, getattr(F, name)(x, *dim).data)


def test_gelu_by_tanh_keeps_its_result_alone():
    """A transformer's widest activation; what its rule computes on the way stays small, too."""
    x = Tensor(np.linspace(-3, 3, 250_000, dtype=np.float32), requires_grad=True)  # a megabyte
    tracemalloc.start()
    y = F.gelu(x, "tanh")
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    y.backward(Tensor(np.ones(250_000, np.float32)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert kept < 1.1e6 and most < 4.5e6  # x's result, its gradient, that one's copy in .grad, and parts
