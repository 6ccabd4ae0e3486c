"""The gradient check catches what a look at `sum()` or at "is not None" does not."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_autograd import Tensor, apply, matmul, mul, softmax

from autograder.checks import CheckFailed, check, given, gradient_check


def leaf(name: str, shape) -> Tensor:
    return Tensor(given.normal(name, shape), requires_grad=True)


def with_rule(forward, rule):
    """A function of one tensor, with the given rule."""
    return lambda x: apply(forward(x.data), lambda g: (rule(x.data, g),), x)


M = np.random.default_rng(0).standard_normal((4, 4))
WRONG = {
    "softmax, no gradient at all": (lambda x: softmax(x, lambda p, g: 0 * g), (3, 4)),
    "softmax, diagonal only": (lambda x: softmax(x, lambda p, g: p * (1 - p) * g), (3, 4)),
    "sum over an axis of a square without expand_dims": (
        with_rule(lambda x: x.sum(axis=1), lambda x, g: np.broadcast_to(g, x.shape)),
        (4, 4),
    ),
    "mean forgets 1/n": (with_rule(np.mean, lambda x, g: np.broadcast_to(g, x.shape)), (3, 4)),
    "transpose forgotten": (with_rule(lambda x: x.T, lambda x, g: g.reshape(x.shape)), (3, 4)),
    "matmul of a square, transpose forgotten": (
        with_rule(lambda x: x @ M, lambda x, g: g @ M),
        (3, 4),
    ),
    "a gradient of the wrong shape": (with_rule(lambda x: x + 0, lambda x, g: g[:1]), (3, 4)),
    "one element of many thousand": (
        with_rule(lambda x: x * 2, lambda x, g: np.where(np.arange(x.size) == 77, 0, 2 * g)),
        (5000,),
    ),
    "the gradient that came is set to zero, and given on": (
        with_rule(lambda x: x * 2, lambda x, g: np.multiply(g, 0, out=g)),
        (3,),
    ),
    "nan": (with_rule(lambda x: x * 2, lambda x, g: g * np.nan), (3,)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_rule_fails(wrong):
    f, shape = WRONG[wrong]
    with pytest.raises(CheckFailed, match="input 0"):
        gradient_check(f, leaf("x", shape))
    with pytest.raises(CheckFailed, match=r"input 0[\s\S]*Hint: the rule"):
        check.gradients("rule", f, leaf("x", shape), hint="the rule")


def test_the_zero_rule_of_softmax_would_pass_the_plain_sum():
    """Why the cotangent is random."""
    total = with_rule(lambda x: softmax(Tensor(x)).data.sum(), lambda x, g: np.zeros_like(x))
    gradient_check(total, leaf("x", (3, 4)))


@pytest.mark.parametrize("shape", [(), (1,), (2, 1, 3), (6000,)])
def test_right_rules_pass_far_below_the_tolerance(shape, capsys):
    check.gradients("a * a * b", lambda a, b: mul(mul(a, a), b), leaf("a", shape), leaf("b", shape))
    said = capsys.readouterr().out
    assert said.startswith("ok    a * a * b\ngradients against central differences")
    worst = float(said.split("worst relative error ")[1].split()[0])
    assert worst < 1e-7


def test_the_message_names_the_element_with_the_true_slope_and_autograds():
    doubled = with_rule(lambda x: 2 * x, lambda x, g: g * np.array([2.0, 2.0, 5.0]))
    with pytest.raises(
        CheckFailed, match=r"gradient of input 0 is wrong: at \[2\] the true slope is .*, autograd says"
    ):
        gradient_check(doubled, leaf("x", 3))


def test_an_input_cut_off_is_said_to_have_no_gradient():
    with pytest.raises(CheckFailed, match="input 1 has no gradient: backward did not reach it"):
        gradient_check(lambda a, b: mul(a, Tensor(b.data)), leaf("a", 3), leaf("b", 3))


def test_a_view_of_the_input_is_measured_too():
    gradient_check(with_rule(lambda x: x.reshape(-1), lambda x, g: g.reshape(x.shape)), leaf("x", (2, 3)))


def test_inputs_are_left_as_they_were():
    a, b = leaf("a", (2, 3)), leaf("b", (3, 2))
    before = a.data.copy()
    gradient_check(matmul, a, b)
    np.testing.assert_array_equal(a.data, before)


@pytest.mark.parametrize("x", [Tensor(np.ones(2, np.float32), True), Tensor(np.ones(2)), np.ones(2), 1.0])
def test_other_inputs_than_float64_leaves_are_refused_with_advice(x):
    with pytest.raises(TypeError, match="needs float64 tensors with requires_grad=True; input 0 is a"):
        gradient_check(lambda x: x, x)


def test_a_function_that_leaves_the_tensors_is_refused():
    with pytest.raises(TypeError, match="f must return a tensor; it returned a ndarray"):
        gradient_check(lambda x: x.data, leaf("x", 2))


def test_a_large_input_costs_a_few_evaluations_only():
    calls = []
    gradient_check(lambda x: calls.append(1) or mul(x, x), leaf("x", (6000,)))
    assert len(calls) < 30


def test_gradients_left_over_from_before_do_not_count():
    x = leaf("x", (2, 3))
    x.grad = Tensor(np.ones((2, 3)))
    gradient_check(lambda x: mul(x, x), x)
