"""What a tensor says of itself."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import tinytorch
from tinytorch import Tensor, float64, no_grad, ones, tensor, zeros


def test_data_is_the_numpy_array():
    array = np.ones((2, 3), np.float32)
    x = Tensor(array)
    assert isinstance(x.data, np.ndarray) and x.data is x.data and x.detach().numpy() is array
    x.data[0, 0] = 5
    assert array[0, 0] == 5 and repr(x.data) == repr(array)
    assert copy.deepcopy(x).data[0, 0] == 5 and type(x.data.sum()) is np.float32


def test_data_has_the_methods_of_a_tensor_that_numpy_has_not():
    w, g = tensor([3.0, 4.0], requires_grad=True), tensor([1.0, 2.0])
    assert w.data.norm().item() == 5 and w.data.clone().data is not w.data
    w.data.sub_(g.data, alpha=0.5)
    w.data.mul_(2).add_(g)
    assert w.tolist() == [6, 8] and w.requires_grad and w.grad_fn is None
    with pytest.raises(AttributeError, match="a Tensor has no `nrm`: did you mean `norm`"):
        _ = w.data.nrm


def test_data_stands_for_a_tensor_beside_tensors():
    w, g = tensor([3.0, 4.0], requires_grad=True), tensor([1.0, 2.0])
    w.data += -2 * g
    w.data -= w.data * 0.5
    assert w.tolist() == [0.5, 0]
    w.data = w.data - g * 2
    assert w.tolist() == [-1.5, -4] and (w.data == g).tolist() == [False, False]
    assert (g == g.data).all() and (g.data * g).tolist() == [1, 4]
    with no_grad():
        assert (w * w.data - w.data * w).tolist() == [0, 0]
    assert tinytorch.max(w.data, 0).indices.item() == 0
    tinytorch.nn.init.constant_(w.data, 3)
    assert w.tolist() == [3, 3]


@pytest.mark.parametrize(
    "cut",
    [
        lambda w, x: x @ w.data,
        lambda w, x: x * w.data,
        lambda w, x: w.data * x,
        lambda w, x: np.exp(w.data) - x,
    ],
)
def test_data_that_would_cost_a_gradient_is_refused(cut):
    """Half of a founding bug: scores on `.data`, and values that keep the result's history."""
    w, x = tensor([3.0, 4.0], requires_grad=True), tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(TypeError, match=r"x\.data has no history.*write x, or x\.detach\(\)"):
        cut(w, x)


def test_data_may_be_compared_with_since_a_comparison_has_no_gradient_to_lose():
    w = tensor([3.0, 4.0], requires_grad=True)
    assert (w != w.data).tolist() == [False, False]
    assert (w > tensor([3.5, 3.5]).data).tolist() == [False, True]


def test_shape_ndim_numel_and_size():
    t = zeros(2, 3, 4)
    assert (t.shape, t.ndim, t.dim(), t.numel()) == ((2, 3, 4), 3, 3, 24)
    assert t.size() == (2, 3, 4)
    assert t.size(0) == 2 and t.size(-1) == 4


def test_len_is_the_first_dimension():
    assert len(zeros(2, 3)) == 2


def test_a_tensor_without_dimensions_has_no_len():
    with pytest.raises(TypeError):
        len(tensor(3))


def test_item_is_the_one_number():
    assert tensor([[2.5]]).item() == 2.5
    assert type(tensor(2).item()) is int
    assert type(tensor(True).item()) is bool


def test_item_of_several_says_the_shape_and_what_to_use():
    with pytest.raises((ValueError, RuntimeError), match=r"shape \(2,\).*tolist\(\)"):
        zeros(2).item()


def test_one_number_converts_to_pythons():
    assert (float(tensor(2.5)), int(tensor(2.5)), bool(tensor(0.0))) == (2.5, 2, False)
    assert f"{tensor(0.25):.1%}" == "25.0%"


@pytest.mark.parametrize("comparison", [tensor([1, 2]) == tensor([1, 2]), tensor([1, 2]) > 0], ids=str)
def test_several_numbers_are_neither_true_nor_false(comparison):
    with pytest.raises((ValueError, RuntimeError), match="any or all"):
        bool(comparison)


def test_tolist_is_nested_lists_of_python_numbers():
    assert tensor([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]
    assert tensor(1.5).tolist() == 1.5


def test_numpy_shares_memory():
    t = zeros(2)
    t.numpy()[0] = 5
    assert t.tolist() == [5, 0]


def test_numpy_of_what_requires_gradients_says_detach():
    with pytest.raises(RuntimeError, match=r"detach\(\).numpy\(\)"):
        ones(2, requires_grad=True).numpy()


def test_detach_shares_memory_and_has_no_history():
    x = ones(2, requires_grad=True)
    y = (x * 2).detach()
    assert not y.requires_grad and y.grad_fn is None
    z = x.detach()
    z.data[0] = 5
    assert x.tolist() == [5, 1]


def test_requires_grad_is_switched_in_place():
    x = ones(2)
    assert x.requires_grad_() is x and x.requires_grad
    assert not x.requires_grad_(False).requires_grad


def test_iterating_gives_tensors_with_history():
    x = tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    first, second = x
    (first * second).sum().backward()
    assert x.grad.tolist() == [[3, 4], [1, 2]]


def test_a_tensor_is_a_key_by_identity():
    a, b = ones(2), ones(2)
    assert {a: 1, b: 2}[a] == 1


@pytest.mark.parametrize(
    ("t", "text"),
    [
        (tensor([1, 2]), "tensor([1, 2])"),
        (tensor([1.0, 2.0]), "tensor([1., 2.])"),
        (tensor([1.5, 2.0]), "tensor([1.5000, 2.0000])"),
        (tensor(3.0), "tensor(3.)"),
        (tensor(3), "tensor(3)"),
        (tensor(0.5), "tensor(0.5000)"),
        (tensor([True, False]), "tensor([ True, False])"),
        (tensor([]), "tensor([])"),
        (tensor([1.0], dtype=float64), "tensor([1.], dtype=float64)"),
        (tensor([1.0], requires_grad=True), "tensor([1.], requires_grad=True)"),
        (tensor([[1, 2], [3, 4]]), "tensor([[1, 2],\n        [3, 4]])"),
        (tensor([float("nan"), float("inf"), 1.0]), "tensor([nan, inf, 1.])"),
    ],
    ids=str,
)
def test_repr_is_pythons_way_to_say_it_as_in_pytorch(t: Tensor, text: str):
    assert repr(t) == text


def test_repr_names_the_function_that_made_it():
    x = tensor([1.0], requires_grad=True)
    assert repr(x * 2) == "tensor([2.], grad_fn=<Mul>)"


def test_repr_of_a_large_tensor_is_short():
    assert len(repr(zeros(1000, 1000))) < 1000


def test_none_equals_no_tensor():
    x = ones(2)
    assert (x == None) is False  # noqa: E711
    assert (x != None) is True  # noqa: E711
