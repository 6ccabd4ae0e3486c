"""Operators and matmul agree with NumPy for all shapes that broadcast, and name those that do not."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinytorch import Tensor, ones, where, zeros

OPERATORS = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mul": operator.mul,
    "Div": operator.truediv,
    "Equal": operator.eq,
    "NotEqual": operator.ne,
    "Less": operator.lt,
    "LessEqual": operator.le,
    "Greater": operator.gt,
    "GreaterEqual": operator.ge,
}
MATMUL_SHAPES = hnp.mutually_broadcastable_shapes(signature=np.matmul.signature, max_dims=4, max_side=4)
TWO_SHAPES = hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4)
SEEDS = st.integers(0, 2**32 - 1)


def whole_numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """float32, few different ones, so that comparisons meet equal elements; none is zero."""
    return np.random.default_rng(seed).integers(1, 5, shape).astype(np.float32)


@given(shapes=TWO_SHAPES, seed=SEEDS, op=st.sampled_from(list(OPERATORS)))
def test_operators_broadcast_as_numpy_does(shapes: hnp.BroadcastableShapes, seed: int, op: str):
    a, b = (whole_numbers(shape, seed + i) for i, shape in enumerate(shapes.input_shapes))
    result = OPERATORS[op](Tensor(a), Tensor(b))
    expected = OPERATORS[op](a, b)
    np.testing.assert_array_equal(result.data, expected)
    assert result.dtype == expected.dtype


@given(shapes=hnp.mutually_broadcastable_shapes(num_shapes=3, max_dims=3, max_side=3), seed=SEEDS)
def test_where_broadcasts_all_three(shapes: hnp.BroadcastableShapes, seed: int):
    condition, a, b = (whole_numbers(shape, seed + i) for i, shape in enumerate(shapes.input_shapes))
    result = where(Tensor(condition) > 2, Tensor(a), Tensor(b))
    np.testing.assert_array_equal(result.data, np.where(condition > 2, a, b))


@given(shapes=MATMUL_SHAPES, seed=SEEDS)
def test_matmul_takes_vectors_matrices_and_batches_as_numpy_does(shapes: hnp.BroadcastableShapes, seed: int):
    a, b = (whole_numbers(shape, seed + i) for i, shape in enumerate(shapes.input_shapes))
    result = Tensor(a) @ Tensor(b)
    np.testing.assert_array_equal(result.data, a @ b)
    assert result.dtype == np.float32


@given(shapes=TWO_SHAPES, seed=SEEDS)
def test_every_broadcast_is_undone_in_the_gradient(shapes: hnp.BroadcastableShapes, seed: int):
    a, b = (Tensor(whole_numbers(s, seed + i), requires_grad=True) for i, s in enumerate(shapes.input_shapes))
    (a + b).sum().backward()
    copies = np.prod(shapes.result_shape, dtype=int)
    for x in (a, b):
        np.testing.assert_array_equal(x.grad.data, np.full(x.shape, copies / max(x.numel(), 1), np.float32))


@pytest.mark.parametrize("op", OPERATORS)
def test_shapes_that_do_not_broadcast_are_named_with_the_operation(op: str):
    with pytest.raises(ValueError, match=rf"^{op} .*\(2, 3\) and \(4,\)"):
        OPERATORS[op](ones(2, 3), ones(4))


def test_where_that_does_not_broadcast_is_named_with_the_operation():
    with pytest.raises(ValueError, match=r"Where .*\(2, 3\) and \(4,\)"):
        where(ones(2, 3) > 0, ones(2, 3), ones(4))


@pytest.mark.parametrize(
    ("a", "b"), [((2, 3), (4, 5)), ((2, 3), (2,)), ((5, 2, 3), (4, 3, 2)), ((), (3,))], ids=str
)
def test_shapes_that_do_not_multiply_are_named_with_the_operation(a: tuple, b: tuple):
    with pytest.raises(ValueError) as raised:
        zeros(a) @ zeros(b)
    assert str(raised.value).startswith(f"MatMul cannot work on shape {a} and {b}")
