"""Reductions agree with NumPy over every choice of dimensions, under both names of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinytorch import Tensor, randn, tensor, zeros
from tinytorch.given.arrays import column_sums

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, max_side=4)
NUMPY = {
    "sum": np.sum,
    "mean": np.mean,
    "amax": np.max,
    "var": lambda a, axis, keepdims: np.var(a, axis=axis, keepdims=keepdims),
}


@st.composite
def reductions(draw: st.DrawFn) -> tuple[np.ndarray, int | tuple[int, ...] | None]:
    """An array in float64, and None, one dimension or several of it, from the front or the back."""
    shape = draw(SHAPES)
    array = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).standard_normal(shape)
    one = st.integers(-len(shape), len(shape) - 1)
    return array, draw(st.none() | one | hnp.valid_tuple_axes(len(shape), min_size=1))


@pytest.mark.parametrize("name", NUMPY)
@given(data=reductions(), keepdim=st.booleans())
def test_a_reduction_is_numpys(name: str, data: tuple, keepdim: bool):
    array, dim = data
    expected = NUMPY[name](array, axis=dim, keepdims=keepdim)
    settings = {"correction": 0} if name == "var" else {}
    result = getattr(Tensor(array), name)(dim, keepdim=keepdim, **settings)
    np.testing.assert_allclose(result.data, expected, rtol=1e-12, atol=1e-12)
    assert result.shape == expected.shape


@pytest.mark.parametrize("name", ["max", "min"])
def test_max_and_min_of_everything_keep_dims_if_asked(name: str):
    array = np.array([[1.0, 3.0], [2.0, 0.0]])
    expected = getattr(array, name)(keepdims=True)
    np.testing.assert_array_equal(getattr(Tensor(array), name)(keepdim=True).data, expected, strict=True)


@given(shape=SHAPES, seed=st.integers(0, 2**32 - 1), keepdim=st.booleans(), data=st.data())
@pytest.mark.parametrize("sign", [1, -1], ids=["max", "min"])
def test_max_and_min_of_a_dim_give_values_and_first_indices(sign: int, shape, seed, keepdim, data):
    array = np.random.default_rng(seed).integers(0, 3, shape)  # with ties
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    values, indices = (Tensor(array).max if sign == 1 else Tensor(array).min)(dim, keepdim)
    np.testing.assert_array_equal(indices.data, np.argmax(sign * array, axis=dim, keepdims=keepdim))
    np.testing.assert_array_equal(values.data, sign * np.max(sign * array, axis=dim, keepdims=keepdim))
    assert indices.dtype == np.int64


def test_max_of_a_dim_has_names():
    best = tensor([[1.0, 3.0], [5.0, 2.0]]).max(dim=1)
    assert best.values.tolist() == [3, 5]
    assert best.indices.tolist() == [1, 0]


def test_argmax_of_everything_counts_in_the_flattened_tensor():
    assert tensor([[1.0, 3.0], [5.0, 5.0]]).argmax().tolist() == 2


def test_max_and_min_of_everything():
    x = tensor([[1, 7], [-5, 2]])
    assert (x.max().tolist(), x.min().tolist()) == (7, -5)


def test_nan_counts_as_the_largest():
    x = tensor([1.0, np.nan, 3.0])
    assert np.isnan(x.amax().item())
    assert x.argmax().item() == 1


@pytest.mark.parametrize("dtype", ["uint8", "int64"])
def test_extremes_hold_to_the_ends_of_the_ints(dtype: str):
    ends = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
    x = Tensor(ends)
    assert [x.min().tolist(), x.max().tolist()] == ends.tolist()
    assert [x.min(0).values.tolist(), x.max(0).values.tolist()] == ends.tolist()


@pytest.mark.parametrize("name", ["max", "min", "amax", "argmax"])
def test_extremes_of_booleans(name: str):
    expected = {"max": True, "min": False, "amax": True, "argmax": 1}[name]
    assert getattr(tensor([False, True]), name)().tolist() == expected


def test_var_and_std_divide_by_n_minus_1_unless_told_otherwise():
    x = tensor([1.0, 2.0, 3.0, 6.0])
    assert x.var().tolist() == pytest.approx(14 / 3)
    assert x.var(correction=0).tolist() == pytest.approx(14 / 4)
    assert x.std().tolist() == pytest.approx((14 / 3) ** 0.5)
    assert x.std(correction=0).tolist() == pytest.approx((14 / 4) ** 0.5)


@pytest.mark.parametrize("name", ["sum", "mean", "amax", "argmax", "max", "min", "var", "std"])
def test_axis_and_keepdims_mean_dim_and_keepdim(name: str):
    x = randn(2, 3)
    numpys, torchs = getattr(x, name)(axis=1, keepdims=True), getattr(x, name)(dim=1, keepdim=True)
    assert [t.tolist() for t in parts(numpys)] == [t.tolist() for t in parts(torchs)]


def parts(result) -> tuple[Tensor, ...]:
    return result if isinstance(result, tuple) else (result,)


def test_a_dimension_named_by_both_names_is_refused():
    with pytest.raises(TypeError):
        zeros(2, 3).sum(dim=0, axis=1)
    with pytest.raises(TypeError):
        zeros(2, 3).sum(0, axis=1)


@pytest.mark.parametrize("dim", [2, -3])
@pytest.mark.parametrize("name", ["sum", "mean", "amax", "argmax", "max", "min", "var"])
def test_a_dim_that_does_not_exist_is_named_with_those_that_do(name: str, dim: int):
    with pytest.raises(IndexError, match=f"dim {dim} does not exist: .* 2 dimensions has dim -2 to 1"):
        getattr(zeros(2, 3), name)(dim)


def test_one_of_several_dims_that_does_not_exist_is_named():
    with pytest.raises(IndexError, match="dim 2 does not exist"):
        zeros(2, 3).sum((0, 2))


@pytest.mark.parametrize("dim", [1.0, (0, 1.0), "1"])
@pytest.mark.parametrize("name", ["sum", "mean", "amax", "argmax", "var"])
def test_a_dim_that_is_no_int_is_refused(name: str, dim):
    with pytest.raises(TypeError):
        getattr(zeros(2, 3), name)(dim)


def test_a_dimension_named_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        zeros(2, 3).sum((1, -1))


@pytest.mark.parametrize("name", ["max", "min", "argmax", "amax"])
def test_the_extreme_of_nothing_is_refused_by_name(name: str):
    with pytest.raises(ValueError, match=r"A\w+ cannot work on shape \(0,\)"):
        getattr(zeros(0), name)()


@pytest.mark.parametrize("name", ["mean", "var", "std"])
def test_means_and_variances_of_no_rows_are_none(name: str):
    assert getattr(zeros(0, 3), name)(1).shape == (0,)
    assert getattr(zeros(0, 3), name)(1, keepdim=True).shape == (0, 1)
    assert getattr(zeros(2, 0, 3), name)(2).shape == (2, 0)


@pytest.mark.parametrize("name", ["mean", "var", "std"])
@pytest.mark.filterwarnings("ignore:invalid value")
def test_the_mean_and_the_variance_of_nothing_are_nan(name: str):
    assert math.isnan(getattr(zeros(0), name)().item())
    assert np.isnan(getattr(zeros(0, 3), name)(0).data).tolist() == [True, True, True]


@pytest.mark.filterwarnings("ignore:(invalid value|divide by zero)")
def test_a_variance_of_fewer_elements_than_the_correction_divides_by_zero():
    assert math.isnan(tensor([1.0]).var().item())
    assert tensor([1.0, 2.0]).var(correction=3).item() == math.inf


def test_the_sum_of_nothing_is_zero():
    assert zeros(0).sum().tolist() == 0
    assert zeros(0, 3).sum(0).tolist() == [0, 0, 0]


@pytest.mark.parametrize("shape", [(3, 4), (64, 3), (65, 3), (1000, 7), (10_000, 1), (0, 3), (5, 0), (70, 0)])
def test_sums_of_rows_by_products_with_ones_are_sums(shape: tuple[int, int]):
    rows = np.random.default_rng(0).random(shape, dtype=np.float32)
    found = column_sums(rows)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, rows.astype(np.float64).sum(0), rtol=1e-6)
    np.testing.assert_array_equal(column_sums(rows.astype(np.float16)), rows.astype(np.float16).sum(0))
