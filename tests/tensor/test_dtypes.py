"""Nothing upcasts silently: Python's numbers never, float64 only where float64 was given."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from tinytorch import Tensor, arange, float32, float64, int64, linspace, ones, tensor, where

FLOAT, DOUBLE, INT, BOOL = ones(2), ones(2, dtype=float64), tensor([1, 2]), tensor([True, False])
OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv]


@pytest.mark.parametrize("op", OPERATORS)
@pytest.mark.parametrize("number", [2, 2.5, True, np.float64(2.5), np.int64(2)], ids=repr)
@pytest.mark.parametrize("t", [FLOAT, DOUBLE], ids=["float32", "float64"])
def test_a_number_takes_the_dtype_of_the_floating_tensor_beside_it(op, number, t: Tensor):
    assert op(t, number).dtype == t.dtype
    assert op(number, t).dtype == t.dtype


@pytest.mark.parametrize(
    ("a", "b", "dtype"),
    [
        (FLOAT, DOUBLE, float64),
        (FLOAT, INT, float32),
        (FLOAT, BOOL, float32),
        (INT, BOOL, int64),
        (INT, INT, int64),
        (INT, 2, int64),
        (BOOL, 2, int64),
        (INT, 2.5, float32),
        (BOOL, 2.5, float32),
        (FLOAT, tensor(2.0, dtype=float64), float32),
        (INT, tensor(2.5), float32),
    ],
    ids=str,
)
def test_two_kinds_meet_in_the_least_that_holds_both(a, b, dtype):
    assert (a * b).dtype == dtype
    assert (b * a).dtype == dtype


def test_ints_divide_to_float32():
    assert (INT / INT).dtype == float32
    assert (INT / 2).tolist() == [0.5, 1]


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "tanh"])
def test_functions_of_ints_give_float32(name: str):
    assert getattr(INT, name)().dtype == float32


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "tanh", "abs"])
@pytest.mark.parametrize("t", [FLOAT, DOUBLE], ids=["float32", "float64"])
def test_functions_keep_a_floating_dtype(name: str, t: Tensor):
    assert getattr(t, name)().dtype == t.dtype


@pytest.mark.parametrize("reduce", ["sum", "mean", "amax", "max", "min", "var", "std"])
@pytest.mark.parametrize("t", [FLOAT, DOUBLE], ids=["float32", "float64"])
def test_reductions_keep_a_floating_dtype(reduce: str, t: Tensor):
    assert getattr(t, reduce)().dtype == t.dtype


@pytest.mark.parametrize("exponent", [0, 0.5, 1, 2, 2.0, 3, -1.0, np.float64(2)], ids=repr)
@pytest.mark.parametrize("t", [FLOAT, DOUBLE], ids=["float32", "float64"])
def test_powers_keep_a_floating_dtype(exponent: float, t: Tensor):
    assert (t**exponent).dtype == t.dtype


def test_whole_powers_of_ints_stay_ints():
    assert (INT**2).dtype == int64
    assert (INT**3).tolist() == [1, 8]
    assert (BOOL**2).dtype == (BOOL**3).dtype == int64
    assert (INT**2.0).dtype == (INT**3.0).dtype == float32
    assert (INT**0.5).dtype == float32


def test_clamp_and_masked_fill_keep_the_dtype():
    assert FLOAT.clamp(0, 1).dtype == float32
    assert FLOAT.clamp(np.float64(0), 1.5).dtype == float32
    assert INT.clamp(2).dtype == int64
    assert INT.clamp(0.5, 3).dtype == float32
    assert FLOAT.masked_fill(BOOL, -1e9).dtype == float32
    assert INT.masked_fill(BOOL, 0).dtype == int64


def test_where_with_a_number_keeps_the_dtype():
    assert where(BOOL, FLOAT, 0).dtype == float32
    assert where(BOOL, 0.0, DOUBLE).dtype == float64


def test_where_with_two_numbers_makes_what_tensor_makes_of_them():
    assert where(BOOL, 1, 2).tolist() == [1, 2]
    assert where(BOOL, 1, 2).dtype == int64
    assert where(BOOL, 1, 2.5).dtype == float32
    assert where(BOOL, True, False).dtype == np.bool_


@pytest.mark.parametrize("made", [linspace(0, 1, 3), arange(0, 1, 0.5), FLOAT / np.sqrt(16)])
def test_where_numpy_would_upcast_nothing_does(made: Tensor):
    assert made.dtype == float32


@pytest.mark.parametrize("compare", ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_comparisons_give_booleans(compare: str):
    expected = getattr(np.array([1, 2]), compare)(2)
    result = getattr(INT, compare)(2)
    assert result.dtype == np.bool_
    assert result.tolist() == expected.tolist()


def test_sum_of_booleans_counts():
    assert tensor([True, True, False]).sum().tolist() == 2
    assert tensor([True, True, False]).sum().dtype == int64


@pytest.mark.parametrize("dtype", ["int8", "int32", "uint8", "int64", "bool"])
def test_ints_of_any_width_add_up_in_int64(dtype: str):
    largest = True if dtype == "bool" else np.iinfo(dtype).max // 2
    total = Tensor(np.full((3, 2), largest, dtype)).sum(1)
    assert total.dtype == int64
    assert total.tolist() == [2 * int(largest)] * 3


def test_mean_of_ints_says_what_to_write():
    with pytest.raises((TypeError, RuntimeError), match=r"int64: write x.float\(\).mean\(\)"):
        INT.mean()


@pytest.mark.parametrize(("method", "dtype"), [("float", float32), ("double", float64), ("long", int64)])
def test_conversions_by_name(method: str, dtype: np.dtype):
    assert getattr(tensor([1, 0]), method)().dtype == dtype


def test_to_converts():
    assert FLOAT.to(float64).dtype == float64
    assert tensor([1.7, -1.7]).to(int64).tolist() == [1, -1]


@pytest.mark.parametrize("t", [INT, BOOL], ids=["int64", "bool"])
def test_only_floating_tensors_take_gradients(t: Tensor):
    with pytest.raises((TypeError, RuntimeError), match=r"only floating tensors.*x.float\(\)"):
        t.requires_grad_()


def test_only_floating_tensors_take_gradients_at_birth_too():
    with pytest.raises((TypeError, RuntimeError), match="only floating tensors"):
        tensor([1, 2], requires_grad=True)
