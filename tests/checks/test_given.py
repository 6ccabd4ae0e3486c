"""Given data depend on the seed and the name, and on nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_autograd import Network

from autograder.checks import given


@pytest.fixture(autouse=True)
def public_seed():
    yield
    given.supply()


def test_the_order_of_calls_does_not_matter():
    first = given.normal("a", (2, 3)), given.normal("b", 4)
    second = given.normal("b", 4), given.normal("a", (2, 3))
    np.testing.assert_array_equal(first[0], second[1])
    np.testing.assert_array_equal(first[1], second[0])


def test_another_name_or_another_seed_gives_other_numbers():
    a = given.normal("a", 5)
    assert (a != given.normal("b", 5)).all()
    given.supply(seed=1)
    assert (a != given.normal("a", 5)).all()


def test_the_public_numbers_never_change():
    """A seed that is stored with a batch must mean the same years later."""
    np.testing.assert_allclose(given.normal("x", 2), [-0.6131375711294311, 1.1836586897403485], rtol=1e-15)


def test_numpys_own_random_state_is_neither_read_nor_moved():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(given.normal("a", 3), given.normal("a", 3))
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_shapes_kinds_and_bounds():
    assert given.normal("a", (2, 3), "float32").dtype == np.float32
    assert given.normal("a", ()).shape == ()
    u = given.uniform("u", 1000, -1, 1)
    assert u.dtype == np.float64 and -1 <= u.min() < -0.9 and 0.9 < u.max() < 1
    i = given.integers("i", (1000,), 2, 5)
    assert i.dtype == np.int64 and set(i) == {2, 3, 4}


def test_shuffled_keeps_every_item():
    items = [print, len, "c", 4.0, 5, 6, 7]
    shuffled = given.shuffled("s", items)
    assert shuffled != items and sorted(map(str, shuffled)) == sorted(map(str, items))


def test_fill_overwrites_parameters_in_place_and_keeps_their_dtype():
    network = Network()
    array, before = network.w1.data, network.w1.data.copy()
    given.fill(network)
    assert network.w1.data is array and array.dtype == np.float32 and (array != before).all()
    other = Network(seed=5)
    given.fill(other)
    np.testing.assert_array_equal(other.w1.data, array)


def test_the_graders_digits_come_from_the_grader_without_labels():
    images = np.ones((2, 8, 8), np.float32)
    given.supply(arrays={"digits/grader/3,8": images})
    split = given.digits("grader", classes=(3, 8))
    assert split.images is images and split.labels is None


def test_the_digits_of_a_split_are_paired_and_scaled():
    images, labels = given.digits("train", classes=(3, 8))
    assert images.dtype == np.float32 and images.min() == 0 and images.max() == 1
    assert labels.dtype == np.int64 and set(labels) == {0, 1} and len(images) == len(labels)
