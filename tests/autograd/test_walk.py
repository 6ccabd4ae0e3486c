"""`backward`: the gradients that it leaves, the order in which it goes, and what it refuses."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from tinytorch import Function, Tensor, from_numpy, no_grad, ones, randn, tensor, vjp
from tinytorch.core import autograd
from tinytorch.core.tensor import VJP, Add, Mul


def leaf(*values: float) -> Tensor:
    return tensor(values, requires_grad=True)


def counted(monkeypatch: pytest.MonkeyPatch, function: type[Function]) -> list[Function]:
    """A list that grows by every call of the function's rule."""
    calls: list[Function] = []
    rule = VJP[function]

    def count(fn: Function, g: np.ndarray):
        calls.append(fn)
        return rule(fn, g)

    monkeypatch.setitem(VJP, function, count)
    return calls


def test_gradients_of_one_backward_add_up():
    x = leaf(3.0)
    (x * x + x).sum().backward()
    assert x.grad.tolist() == [7]


def test_a_second_backward_adds_to_the_first():
    x = leaf(3.0)
    (x * 2).sum().backward()
    (x * 5).sum().backward()
    assert x.grad.tolist() == [7]


def test_a_diamond_with_arms_of_unequal_length():
    x = leaf(2.0)
    short = x * 3
    long = ((x * x) * x) * short
    (short * long).sum().backward()  # 9 x**5
    assert x.grad.tolist() == [9 * 5 * 2**4]


@pytest.mark.parametrize("reverse", [False, True])
def test_the_order_of_the_arms_does_not_matter(reverse: bool):
    x = leaf(2.0)
    a = x * x
    arms = [a * a, a]
    (arms[reverse] * arms[not reverse]).sum().backward()  # x**6
    assert x.grad.tolist() == [6 * 2**5]


def test_each_edge_is_walked_once(monkeypatch: pytest.MonkeyPatch):
    calls = counted(monkeypatch, Add)
    y = leaf(1.0)
    x = y
    for _ in range(12):
        y = y + y
    y.sum().backward()
    assert len(calls) == 12
    assert x.grad.tolist() == [2**12]


def test_ten_thousand_operations_in_a_chain():
    x = leaf(1.0)
    y = x
    for _ in range(10_000):
        y = y + 1
    y.sum().backward()
    assert x.grad.tolist() == [1]


def test_a_long_chain_is_thrown_away_without_recursion():
    y = leaf(1.0)
    for _ in range(30_000):
        y = y + 1
    del y


def test_what_does_not_require_gradients_costs_no_walk(monkeypatch: pytest.MonkeyPatch):
    calls = counted(monkeypatch, Mul)
    x, data = leaf(1.0, 2.0), ones(2)
    (x + data * data).sum().backward()
    assert calls == []
    assert data.grad is None


def test_intermediate_results_keep_no_gradient():
    x = leaf(1.0)
    y = x * 2
    y.sum().backward()
    assert y.grad is None


def test_a_leaf_can_be_walked_from_itself():
    x = leaf(2.0)
    x.backward()
    assert x.grad.tolist() == [1]


def test_a_given_gradient_is_where_the_walk_starts():
    x = leaf(1.0, 2.0)
    (x * x).backward(tensor([10.0, 100.0]))
    assert x.grad.tolist() == [20, 400]


def test_backward_of_several_numbers_asks_for_a_gradient():
    x = leaf(1.0, 2.0)
    with pytest.raises(RuntimeError, match=r"shape \(2,\) needs a gradient, or reduce it first: x.sum\(\)"):
        (x * x).backward()


@pytest.mark.parametrize("wrong", [1.0, np.ones(2), ones(3), ones(1)], ids=str)
def test_a_gradient_of_another_kind_or_shape_is_refused(wrong):
    with pytest.raises(ValueError, match=r"shape \(2,\) needs a Tensor of that shape"):
        (leaf(1.0, 2.0) * 2).backward(wrong)


def test_backward_without_a_history_says_why():
    with pytest.raises(RuntimeError, match="no input of this tensor requires gradients, or no_grad"):
        (ones(1) * 2).backward()


