"""`x[...]` gives what NumPy gives, for ints, slices, Ellipsis, None, boolean and integer arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinytorch import Tensor, arange, from_numpy, tensor, where, zeros

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)


def counted(shape: tuple[int, ...]) -> np.ndarray:
    """Every element its own number."""
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


@given(shape=SHAPES, data=st.data())
def test_ints_slices_ellipsis_and_none(shape: tuple[int, ...], data: st.DataObject):
    index = data.draw(hnp.basic_indices(shape, allow_newaxis=True))
    a = counted(shape)
    np.testing.assert_array_equal(Tensor(a)[index].data, a[index])


@given(shape=SHAPES, data=st.data())
def test_arrays_and_tensors_of_ints(shape: tuple[int, ...], data: st.DataObject):
    index = data.draw(hnp.integer_array_indices(shape, dtype=np.dtype("int64")))
    a = counted(shape)
    np.testing.assert_array_equal(Tensor(a)[index].data, a[index])
    np.testing.assert_array_equal(Tensor(a)[tuple(map(from_numpy, index))].data, a[index])


@given(shape=SHAPES, seed=st.integers(0, 2**32 - 1), data=st.data())
def test_masks_of_all_or_of_the_first_dims(shape: tuple[int, ...], seed: int, data: st.DataObject):
    ndim = data.draw(st.integers(1, len(shape)))
    mask = np.random.default_rng(seed).random(shape[:ndim]) > 0.5
    a = counted(shape)
    np.testing.assert_array_equal(Tensor(a)[from_numpy(mask)].data, a[mask])
    np.testing.assert_array_equal(Tensor(a)[mask].data, a[mask])


@given(shape=SHAPES, data=st.data())
def test_the_gradient_of_a_part_is_one_where_it_was_taken(shape: tuple[int, ...], data: st.DataObject):
    index = data.draw(hnp.basic_indices(shape) | hnp.integer_array_indices(shape))
    x = Tensor(counted(shape), requires_grad=True)
    x[index].sum().backward()
    expected = np.zeros(shape)
    np.add.at(expected, index, 1)
    np.testing.assert_array_equal(x.grad.data, expected)


@pytest.mark.parametrize(
    ("index", "values"),
    [
        ([2, 0], [2, 0]),
        ([True, False, True], [0, 2]),
        ([], []),
        (tensor(1), 1),
        (tensor([2, -1]), [2, 2]),
        ((None, 1), [1]),
    ],
    ids=str,
)
def test_lists_and_tensors_as_index(index, values):
    assert arange(3)[index].tolist() == values


def test_lists_among_other_indices():
    x = Tensor(counted((2, 3)))
    assert x[:, [2, 0]].tolist() == [[2, 0], [5, 3]]
    assert x[1, [2, 0]].tolist() == [5, 3]
    assert x[:, (2, 0)].tolist() == [[2, 0], [5, 3]]
    assert x[(0, 1), (2, 0)].tolist() == [2, 3]


def test_a_comparison_chooses_elements():
    x = tensor([3.0, -1.0, 2.0])
    assert x[x > 0].tolist() == [3, 2]


@pytest.mark.parametrize("index", [3, -4, (0, 0), [5], tensor([5])], ids=str)
def test_what_is_not_there_is_named_with_the_shape(index):
    with pytest.raises(IndexError, match=r"Index .*\(3,\)"):
        zeros(3)[index]


@pytest.mark.parametrize("index", [1.0, "a", tensor([0.0])], ids=str)
def test_an_index_that_is_none_is_refused(index):
    with pytest.raises((IndexError, TypeError)):
        zeros(3)[index]


def test_where_chooses_element_by_element():
    x = tensor([1.0, -2.0])
    assert where(x > 0, x, 0.0).tolist() == [1, 0]
    assert where(x > 0, 7.0, x).tolist() == [7, -2]


def test_where_asks_for_a_boolean_tensor():
    with pytest.raises(TypeError, match="boolean tensor"):
        where(tensor([1, 0]), zeros(2), zeros(2))


def test_masked_fill_takes_a_number_where_the_mask_is_true():
    x = tensor([[1.0, 2.0], [3.0, 4.0]])
    assert x.masked_fill(tensor([True, False]), -1).tolist() == [[-1, 2], [-1, 4]]
    assert x.masked_fill(x > 2, float("-inf")).tolist() == [[1, 2], [float("-inf"), float("-inf")]]


def test_take_along_dim_picks_one_of_each_row():
    x = tensor([[1.0, 5.0], [7.0, 3.0]])
    assert x.take_along_dim(x.argmax(1, keepdim=True), 1).tolist() == [[5], [7]]
