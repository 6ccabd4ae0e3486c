"""Linear and Dropout: values, first weights, what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tinytorch
import tinytorch.nn.functional as F
from tinytorch import Tensor, from_numpy, manual_seed, nn
from tinytorch.core.autograd import graph_order


def test_linear_is_its_formula_for_any_number_of_dimensions():
    layer = nn.Linear(3, 4).double()
    for shape in [(3,), (5, 3), (2, 5, 3), (0, 3)]:
        x = np.random.default_rng(0).standard_normal(shape)
        np.testing.assert_allclose(layer(from_numpy(x)).data, x @ layer.weight.data.T + layer.bias.data)


def test_linear_records_one_operation():
    layer = nn.Linear(3, 4)
    assert len(graph_order(layer(tinytorch.randn(2, 5, 3)))) == 3  # weight, bias, result


def test_linear_without_a_bias_has_none():
    layer = nn.Linear(3, 4, bias=False)
    assert layer.bias is None and [name for name, _ in layer.named_parameters()] == ["weight"]
    np.testing.assert_allclose(layer(tinytorch.ones(2, 3)).data, np.ones((2, 3), "f") @ layer.weight.data.T)


@pytest.mark.parametrize("features", [16, 1024])
def test_linear_begins_within_its_bound_and_keeps_a_third_of_the_variance(features: int):
    layer = nn.Linear(features, 512)
    bound = 1 / math.sqrt(features)
    assert np.abs(layer.weight.data).max() <= bound and np.abs(layer.bias.data).max() <= bound
    assert layer.weight.data.std() == pytest.approx(bound / math.sqrt(3), rel=0.05)
    assert layer(tinytorch.randn(512, features)).data.std() == pytest.approx(math.sqrt(1 / 3), rel=0.2)


def test_wrong_features_are_told_by_the_layer():
    said = r"Linear\(in_features=3, out_features=4, bias=True\) expects 3 features .*got shape \(2, 5\)"
    with pytest.raises(ValueError, match=said):
        nn.Linear(3, 4)(tinytorch.ones(2, 5))


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (tinytorch.ones(2, 3).double(), r"float32 weights, .* is float64: write x.to\('float32'\)"),
        (np.ones((2, 3)), r"takes a Tensor, got ndarray: write tensor\(...\)"),
    ],
)
def test_another_dtype_and_no_tensor_are_refused(x: object, said: str):
    with pytest.raises(TypeError, match=said):
        nn.Linear(3, 4)(x)


def test_dropout_keeps_the_mean_and_drops_its_share():
    manual_seed(0)
    out = F.dropout(tinytorch.ones(100_000), 0.3).data
    assert out.mean() == pytest.approx(1, abs=0.01)
    assert (out == 0).mean() == pytest.approx(0.3, abs=0.01)
    np.testing.assert_allclose(np.unique(out), [0, 1 / 0.7], rtol=1e-6)
    assert out.dtype == np.float32


def test_dropout_draws_anew_at_each_call_and_the_same_from_one_seed():
    x, layer = tinytorch.ones(100), nn.Dropout(0.5)
    manual_seed(1)
    one, two = layer(x).data, layer(x).data
    manual_seed(1)
    assert (one != two).any()
    np.testing.assert_array_equal(layer(x).data, one)


def test_dropout_does_nothing_in_eval_nothing_at_0_and_everything_at_1():
    x = tinytorch.randn(4, 5)
    assert nn.Dropout(0.5).eval()(x) is x and F.dropout(x, 0.5, training=False) is x and nn.Dropout(0)(x) is x
    leaf = tinytorch.randn(4, 5, requires_grad=True)
    out = F.dropout(leaf, 1.0)
    out.sum().backward()
    assert not out.data.any() and not leaf.grad.data.any()


@pytest.mark.parametrize("p", [-0.1, 1.5])
def test_a_p_that_is_no_chance_is_refused(p: float):
    with pytest.raises(ValueError, match=f"between 0 and 1, got {p}"):
        nn.Dropout(p)
    with pytest.raises(ValueError, match=f"between 0 and 1, got {p}"):
        F.dropout(tinytorch.ones(2), p)


VARIANCE = {
    "xavier_uniform_": 2 / 300,
    "xavier_normal_": 2 / 300,
    "kaiming_uniform_": 2 / 200,
    "kaiming_normal_": 2 / 200,
}


@pytest.mark.parametrize("name", VARIANCE)
def test_an_initialisation_has_the_variance_of_its_paper(name: str):
    w = getattr(nn.init, name)(Tensor(np.zeros((100, 200))))
    assert w.data.var() == pytest.approx(VARIANCE[name], rel=0.05)
    assert abs(w.data.mean()) < 0.01


def test_truncated_numbers_stay_within():
    w = nn.init.trunc_normal_(tinytorch.zeros(50, 200), std=1.0, a=-0.5, b=1.0)
    assert -0.5 <= w.data.min() < -0.49 and 0.98 < w.data.max() <= 1.0


def test_a_fan_needs_two_dimensions_and_a_gain_a_known_name():
    with pytest.raises(ValueError, match=r"two dimensions or more, \(out, in, ...\), got \(3,\)"):
        nn.init.xavier_uniform_(tinytorch.zeros(3))
    with pytest.raises(ValueError, match="no gain is known for 'gelu'"):
        nn.init.kaiming_uniform_(tinytorch.zeros(3, 3), nonlinearity="gelu")
