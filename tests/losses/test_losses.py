"""What each loss promises: known values, its reductions, sense at any size, and what it refuses."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import numpy as np
import pytest

import tinytorch
import tinytorch.nn.functional as F
from tinytorch import Tensor, from_numpy, nn, tensor
from tinytorch.core.autograd import graph_order

RNG = np.random.default_rng(0)
LOGITS = from_numpy(RNG.standard_normal((6, 4)))
IDS = tensor([3, 0, 3, 1, 2, 2])


@pytest.fixture(autouse=True)
def silent():
    """A warning would cost a student the points of the cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


PAIRS: dict[str, tuple[Callable[..., Tensor], list[float]]] = {
    "mse_loss": (F.mse_loss, [0.25, 9.0]),
    "l1_loss": (F.l1_loss, [0.5, 3.0]),
    "smooth_l1_loss": (F.smooth_l1_loss, [0.125, 2.5]),
    "huber_loss": (F.huber_loss, [0.125, 2.5]),
}


@pytest.mark.parametrize("name", PAIRS)
def test_values_and_reductions_are_those_worked_out_by_hand(name: str):
    loss, each = PAIRS[name]
    x, y = tensor([1.5, -1.0]), tensor([1.0, 2.0])
    assert loss(x, y, reduction="none").tolist() == each
    assert loss(x, y, reduction="sum").item() == sum(each)
    assert loss(x, y).item() == sum(each) / 2


@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_equal_logits_cost_the_logarithm_of_the_number_of_classes(classes: int):
    loss = F.cross_entropy(tinytorch.zeros(3, classes), tensor([0, 1, 1]))
    assert loss.item() == pytest.approx(math.log(classes), rel=1e-6)


def test_a_batch_twice_has_the_same_mean_and_twice_the_sum():
    x, t = tinytorch.cat([LOGITS, LOGITS]), tinytorch.cat([IDS, IDS])
    assert F.cross_entropy(x, t).item() == pytest.approx(F.cross_entropy(LOGITS, IDS).item())
    once = F.cross_entropy(LOGITS, IDS, reduction="sum").item()
    assert F.cross_entropy(x, t, reduction="sum").item() == pytest.approx(2 * once)


def test_ignored_rows_leave_the_mean_and_get_no_gradient_whatever_they_hold():
    x = tensor([[2.0, 1.0], [math.inf, -math.inf], [0.0, 1.0]])[[0, 2]]
    kept = F.cross_entropy(x, tensor([0, 1]))
    logits = tinytorch.cat([x, tinytorch.zeros(1, 2)]).detach().requires_grad_()
    for loss in (F.cross_entropy, lambda a, t: F.nll_loss(F.log_softmax(a, 1), t)):
        logits.grad = None
        ignoring = loss(logits, tensor([0, 1, -100]))
        ignoring.backward()
        assert ignoring.item() == pytest.approx(kept.item())
        assert logits.grad.tolist()[2] == [0.0, 0.0]


def test_nothing_but_ignored_rows_is_nan_without_a_warning():
    assert math.isnan(F.cross_entropy(LOGITS, tinytorch.full((6,), -100)).item())


def test_class_ids_are_probabilities_that_are_one_and_zero():
    shares = from_numpy(np.eye(4)[IDS.data])
    weight = tensor([0.5, 2.0, 1.0, 3.0]).double()
    for kwargs in ({}, {"label_smoothing": 0.1}, {"weight": weight, "reduction": "none"}):
        ids, soft = F.cross_entropy(LOGITS, IDS, **kwargs), F.cross_entropy(LOGITS, shares, **kwargs)
        np.testing.assert_allclose(ids.data, soft.data)


def test_the_fused_loss_is_nll_of_log_softmax_with_gradients():
    gradients = []
    for loss in (F.cross_entropy, lambda x, t: F.nll_loss(F.log_softmax(x, 1), t)):
        x = LOGITS.detach().requires_grad_()
        loss(x, IDS).backward()
        gradients.append(x.grad.data)
    np.testing.assert_allclose(*gradients, atol=1e-15)


def test_rows_columns_and_a_single_one_agree():
    image = LOGITS.reshape(2, 3, 4).permute(0, 2, 1)  # (N, C, d)
    pixels = F.cross_entropy(image, IDS.reshape(2, 3), reduction="none")
    rows = F.cross_entropy(LOGITS, IDS, reduction="none")
    np.testing.assert_allclose(pixels.data, rows.data.reshape(2, 3))
    np.testing.assert_allclose(F.cross_entropy(LOGITS[0], IDS[0]).data, rows.data[0])


