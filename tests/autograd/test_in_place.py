"""`+= -= *= /=`: the array changes where nothing records; elsewhere a new tensor has the history."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from tinytorch import Tensor, no_grad, ones, tensor

FORMS = [operator.iadd, operator.isub, operator.imul, operator.itruediv]


@pytest.mark.parametrize("form", FORMS)
def test_the_array_changes_where_nothing_records(form):
    x = tensor([6.0, 9.0])
    view = x.data
    assert form(x, 3) is x
    assert x.data is view
    assert view.tolist() == form(np.array([6.0, 9.0]), 3).tolist()


@pytest.mark.parametrize("form", FORMS)
def test_a_parameter_changes_under_no_grad(form):
    p = tensor([6.0, 9.0], requires_grad=True)
    memory = p.data
    with no_grad():
        assert form(p, 3) is p
    assert p.data is memory
    assert p.requires_grad and p.grad_fn is None


@pytest.mark.parametrize("form", FORMS)
def test_a_leaf_that_requires_gradients_refuses_while_recording(form):
    p = tensor([6.0, 9.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf that requires gradients: update parameters under no_grad"):
        form(p, 3)
    assert p.tolist() == [6, 9]


@pytest.mark.parametrize("form", FORMS)
def test_what_has_a_history_becomes_a_new_tensor_with_more_of_it(form):
    x = tensor([6.0, 9.0], requires_grad=True)
    before = x * 2
    out = form(before, 3)
    assert out is not before
    assert before.tolist() == [12, 18]
    out.sum().backward()
    slope = form(2.0, 3) if form in (operator.imul, operator.itruediv) else 2.0
    np.testing.assert_allclose(x.grad.data, slope)


def test_a_plain_tensor_takes_on_the_history_of_what_is_added():
    w = tensor([2.0], requires_grad=True)
    total = tensor([0.0])
    start = total.data
    total += w * 3
    total.sum().backward()
    assert w.grad.tolist() == [3]
    assert start.tolist() == [0]


def test_a_residual_block_runs_unchanged():
    x = tensor([1.0, 2.0], requires_grad=True)
    identity = x * 1
    out = x * x
    out += identity
    out.sum().backward()
    assert x.grad.tolist() == [3, 5]


def test_an_sgd_step_runs_unchanged():
    p = tensor([1.0, 2.0], requires_grad=True)
    (p * p).sum().backward()
    with no_grad():
        p -= 0.5 * p.grad
    assert p.tolist() == [0, 0]
    assert p.requires_grad


def test_the_dtype_stays():
    x = ones(2)
    x += tensor([1.0, 2.0], dtype=np.float64)
    assert x.dtype == np.float32


def test_a_float_does_not_fit_into_ints():
    x = tensor([1, 2])
    with pytest.raises((ValueError, TypeError), match="float32"):
        x += 0.5
    assert x.tolist() == [1, 2]


def test_a_result_that_broadcasts_beyond_the_target_is_refused():
    x = ones(3)
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(3,\).*write a = a \+ b"):
        x += ones(2, 3)


def test_writing_into_a_part_of_a_recorded_tensor_is_refused():
    x = tensor([1.0, 2.0], requires_grad=True)
    for t in (x, x * 2):
        with pytest.raises(RuntimeError, match=r"bypass autograd.*where or masked_fill.*no_grad"):
            t[0] = 5


def test_writing_something_recorded_into_a_plain_tensor_is_refused():
    x = ones(2)
    with pytest.raises(RuntimeError, match="bypass autograd"):
        x[0] = tensor(2.0, requires_grad=True) * 3


def test_writing_into_a_part_is_possible_where_nothing_records():
    x = Tensor([1.0, 2.0, 3.0])
    x[1:] = tensor([8.0, 9.0])
    assert x.tolist() == [1, 8, 9]
    p = tensor([1.0, 2.0], requires_grad=True)
    with no_grad():
        p[0] = 7
    assert p.tolist() == [7, 2]