def test_double_backward_says_that_it_is_not_supported():
    x = leaf(1.0)
    with pytest.raises(NotImplementedError, match="double backward is not supported"):
        (x * x).sum().backward(create_graph=True)


# Freeing -------------------------------------------------------------------------------------------


def test_backward_twice_says_that_the_graph_was_freed():
    loss = (leaf(1.0) * 2).sum()
    loss.backward()
    with pytest.raises(RuntimeError, match=r"freed by an earlier backward.*retain_graph=True"):
        loss.backward()


def test_the_copy_of_a_freed_graph_says_so_too():
    loss = (leaf(1.0) * 2).sum()
    loss.backward()
    with pytest.raises(RuntimeError, match="freed by an earlier backward"):
        copy.deepcopy(loss).backward()


def test_a_freed_graph_below_another_loss_says_so_too():
    y = leaf(1.0) * 2
    y.sum().backward()
    with pytest.raises(RuntimeError, match="freed by an earlier backward"):
        (y * 3).sum().backward()


def test_a_failed_backward_on_a_freed_graph_changes_no_gradient():
    x, other = leaf(1.0), leaf(1.0)
    y = x * 2
    y.sum().backward()
    with pytest.raises(RuntimeError):
        (y * other).sum().backward()
    assert x.grad.tolist() == [2]
    assert other.grad is None


def test_retain_graph_keeps_it_for_another_backward():
    x = leaf(1.0)
    loss = (x * 2).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    assert x.grad.tolist() == [4]


# Gradients belong to their tensor alone ------------------------------------------------------------


def test_two_leaves_never_share_a_gradient_array():
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (a + b).sum().backward()
    a.grad *= 0.1
    assert b.grad.tolist() == [1, 1]


def test_the_gradient_that_was_given_is_not_the_leafs_own():
    x, g = leaf(1.0, 2.0), ones(2)
    (x.reshape(2)).backward(g)
    x.grad *= 0.1
    assert g.tolist() == [1, 1]


def test_a_gradient_accumulates_in_place():
    x = leaf(1.0)
    (x * 2).sum().backward()
    held, memory = x.grad, x.grad.data
    (x * 3).sum().backward()
    assert x.grad.data is memory and held.tolist() == [5]


def test_a_gradient_can_be_written_to():
    x = leaf(1.0, 2.0)
    x.expand(3, 2).sum().backward()
    x.grad.data[0] = 9
    assert x.grad.tolist() == [9, 3]


def test_a_gradient_has_no_history():
    x = leaf(1.0)
    (x * x).sum().backward()
    assert not x.grad.requires_grad and x.grad.grad_fn is None


# Rules that are wrong, or missing ------------------------------------------------------------------


class Doubled(Function):
    def forward(self, a: np.ndarray) -> np.ndarray:
        return a * 2


def test_recording_a_function_without_a_rule_is_an_error_by_name():
    with pytest.raises(NotImplementedError, match=r"Doubled has no gradient rule.*@vjp\(Doubled\)"):
        Doubled.apply(leaf(1.0))


def test_a_function_without_a_rule_works_where_nothing_records():
    assert Doubled.apply(ones(1)).tolist() == [2]
    with no_grad():
        assert Doubled.apply(leaf(1.0)).tolist() == [2]


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch):
    """Gives Doubled a rule that returns what the test says, for the time of the test."""
    return lambda returned: monkeypatch.setitem(VJP, Doubled, lambda fn, g: returned)


@pytest.mark.parametrize("wrong", [np.ones(3), np.ones((2, 3)), np.ones((3, 1)), np.ones(())], ids=np.shape)
def test_a_gradient_of_the_wrong_shape_names_the_function(rule, wrong: np.ndarray):
    rule(wrong)
    with pytest.raises(ValueError, match=r"rule of Doubled gave a gradient of shape .* for .* shape \(2,\)"):
        Doubled.apply(leaf(1.0, 2.0)).sum().backward()


def test_a_wrong_number_of_gradients_names_the_function(rule):
    rule((np.ones(2), np.ones(2)))
    with pytest.raises(ValueError, match="rule of Doubled gave 2 gradients for 1 input"):
        Doubled.apply(leaf(1.0, 2.0)).sum().backward()