@pytest.mark.parametrize("size", [0.0, 20.0, 1000.0])
def test_losses_of_logits_are_finite_and_right_at_any_size(size: float):
    x = tensor([size, -size], requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(x, tensor([0.0, 1.0]), reduction="sum")
    loss.backward()
    assert loss.item() == pytest.approx(2 * (size + math.log1p(math.exp(-size))))
    right = 1 / (1 + math.exp(-size))
    np.testing.assert_allclose(x.grad.data, [right, -right], rtol=1e-6)
    assert F.cross_entropy(tensor([[size, -size]]), tensor([1])).item() == pytest.approx(
        2 * size + math.log1p(math.exp(-2 * size))
    )


def test_chances_of_zero_and_one_cost_a_hundred_at_most():
    x = tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True)
    loss = F.binary_cross_entropy(x, tensor([0.0, 1.0, 1.0, 0.0]), reduction="none")
    loss.sum().backward()
    assert loss.tolist() == [0.0, 0.0, 100.0, 100.0] and np.isfinite(x.grad.data).all()


def test_cross_entropy_records_two_operations_in_float32():
    x = LOGITS.float().requires_grad_()
    loss = F.cross_entropy(x, IDS)
    assert [type(t.grad_fn).__name__ for t in graph_order(loss)] == ["NoneType", "CrossEntropy", "Mean"]
    assert {t.dtype for t in graph_order(loss)} == {np.dtype("float32")}


WRONG_IDS = {
    "out of range": (tensor([0, 4]), ValueError, "target holds 4, and 4 classes have the ids 0 to 3"),
    "negative": (tensor([0, -1]), ValueError, "target holds -1"),
    "floating": (tensor([0.0, 1.0]), TypeError, r"target is float32: write target.long\(\)"),
    "of another length": (tensor([0, 1, 2]), ValueError, r"input \(2, 4\) needs .* shape \(2,\), got \(3,\)"),
    "a list": ([0, 1], TypeError, r"target is list: write tensor\(...\)"),
}


@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss])
@pytest.mark.parametrize("name", WRONG_IDS)
def test_a_target_that_names_no_classes_is_refused(loss: Callable[..., Tensor], name: str):
    target, error, said = WRONG_IDS[name]
    with pytest.raises(error, match=f"{loss.__name__}.*{said}"):
        loss(tinytorch.zeros(2, 4), target)


@pytest.mark.parametrize("name", PAIRS)
def test_a_target_that_would_only_broadcast_is_refused(name: str):
    with pytest.raises(ValueError, match=rf"{name} expects a target .* \(4, 1\), got \(4,\)"):
        PAIRS[name][0](tinytorch.zeros(4, 1), tinytorch.zeros(4))


def test_probabilities_in_the_place_of_logits_are_refused():
    x = tinytorch.randn(2, 4, requires_grad=True)
    with pytest.raises(ValueError, match=r"cross_entropy takes logits.* leave softmax out"):
        F.cross_entropy(x.softmax(1), tensor([0, 1]))
    with pytest.raises(ValueError, match=r"with_logits takes logits.*came out of sigmoid: leave sigmoid out"):
        F.binary_cross_entropy_with_logits(x.sigmoid(), tinytorch.zeros(2, 4))
    with pytest.raises(ValueError, match=r"nll_loss takes log-probabilities.*softmax: write log_softmax"):
        F.nll_loss(x.softmax(1), tensor([0, 1]))


def test_logits_in_the_place_of_probabilities_are_refused():
    with pytest.raises(ValueError, match=r"binary_cross_entropy takes probabilities.*apply sigmoid"):
        F.binary_cross_entropy(tensor([1.5]), tensor([1.0]))


def test_settings_without_sense_are_refused():
    with pytest.raises(ValueError, match=r'"none", "mean" or "sum", got \'average\''):
        F.mse_loss(tensor([1.0]), tensor([1.0]), reduction="average")
    with pytest.raises(ValueError, match="label_smoothing is a share, between 0 and 1, got 2"):
        F.cross_entropy(LOGITS, IDS, label_smoothing=2)
    with pytest.raises(ValueError, match=r"a number for each of 4 classes, got shape \(3,\)"):
        F.cross_entropy(LOGITS, IDS, weight=tinytorch.ones(3))
    with pytest.raises(ValueError, match="weight is a Tensor with a number for each of 4 classes, got list"):
        F.cross_entropy(LOGITS, IDS, weight=[1.0] * 4)


LAYERS = {
    nn.MSELoss(): F.mse_loss,
    nn.L1Loss(): F.l1_loss,
    nn.SmoothL1Loss(): F.smooth_l1_loss,
    nn.HuberLoss(): F.huber_loss,
    nn.BCEWithLogitsLoss(): F.binary_cross_entropy_with_logits,
    nn.CrossEntropyLoss(): F.cross_entropy,
}


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_the_layer_is_the_function(layer: nn.Module):
    x, y = LOGITS, from_numpy(RNG.random((6, 4)))
    assert layer(x, y).item() == LAYERS[layer](x, y).item()
