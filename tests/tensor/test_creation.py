"""Where tensors come from: their dtype, their memory, their random numbers."""

from __future__ import annotations

import numpy as np
import pytest

import tinytorch
from tinytorch import (
    Generator,
    Tensor,
    arange,
    eye,
    float64,
    from_numpy,
    full,
    full_like,
    linspace,
    manual_seed,
    ones,
    ones_like,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    tensor,
    zeros,
    zeros_like,
)


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        ([1, 2], "int64"),
        ([1.0, 2.0], "float32"),
        ([1, 2.0], "float32"),
        ([True, False], "bool"),
        (3, "int64"),
        (3.0, "float32"),
        (True, "bool"),
        ([], "float32"),
        ([[1, 2], [3, 4]], "int64"),
        (np.float64(3), "float64"),
        ([np.float64(3)], "float32"),
        ([np.int8(3)], "int8"),
    ],
    ids=str,
)
def test_tensor_has_the_dtype_of_its_numbers(data, dtype: str):
    assert tensor(data).dtype == np.dtype(dtype)


@pytest.mark.parametrize("data", [[1, 2], 3, [[True]], [1.5]], ids=str)
def test_Tensor_of_python_numbers_is_float32(data):
    assert Tensor(data).dtype == np.float32


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64", "uint8", "bool"])
@pytest.mark.parametrize("make", [tensor, Tensor, from_numpy])
def test_an_array_keeps_its_dtype(make, dtype: str):
    assert make(np.zeros(2, dtype)).dtype == np.dtype(dtype)


def test_an_asked_for_dtype_is_given():
    assert tensor([1, 2], dtype=float64).dtype == np.float64
    assert tensor([1.5], dtype=tinytorch.long).tolist() == [1]


def test_no_digit_is_lost_on_the_way_to_the_asked_for_dtype():
    assert tensor(0.1, dtype="float64").item() == 0.1
    assert tensor([[0.1, 2]], dtype=float64).tolist() == [[0.1, 2]]
    assert tensor(16777217.0, dtype="int64").item() == 16777217
    assert tensor(2**60 + 1, dtype="int64").item() == 2**60 + 1


@pytest.mark.parametrize("dtype", [None, "float64"])
def test_tensor_copies_whatever_the_dtype(dtype: str | None):
    array = np.ones(2)
    t = tensor(array, dtype)
    array[0] = 9
    assert t.tolist() == [1, 1]


def test_a_list_of_numpy_numbers_is_a_list():
    assert tensor([np.float64(0.5)]).dtype == tensor([np.array([0.5])]).dtype == np.float32


def test_from_numpy_shares():
    array = np.ones(2, np.float32)
    t = from_numpy(array)
    array[0] = 9
    assert t.tolist() == [9, 1]


def test_requires_grad_makes_a_leaf():
    t = tensor([1.0], requires_grad=True)
    assert t.requires_grad and t.grad is None and t.grad_fn is None


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (zeros(2, 3), [[0, 0, 0], [0, 0, 0]]),
        (zeros((2, 1)), [[0], [0]]),
        (ones(2), [1, 1]),
        (ones(), 1),
        (full((2,), 7.0), [7, 7]),
        (eye(2), [[1, 0], [0, 1]]),
        (eye(2, 3), [[1, 0, 0], [0, 1, 0]]),
        (arange(0, 1, 0.25), [0, 0.25, 0.5, 0.75]),
        (arange(3.0), [0, 1, 2]),
        (linspace(0, 1, 3), [0, 0.5, 1]),
    ],
)
def test_values_in_float32(made: Tensor, values):
    assert made.tolist() == values
    assert made.dtype == np.float32


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (arange(3), [0, 1, 2]),
        (arange(1, 7, 2), [1, 3, 5]),
        (arange(3, 0, -1), [3, 2, 1]),
        (full((2,), 7), [7, 7]),
    ],
)
def test_whole_numbers_stay_whole(made: Tensor, values):
    assert made.tolist() == values
    assert made.dtype == np.int64


@pytest.mark.parametrize("make", [zeros, ones, rand, randn])
def test_a_creation_function_gives_the_asked_for_dtype_and_leaf(make):
    t = make(2, 3, dtype=float64, requires_grad=True)
    assert (t.shape, t.dtype, t.requires_grad) == ((2, 3), np.float64, True)


@pytest.mark.parametrize("like", [zeros_like, ones_like, rand_like, randn_like, lambda x: full_like(x, 3)])
def test_a_like_form_takes_shape_and_dtype_and_no_history(like):
    x = ones(2, 3, dtype=float64, requires_grad=True)
    made = like(x)
    assert (made.shape, made.dtype, made.requires_grad) == ((2, 3), np.float64, False)


def test_the_same_seed_gives_the_same_numbers():
    manual_seed(5)
    first = [rand(3), randn(3), randint(0, 100, (3,))]
    manual_seed(5)
    again = [rand(3), randn(3), randint(0, 100, (3,))]
    assert [t.tolist() for t in first] == [t.tolist() for t in again]


def test_another_seed_gives_other_numbers():
    manual_seed(5)
    first = randn(3)
    manual_seed(6)
    assert randn(3).tolist() != first.tolist()


def test_a_generator_is_a_stream_of_its_own():
    manual_seed(5)
    first = randn(3)
    manual_seed(5)
    randn(3, generator=Generator(1))
    assert randn(3).tolist() == first.tolist()


def test_a_generator_starts_anew_from_its_seed():
    generator = Generator(1)
    first = rand(3, generator=generator)
    assert rand(3, generator=generator).tolist() != first.tolist()
    generator.manual_seed(1)
    assert rand(3, generator=generator).tolist() == first.tolist()


def test_numpys_own_random_numbers_are_left_alone():
    np.random.seed(0)
    expected = np.random.rand()
    np.random.seed(0)
    manual_seed(7)
    rand(3)
    assert np.random.rand() == expected


def test_random_numbers_have_the_promised_distribution():
    manual_seed(0)
    uniform, normal, whole = rand(10_000), randn(10_000), randint(-2, 3, (10_000,))
    assert uniform.min().item() >= 0 and uniform.max().item() < 1
    assert abs(uniform.mean().item() - 0.5) < 0.02
    assert abs(normal.mean().item()) < 0.05 and abs(normal.std().item() - 1) < 0.05
    assert set(whole.tolist()) == {-2, -1, 0, 1, 2}


@pytest.mark.parametrize("made", [rand(2), randn(2)])
def test_random_numbers_are_float32(made: Tensor):
    assert made.dtype == np.float32


def test_randint_gives_int64():
    assert randint(0, 5, (2, 3)).dtype == np.int64
    assert randint(0, 5, (2, 3)).shape == (2, 3)


@pytest.mark.parametrize("make", [zeros, ones, rand, randn])
def test_the_sizes_may_have_their_name(make):
    assert make(size=(2, 3)).shape == make(2, 3).shape == make((2, 3)).shape == (2, 3)
    assert make(size=[]).shape == make().shape == ()
