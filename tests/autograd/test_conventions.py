"""Where the slope is not defined, or a difference cannot see it: which gradient the course gives."""

from __future__ import annotations

import numpy as np
import pytest

from tinytorch import Tensor, arange, float64, tensor, where, zeros


def gradient(f, values, cotangent=None) -> list:
    """The gradient of `f`, summed or weighed with `cotangent`, at float32 `values`."""
    x = tensor(values, requires_grad=True)
    y = f(x)
    (y if cotangent is None else y * tensor(cotangent)).sum().backward()
    return x.grad.tolist()


def test_clamp_passes_gradient_1_at_its_bounds():
    assert gradient(lambda x: x.clamp(-1, 1), [-2.0, -1.0, 0.0, 1.0, 2.0]) == [0, 1, 1, 1, 0]


def test_clamp_at_zero_passes_gradient_1_at_zero():
    assert gradient(lambda x: x.clamp(min=0), [-1.0, 0.0, 2.0]) == [0, 1, 1]


def test_abs_has_gradient_0_at_zero():
    assert gradient(abs, [-2.0, 0.0, 3.0]) == [-1, 0, 1]


@pytest.mark.parametrize("f", [lambda x: x.amax(), lambda x: x.max()], ids=["amax", "max"])
def test_the_largest_share_the_gradient(f):
    assert gradient(f, [5.0, 1.0, 5.0, 5.0, 5.0]) == [0.25, 0, 0.25, 0.25, 0.25]


def test_the_smallest_share_the_gradient():
    assert gradient(lambda x: x.min(), [1.0, 5.0, 1.0]) == [0.5, 0, 0.5]


def test_amax_of_a_dim_shares_within_each_row():
    assert gradient(lambda x: x.amax(1), [[2.0, 2.0], [3.0, 1.0]], [3.0, 5.0]) == [[1.5, 1.5], [5, 0]]


@pytest.mark.parametrize(("shape", "dim"), [((0, 3), 1), ((0, 3), 0), ((3, 0), 1), ((0,), None)])
def test_the_mean_of_an_empty_tensor_has_an_empty_gradient(shape: tuple[int, ...], dim: int | None):
    x = zeros(shape, requires_grad=True)
    with np.errstate(invalid="ignore"):  # 0 / 0 is the mean of nothing
        y = x.mean(dim)
    y.backward(zeros(y.shape))
    assert x.grad.shape == shape


def test_max_of_a_dim_gives_it_all_to_the_first():
    assert gradient(lambda x: x.max(dim=0).values, [5.0, 5.0, 1.0]) == [1, 0, 0]


def test_min_of_a_dim_gives_it_all_to_the_first():
    assert gradient(lambda x: x.min(dim=0).values, [5.0, 1.0, 1.0]) == [0, 1, 0]


def test_an_element_that_is_taken_twice_gets_both_gradients():
    assert gradient(lambda x: x[[1, 1, 2]], [1.0, 2.0, 3.0], [1.0, 10.0, 100.0]) == [0, 11, 100]


def test_where_gives_no_gradient_to_what_was_not_chosen():
    assert gradient(lambda x: where(x > 0, x, 0), [-1.0, 2.0], [7.0, 8.0]) == [0, 8]


def test_a_nan_that_was_masked_out_does_not_spoil_the_gradient():
    assert gradient(lambda x: x.masked_fill(tensor([True, False]), 0), [np.nan, 2.0]) == [0, 1]


def test_powers_of_zero_have_the_gradients_of_mathematics():
    assert gradient(lambda x: x**0, [0.0, 2.0]) == [0, 0]
    assert gradient(lambda x: x**1, [0.0, 2.0]) == [1, 1]
    assert gradient(lambda x: x**2, [0.0, 2.0]) == [0, 4]


def test_broadcasting_is_undone_for_every_kind_of_stretching():
    x = Tensor(np.zeros((4, 3)), requires_grad=True)
    for shape in [(3,), (1, 3), (4, 1), (1, 1), ()]:
        b = Tensor(np.zeros(shape), requires_grad=True)
        (x + b).sum().backward()
        assert b.grad.shape == shape
        assert (b.grad.data == 12 / b.numel()).all()


def test_the_gradient_of_a_float32_input_stays_float32_beside_float64():
    a = tensor([1.0, 2.0], requires_grad=True)
    b = tensor([3.0, 4.0], dtype=float64, requires_grad=True)
    (a * b).sum().backward()
    assert (a.grad.dtype, b.grad.dtype) == (np.float32, np.float64)


def test_a_cast_passes_the_gradient_back_in_the_dtype_it_came_from():
    x = tensor([1.0, 2.0], requires_grad=True)
    (x.double() * 3).sum().backward()
    assert x.grad.dtype == np.float32
    assert x.grad.tolist() == [3, 3]


@pytest.mark.parametrize("compare", ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_a_comparison_has_no_history(compare: str):
    x = tensor([1.0, 2.0], requires_grad=True)
    result = getattr(x, compare)(1)
    assert result.dtype == np.bool_
    assert not result.requires_grad and result.grad_fn is None


def test_argmax_has_no_history():
    x = tensor([1.0, 2.0], requires_grad=True)
    assert x.argmax().grad_fn is None
    assert x.max(0).indices.grad_fn is None


def test_a_cast_to_ints_has_no_history():
    x = tensor([1.0, 2.0], requires_grad=True)
    assert not x.long().requires_grad


def test_ints_beside_a_tensor_with_gradients_get_none():
    x = tensor([1.0, 2.0, 3.0], requires_grad=True)
    steps = arange(3)
    (x * steps).sum().backward()
    assert x.grad.tolist() == [0, 1, 2]
    assert steps.grad is None