@pytest.mark.parametrize("wrong", [ones(2), 1.0, "g"], ids=["Tensor", "float", "text"])
def test_a_rule_that_returns_no_array_names_the_function(rule, wrong):
    rule(wrong)
    with pytest.raises(TypeError, match="rule of Doubled works on arrays"):
        Doubled.apply(leaf(1.0, 2.0)).sum().backward()


def test_a_rule_may_say_none_for_an_input_that_it_does_not_move(rule):
    rule(None)
    x = leaf(1.0, 2.0)
    (Doubled.apply(x) + x).sum().backward()
    assert x.grad.tolist() == [1, 1]


def test_what_no_gradient_reaches_is_skipped_and_can_still_be_walked(rule):
    rule(None)
    x, other = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = x * 3
    (Doubled.apply(y) + other).sum().backward()
    assert x.grad is None and other.grad.tolist() == [1, 1]
    y.sum().backward()
    assert x.grad.tolist() == [3, 3]


# A Function of one's own -----------------------------------------------------------------------------


class Cube(Function):
    def forward(self, a: np.ndarray) -> np.ndarray:
        return a * a * a


@vjp(Cube)
def d_cube(fn: Cube, g: np.ndarray) -> np.ndarray:
    return g * 3 * fn.arrays[0] ** 2


def test_a_function_of_ones_own_agrees_with_a_composition():
    a, b = randn(3, 4, requires_grad=True), from_numpy(np.zeros((3, 4), np.float32)).requires_grad_()
    b.data[...] = a.data
    Cube.apply(a).sum().backward()
    (b * b * b).sum().backward()
    np.testing.assert_allclose(a.grad.data, b.grad.data, rtol=1e-6)


@pytest.mark.parametrize("shape", [(4, 2), (5, 4, 2)])
@pytest.mark.parametrize("wanted", [0, 1])
def test_a_factor_that_takes_no_gradient_costs_no_product(
    monkeypatch: pytest.MonkeyPatch, shape, wanted: int
):
    products: list[str] = []
    for name in ("left_gradient", "right_gradient"):
        made = getattr(autograd, name)
        monkeypatch.setattr(
            autograd, name, lambda *arrays, n=name, f=made: (products.append(n), f(*arrays))[1]
        )
    factors = [randn(*shape), randn(2, 3)]
    factors[wanted].requires_grad_()
    (factors[0] @ factors[1]).sum().backward()
    assert products == [("left_gradient", "right_gradient")[wanted]]
    assert factors[wanted].grad.shape == factors[wanted].shape


def test_a_rule_gets_an_array_where_broadcasting_left_one_number(monkeypatch: pytest.MonkeyPatch):
    kinds = []
    rule = VJP[Mul]
    monkeypatch.setitem(VJP, Mul, lambda fn, g: kinds.append(type(g)) or rule(fn, g))
    number = tensor(2.0, requires_grad=True)
    (ones(3) + number * 5).sum().backward()
    assert kinds == [np.ndarray]
    assert number.grad.tolist() == 15


@pytest.mark.parametrize("shape", [(3, 1), (1,), ()], ids=str)
def test_a_gradient_is_summed_only_where_the_forward_broadcast(shape: tuple[int, ...]):
    class Same(Function):
        def forward(self, a: np.ndarray) -> np.ndarray:
            return a + 0

    vjp(Same)(lambda fn, g: np.broadcast_to(g, (3, 3)))
    x = Tensor(np.ones(shape, np.float32), requires_grad=True)
    with pytest.raises(ValueError, match=r"the rule of Same gave a gradient of shape \(3, 3\) for an input"):
        Same.apply(x).backward(Tensor(np.ones(shape, np.float32)))


def test_the_tensor_in_grad_stays_and_grows():
    x = tensor([1.0, 2.0], requires_grad=True)
    (x * 2.0).sum().backward()
    held = x.grad
    assert held is not None
    array = held.data
    (x * x).sum().backward()
    assert held is x.grad and held.data is array and held.tolist() == [4, 6]
