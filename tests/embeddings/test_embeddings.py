"""Tables of vectors: looked up, and their gradients added up; positions, given, learned and turned."""

from __future__ import annotations

import numpy as np
import pytest

from tinytorch import Tensor, from_numpy, manual_seed, randn, tensor
from tinytorch.core.embeddings import LearnedPositions, add_rows, rotary, rotation, sinusoidal_positions
from tinytorch.nn import Embedding
from tinytorch.nn import functional as F


def test_rows_of_repeated_ids_add_up():
    weight = randn(4, 2, requires_grad=True)
    F.embedding(tensor([1, 3, 1, 1]), weight).sum().backward()
    assert weight.grad.tolist() == [[0, 0], [3, 3], [0, 0], [1, 1]]


@pytest.mark.parametrize("shape", [(0,), (1,), (7,), (1000,)])
@pytest.mark.parametrize("rows", [1, 5, 3000])
def test_added_rows_are_those_of_numpys_slow_way(shape: tuple[int, ...], rows: int):
    rng = np.random.default_rng(0)
    ids = rng.integers(0, rows, shape)
    g = rng.standard_normal((*shape, 3)).astype(np.float32)
    expected = np.zeros((rows, 3), np.float32)
    np.add.at(expected, ids, g)
    found = add_rows(ids, g, rows)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)
    assert found.dtype == np.float32


def test_an_infinite_gradient_reaches_its_row_alone():
    found = add_rows(np.array([2, 0, 2]), np.array([[np.inf], [1.0], [1.0]]), 4)
    assert found.tolist() == [[1.0], [0.0], [np.inf], [0.0]]


def test_a_lookup_is_a_product_with_one_hot_rows():
    weight, ids = randn(5, 3, dtype=np.float64), tensor([[4, 0], [4, 2]])
    rows = F.one_hot(ids, 5).double() @ weight
    np.testing.assert_array_equal(F.embedding(ids, weight).numpy(), rows.numpy())


def test_the_row_of_padding_is_zero_and_stays_so():
    layer = Embedding(4, 3, padding_idx=1)
    assert layer.weight.data[1].tolist() == [0, 0, 0]
    (layer(tensor([1, 2, 1])) + 1).sum().backward()
    assert layer.weight.grad.tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 1], [0, 0, 0]]


@pytest.mark.parametrize("ids", [[[0, 1], [5, 2]], [[0, 1], [-1, 2]]])
def test_an_id_outside_of_the_table_is_named_with_its_place(ids):
    with pytest.raises(IndexError, match=rf"id {ids[1][0]} at \(1, 0\) is not among the 5 rows, 0 to 4"):
        Embedding(5, 3)(tensor(ids))


def test_ids_are_whole_numbers():
    with pytest.raises(TypeError, match=r"ids are whole numbers, got float32: write x.long\(\)"):
        Embedding(5, 3)(tensor([1.0]))
    with pytest.raises(TypeError, match=r"ids are a Tensor of whole numbers, got list: write tensor"):
        Embedding(5, 3)([1])


def test_a_padding_outside_of_the_table_is_refused():
    with pytest.raises(ValueError, match="padding_idx 5 is not among the 5 rows"):
        Embedding(5, 3, padding_idx=5)


def test_a_table_starts_standard_normal_from_the_seed():
    manual_seed(3)
    first = Embedding(1000, 20).weight.data
    manual_seed(3)
    np.testing.assert_array_equal(first, Embedding(1000, 20).weight.data)
    assert abs(first.mean()) < 0.03 and abs(first.std() - 1) < 0.03


def test_sinusoids_are_those_of_the_paper():
    table = sinusoidal_positions(50, 6)
    assert table.shape == (50, 6) and table.dtype == np.float32
    for t, i in [(0, 0), (1, 0), (7, 1), (49, 2)]:
        angle = t / 10000 ** (2 * i / 6)
        np.testing.assert_allclose(
            table.data[t, 2 * i : 2 * i + 2], [np.sin(angle), np.cos(angle)], rtol=1e-6
        )


def test_the_product_of_two_sinusoids_depends_on_their_distance_alone():
    table = sinusoidal_positions(40, 8).data.astype(np.float64)
    products = table @ table.T
    np.testing.assert_allclose(products[5, 9], products[25, 29], atol=1e-5)


def test_the_product_of_turned_vectors_depends_on_their_distance_alone():
    q, k = randn(2, 1, 8, dtype=np.float64)
    products = [(rotary(q, t) @ rotary(k, t + 3).T).item() for t in (0, 1, 40)]
    np.testing.assert_allclose(products, products[0], rtol=1e-12)
    assert abs((rotary(q, 0) @ rotary(k, 4).T).item() - products[0]) > 1e-3


def test_turning_keeps_lengths_and_position_zero():
    x = randn(2, 5, 6, dtype=np.float64)
    turned = rotary(x)
    np.testing.assert_allclose((turned * turned).sum(-1).numpy(), (x * x).sum(-1).numpy())
    np.testing.assert_array_equal(turned.data[:, 0], x.data[:, 0])
    np.testing.assert_allclose(rotary(x[:, 2:], 2).numpy(), turned.numpy()[:, 2:])


def test_angles_are_computed_once():
    rotation.cache_clear()
    for _ in range(3):
        rotary(randn(2, 5, 6))
    assert rotation.cache_info().misses == 1


def test_an_odd_number_of_dimensions_has_no_pairs():
    for call in (lambda: sinusoidal_positions(4, 5), lambda: rotary(randn(4, 5))):
        with pytest.raises(ValueError, match="5 dimensions are odd"):
            call()


def test_learned_positions_are_rows_and_end_with_the_context():
    positions = LearnedPositions(6, 3)
    np.testing.assert_array_equal(positions(4, start=2).detach().numpy(), positions.weight.data[2:6])
    with pytest.raises(ValueError, match="7 positions are longer than the context of 6"):
        positions(7)


def test_everything_stays_float32():
    ids = from_numpy(np.array([0, 2]))
    for out in (Embedding(3, 4)(ids), rotary(randn(3, 4)), LearnedPositions(3, 4)(2)):
        assert isinstance(out, Tensor) and out.dtype == np.float32
