"""Where the core once differed from PyTorch in silence. The expected values are those of PyTorch 2.13."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from tinytorch import (
    Tensor,
    arange,
    float32,
    float64,
    from_numpy,
    full,
    int64,
    linspace,
    no_grad,
    ones,
    rand,
    randint,
    randn,
    tensor,
    zeros,
)

X = from_numpy(np.arange(24.0, dtype=np.float32).reshape(2, 3, 4))


@pytest.mark.parametrize("zero", [0, np.int64(0), tensor(0)], ids=["int", "NumPy int", "tensor"])
def test_an_int_beside_an_index_array_is_taken_first(zero):
    assert X[zero, :, [0, 1, 2]].tolist() == X.data[0][:, [0, 1, 2]].tolist()
    assert X[zero, ..., [1, 2]].shape == (3, 2) and X[0, None, [0, 1]].shape == (1, 2, 4)
    assert X[[0], :, [0, 1, 2]].shape == (3, 3) and X[:, 0, [1, 2]].shape == (2, 2)
    mask = from_numpy(np.array([[True, False, True, False]] * 3))
    assert X[1, mask].tolist() == X.data[1][mask.data].tolist()


def test_writing_beside_an_index_array_takes_the_int_first():
    x = zeros(2, 3, 4)
    x[0, :, [0, 1]] = tensor([[1.0, 2.0]] * 3)
    assert x[0, :, :2].tolist() == [[1, 2]] * 3 and x.sum().item() == 9


def test_an_int_beside_an_index_array_has_its_gradient():
    x = X.detach().requires_grad_()
    x[1, :, [0, 0, 3]].sum().backward()
    assert x.grad.tolist() == [[[0] * 4] * 3, [[2, 0, 0, 1]] * 3]


@pytest.mark.parametrize("dim", [None, 0])
def test_the_gradient_of_std_at_zero_variance_is_zero(dim):
    x = ones(3, requires_grad=True)
    x.std(dim).backward()
    assert x.grad.tolist() == [0, 0, 0]


def test_the_second_position_of_var_and_std_is_unbiased():
    x = tensor([1.0, 2.0])
    assert x.var(0, False).item() == 0.25 and x.var(False).item() == 0.25 and x.var(0).item() == 0.5
    assert x.std(0, True, True).shape == (1,) and x.std(0, unbiased=False).item() == 0.5


def test_sizes_make_a_tensor_of_that_shape():
    assert Tensor(2, 3).shape == (2, 3) and Tensor(2).shape == (2,) and Tensor().shape == (0,)
    assert Tensor(2, 3).dtype == float32 and Tensor((2, 3)).tolist() == [2, 3]
    with pytest.raises(TypeError, match=r"got the number 2.5: write tensor\(2.5\)"):
        Tensor(2.5)


@pytest.mark.parametrize("n", [10, 100_000])
def test_a_range_of_floats_does_not_drift(n: int):
    exact = (np.arange(n) * 0.1).astype(np.float32)
    np.testing.assert_array_equal(arange(0, n * 0.1 - 0.05, 0.1).data, exact)
    assert arange(5.0).dtype == float32 and arange(2, 11, 3).tolist() == [2, 5, 8]
    assert arange(0, 10, 3, dtype=float32).tolist() == [0, 3, 6, 9] and arange(5, 0, -2).tolist() == [5, 3, 1]


@pytest.mark.parametrize(
    ("shape", "dim"),
    [
        ((1_000_000, 2), 0),
        ((1_000_003, 2), 0),
        ((1000, 1000, 2), (0, 1)),
        ((2, 100_000, 3), 1),
        ((300_000, 2, 2), (0, 2)),
        ((1, 1_000_000, 1, 2), (0, 1)),
    ],
    ids=str,
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_long_sums_and_means_keep_their_digits(shape, dim, order):
    x = from_numpy(np.full(shape, 0.1, np.float32, order=order))
    n = x.numel() / x.sum(dim).numel()
    np.testing.assert_allclose(x.mean(dim).data, np.float32(0.1), rtol=1e-6)
    np.testing.assert_allclose(x.sum(dim, keepdim=True).data, n * float(np.float32(0.1)), rtol=1e-6)
    assert x.sum(dim).dtype == float32


def test_sums_over_first_dimensions_are_numpys():
    for shape in [(1, 3), (31, 2), (32, 1), (33, 2), (63, 5), (2000, 3), (0, 3), (5, 0)]:
        a = np.random.default_rng(0).standard_normal(shape)
        np.testing.assert_allclose(Tensor(a).sum(0).data, a.sum(0), rtol=1e-12, atol=1e-12)
        assert Tensor(a).sum(0, keepdim=True).shape == (1, shape[1])
    inf = tensor([[np.inf, 1.0], [1.0, -np.inf]])
    assert inf.sum(0).tolist() == [np.inf, -np.inf]


@pytest.mark.parametrize("make", [lambda x, f: f(x, 2), lambda x, f: f(x, 2.0)], ids=["int", "float"])
def test_a_power_in_place_changes_the_tensor(make):
    x = tensor([3.0, 4.0])
    memory = x.data
    assert make(x, operator.ipow) is x and x.data is memory and x.tolist() == [9, 16]


def test_a_cast_to_its_own_dtype_is_the_tensor_itself():
    x = ones(2, requires_grad=True)
    assert x.float() is x and x.to(float32) is x and x.to("cpu") is x and x.to(zeros(1)) is x
    assert x.double() is not x and x.to(tensor([1.0], dtype=float64)).dtype == float64


def test_another_device_is_refused():
    for call in (
        lambda: ones(2).to("cuda"),
        lambda: zeros(2, device="cuda:0"),
        lambda: tensor([1], device="mps"),
        lambda: arange(3, device="cuda"),
    ):
        with pytest.raises(RuntimeError, match=r"there is no device .*: NumPy computes on the CPU"):
            call()
    assert zeros(2, device="cpu").shape == (2,) and randn(2, device="cpu").cpu().shape == (2,)


def test_masked_fill_keeps_the_dtype():
    mask = tensor([True, False])
    assert tensor([1, 2]).masked_fill(mask, 2.0).dtype == int64
    assert ones(2).masked_fill(mask, tensor(2.0, dtype=float64)).dtype == float32
    assert tensor([True, False]).masked_fill(mask, 0).tolist() == [False, False]
    with pytest.raises(OverflowError):
        tensor([1, 2]).masked_fill(mask, float("-inf"))


@pytest.mark.parametrize("make", [zeros, ones, rand, randn])
def test_no_dtype_is_float32(make):
    assert make(2, dtype=None).dtype == float32 and linspace(0, 1, 3, dtype=None).dtype == float32


@pytest.mark.parametrize(
    ("value", "dtype"), [(np.float64(0.5), float32), (np.int64(5), int64), (0.5, float32)]
)
def test_full_of_a_numpy_number(value, dtype):
    assert full((2,), value).dtype == dtype


def test_randint_without_low_begins_at_zero():
    assert randint(1, (3,)).tolist() == [0, 0, 0]


COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("compare", COMPARISONS)
@pytest.mark.parametrize("number", [np.float64(0.5), np.float32(0.5), np.int64(1), np.array(0.5)])
def test_a_numpy_number_may_stand_on_the_left(compare, number):
    x = tensor([0.0, 0.5, 1.0])
    assert compare(number, x).tolist() == [compare(float(number), v) for v in x.tolist()]


@pytest.mark.parametrize("dim", [0, -1])
def test_a_tensor_without_dimensions_takes_dim_0_and_minus_1(dim: int):
    x = tensor(2.0)
    for name in ("sum", "mean", "amax", "argmax", "squeeze"):
        assert getattr(x, name)(dim).shape == ()
    assert x.max(dim).values.item() == 2 and x.min(dim, keepdim=True).indices.item() == 0
    assert x.transpose(0, dim).item() == 2 and x.unsqueeze(dim).shape == (1,)
    with pytest.raises(IndexError):
        x.sum(1)
    with pytest.raises(IndexError):
        x.size(0)


def test_the_gradient_of_a_reduction_over_dim_0_of_no_dimensions():
    x = tensor(2.0, requires_grad=True)
    (x.sum(0) + x.mean(-1) + x.max(0).values + x.amax(-1)).backward()
    assert x.grad.item() == 4


def test_an_int_tensor_is_an_index():
    assert list(range(tensor(3))) == [0, 1, 2] and ["a", "b"][tensor([1])] == "b"
    for wrong in (tensor(1.0), tensor([1, 2])):
        with pytest.raises(TypeError, match="an index is one int"):
            operator.index(wrong)


def test_a_tensor_of_one_element_is_written_at_one_place():
    x, y = zeros(3), zeros(3, 2)
    x[0] = tensor([5.0])
    y[1] = tensor([[[5.0, 6.0]]])
    assert x.tolist() == [5, 0, 0] and y.tolist() == [[0, 0], [5, 6], [0, 0]]
    with pytest.raises(ValueError):
        y[0, 0] = tensor([5.0, 6.0])


@pytest.mark.parametrize(
    ("assign", "error", "message"),
    [
        (lambda x: setattr(tensor([1]), "requires_grad", True), TypeError, "only floating tensors"),
        (lambda x: setattr(x, "requires_grad", 5), TypeError, "True or False"),
        (lambda x: setattr(x, "grad", ones(3)), ValueError, r"has both, not \(3,\)"),
        (lambda x: setattr(x, "grad", ones(2, dtype=float64)), ValueError, "float64"),
        (lambda x: setattr(x, "grad", np.ones(2)), TypeError, "None or a Tensor, got ndarray"),
        (lambda x: setattr(x, "data", [1.0, 2.0]), TypeError, "is the NumPy array, got list"),
        (lambda x: setattr(x, "data", np.array([1, 2])), TypeError, "holds floats, not int64"),
        (lambda x: setattr(x, "data", np.array(["a"])), TypeError, "holds numbers"),
    ],
)
def test_what_is_assigned_is_checked_as_the_methods_check_it(assign, error, message):
    with pytest.raises(error, match=message):
        assign(ones(2, requires_grad=True))


def test_what_may_be_assigned():
    x = ones(2, requires_grad=True)
    x.grad, x.data = ones(2), np.zeros(2, np.float32)
    assert x.tolist() == [0, 0] and x.grad.tolist() == [1, 1] and x.is_leaf
    x.grad = None
    x.requires_grad = False
    assert x.grad is None and not x.requires_grad


def test_max_and_sum_take_what_pytorchs_do():
    assert tensor([1, 2]).sum(dtype=float32).dtype == float32
    assert tensor([1, 2]).mean(dtype=float32).item() == 1.5
    with no_grad():
        assert ones(2, requires_grad=True).int().dtype == np.int32 and ones(2).bool().tolist() == [True, True]
