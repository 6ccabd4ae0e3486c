"""The same elements in another shape, in the same memory where NumPy can."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinytorch import Tensor, arange, cat, ones, stack, tensor, zeros

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, max_side=4)


def counted(shape: tuple[int, ...]) -> np.ndarray:
    """Every element its own number."""
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


@given(shape=SHAPES, data=st.data())
def test_permute_is_numpys_transpose(shape: tuple[int, ...], data: st.DataObject):
    dims = data.draw(st.permutations(range(len(shape))))
    a = counted(shape)
    np.testing.assert_array_equal(Tensor(a).permute(*dims).data, a.transpose(dims))
    np.testing.assert_array_equal(Tensor(a).permute(dims).data, a.transpose(dims))


@given(shape=SHAPES, data=st.data())
def test_transpose_swaps_two_dims(shape: tuple[int, ...], data: st.DataObject):
    i, j = (data.draw(st.integers(-len(shape), len(shape) - 1)) for _ in range(2))
    a = counted(shape)
    np.testing.assert_array_equal(Tensor(a).transpose(i, j).data, a.swapaxes(i, j))


@given(shape=SHAPES, data=st.data())
def test_flatten_joins_the_dims_between_two(shape: tuple[int, ...], data: st.DataObject):
    first = data.draw(st.integers(0, len(shape) - 1))
    last = data.draw(st.integers(first, len(shape) - 1))
    result = Tensor(counted(shape)).flatten(first, last)
    assert result.shape == (*shape[:first], np.prod(shape[first : last + 1]), *shape[last + 1 :])
    np.testing.assert_array_equal(result.data.ravel(), counted(shape).ravel())


@given(shape=SHAPES, data=st.data())
def test_unsqueeze_adds_a_dim_that_squeeze_takes_away(shape: tuple[int, ...], data: st.DataObject):
    dim = data.draw(st.integers(-len(shape) - 1, len(shape)))
    a = counted(shape)
    result = Tensor(a).unsqueeze(dim)
    assert result.shape == np.expand_dims(a, dim).shape
    assert result.squeeze(dim).shape == shape


def test_reshape_takes_sizes_or_a_tuple_and_works_one_out():
    x = arange(24)
    for y in (x.reshape(2, 3, 4), x.reshape((2, 3, 4)), x.reshape(2, -1, 4), x.view(2, 3, 4)):
        assert y.shape == (2, 3, 4)
        assert y.data.ravel().tolist() == list(range(24))


def test_T_reverses_the_dims():
    assert zeros(2, 3).T.shape == (3, 2)


def test_flatten_of_one_number_has_one_dimension():
    assert tensor(3.0).flatten().shape == (1,)


def test_squeeze_leaves_other_sizes_alone():
    assert zeros(1, 2, 1).squeeze().shape == (2,)
    assert zeros(1, 2, 1).squeeze(1).shape == (1, 2, 1)
    assert zeros(1, 2, 1).squeeze((0, 1)).shape == (2, 1)


def test_empty_tensors_keep_their_shape_through_it_all():
    x = zeros(0, 3)
    assert x.flatten().shape == (0,)
    assert x.flatten(1).shape == (0, 3)
    assert x.squeeze().shape == (0, 3)
    assert x.unsqueeze(0).shape == (1, 0, 3)
    assert x.T.shape == (3, 0)
    assert zeros(2, 0, 3).flatten(1).shape == (2, 0)


def test_expand_repeats_without_copying():
    x = tensor([[1.0], [2.0]])
    y = x.expand(-1, 3)
    assert y.tolist() == [[1, 1, 1], [2, 2, 2]]
    assert np.shares_memory(x.data, y.data)
    assert x.expand(4, 2, 3).shape == (4, 2, 3)


def test_what_was_expanded_is_for_reading_only():
    y = tensor([[1.0], [2.0]]).expand(2, 3)
    with pytest.raises(ValueError, match="read-only"):
        y[0, 0] = 5


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.detach(),
        lambda x: x.reshape(3, 2),
        lambda x: x.view(-1),
        lambda x: x.flatten(),
        lambda x: x.unsqueeze(1),
        lambda x: x.squeeze(),
        lambda x: x.transpose(0, 1),
        lambda x: x.permute(1, 0),
        lambda x: x.T,
        lambda x: x[0],
        lambda x: x[:, 1:],
        lambda x: x[..., None],
    ],
)
def test_memory_is_shared(change):
    x = Tensor(counted((2, 3)))
    assert np.shares_memory(x.data, change(x).data)


def test_writing_through_a_view_changes_the_tensor():
    x = zeros(2, 3)
    x[0] += 1
    assert x.tolist() == [[1, 1, 1], [0, 0, 0]]


@given(shape=SHAPES, lengths=st.lists(st.integers(0, 3), min_size=1, max_size=3), data=st.data())
def test_cat_is_numpys_concatenate(shape: tuple[int, ...], lengths: list[int], data: st.DataObject):
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    arrays = []
    for n in lengths:
        sizes = list(shape)
        sizes[dim] = n
        arrays.append(counted(tuple(sizes)))
    np.testing.assert_array_equal(cat([Tensor(a) for a in arrays], dim).data, np.concatenate(arrays, dim))


@given(shape=SHAPES, n=st.integers(1, 3), data=st.data())
def test_stack_is_numpys_stack(shape: tuple[int, ...], n: int, data: st.DataObject):
    dim = data.draw(st.integers(-len(shape) - 1, len(shape)))
    arrays = [counted(shape) + i for i in range(n)]
    np.testing.assert_array_equal(stack([Tensor(a) for a in arrays], dim).data, np.stack(arrays, dim))


def test_stack_joins_along_a_new_first_dim_unless_told_otherwise():
    assert stack([tensor([1, 2]), tensor([3, 4])]).tolist() == [[1, 2], [3, 4]]


def test_cat_of_nothing_is_refused():
    with pytest.raises(ValueError, match="cat needs at least one tensor"):
        cat([])


def test_stack_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one tensor"):
        stack([])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: zeros(2, 3).reshape(4, 2), r"Reshape .*\(2, 3\)"),
        (lambda: zeros(2, 3).reshape(-1, -1), r"Reshape .*\(2, 3\)"),
        (lambda: zeros(2, 3).expand(2, 4), r"Expand .*\(2, 3\)"),
        (lambda: zeros(2, 3).permute(0, 0), "twice"),
        (lambda: zeros(2, 3).permute(0), r"Permute .*\(2, 3\)"),
        (lambda: cat([zeros(2, 3), zeros(3, 2)]), r"Cat .*\(2, 3\) and \(3, 2\)"),
        (lambda: stack([zeros(2), zeros(3)]), r"\w+ .*\(\d.*2.*\) and \(\d.*3.*\)"),
    ],
)
def test_a_shape_that_does_not_fit_is_named_with_the_operation(change, message: str):
    with pytest.raises(ValueError, match=message):
        change()


@pytest.mark.parametrize(
    "change",
    [
        lambda: zeros(2, 3).transpose(0, 2),
        lambda: zeros(2, 3).flatten(2),
        lambda: zeros(2, 3).squeeze(2),
        lambda: zeros(2, 3).unsqueeze(3),
        lambda: cat([zeros(2), zeros(2)], dim=1),
        lambda: stack([zeros(2), zeros(2)], dim=2),
    ],
)
def test_a_dim_that_does_not_exist_is_named(change):
    with pytest.raises(IndexError, match=r"dim \d does not exist"):
        change()


@pytest.mark.parametrize("change", [lambda: zeros(4).reshape(2.0, 2), lambda: zeros(2.0), lambda: ones("2")])
def test_a_size_that_is_no_int_is_refused(change):
    with pytest.raises(TypeError, match="sizes and dims are ints"):
        change()
