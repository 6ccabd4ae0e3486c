"""A DataLoader has PyTorch's meaning: every item once an epoch, in an order from the generator."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tinytorch import Generator, Tensor, arange, from_numpy, tensor
from tinytorch.utils.data import DataLoader, Dataset, Subset, TensorDataset, default_collate, random_split

X = from_numpy(np.arange(30, dtype=np.float32).reshape(10, 3))
Y = arange(10)
ROWS = TensorDataset(X, Y)


class Squares(Dataset):
    """Item i is (i, i²), one at a time."""

    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> tuple[int, float]:
        return index, float(index**2)


def seen(loader: DataLoader) -> list[list[int]]:
    """The labels of each batch of an epoch."""
    return [y.tolist() for _, y in loader]


def test_without_shuffle_items_come_in_order_and_the_last_batch_is_what_is_left():
    assert seen(DataLoader(ROWS, 4)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_drop_last_leaves_out_a_batch_that_is_not_full_and_no_other():
    assert seen(DataLoader(ROWS, 4, drop_last=True)) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert seen(DataLoader(ROWS, 5, drop_last=True)) == seen(DataLoader(ROWS, 5))


@pytest.mark.parametrize(
    ("n", "batch_size", "drop_last"), [*itertools.product([0, 1, 7, 8], [1, 3, 8, 9], [0, 1])]
)
def test_len_is_the_number_of_batches(n: int, batch_size: int, drop_last: int):
    loader = DataLoader(Subset(ROWS, range(n)), batch_size, drop_last=bool(drop_last))
    assert len(loader) == len(list(loader))


def test_a_shuffled_epoch_visits_every_item_once_and_keeps_rows_with_their_labels():
    loader = DataLoader(ROWS, 3, shuffle=True, generator=Generator(1))
    batches = list(loader)
    assert sorted(int(i) for _, y in batches for i in y.tolist()) == list(range(10))
    for x, y in batches:
        assert x.data[:, 0].tolist() == [3.0 * i for i in y.tolist()]


def test_a_seed_decides_the_order_and_every_epoch_has_its_own():
    first, second = (DataLoader(ROWS, 3, shuffle=True, generator=Generator(5)) for _ in range(2))
    epochs = [seen(first) for _ in range(2)]
    assert epochs == [seen(second) for _ in range(2)]
    assert epochs[0] != epochs[1]


def test_an_epoch_goes_on_from_the_middle_of_its_order():
    loader = DataLoader(ROWS, 3, shuffle=True, generator=Generator(2))
    order = loader.order()
    whole = [y.tolist() for _, y in loader.batches(order)]
    assert [y.tolist() for _, y in loader.batches(order, start=2)] == whole[2:]


def test_a_tensor_dataset_is_read_by_one_index_a_batch():
    class Counted(TensorDataset):
        calls = 0

        def __getitem__(self, index):
            self.calls += 1
            return super().__getitem__(index)

    counted = Counted(X, Y)
    assert len(list(DataLoader(Subset(counted, range(8)), 4))) == counted.calls == 2


def test_items_of_any_dataset_are_collated_and_a_list_is_a_dataset():
    for dataset in (Squares(), [Squares()[i] for i in range(10)]):
        ids, squares = next(iter(DataLoader(dataset, 4)))
        assert ids.tolist() == [0, 1, 2, 3] and squares.tolist() == [0, 1, 4, 9]
        assert ids.dtype == np.int64 and squares.dtype == np.float32


def test_collate_goes_through_tensors_tuples_lists_dicts_arrays_and_texts():
    item = {"x": X[0], "pair": (1, [2.0]), "array": np.zeros(2), "name": "a"}
    batch = default_collate([item, item])
    assert batch["x"].shape == (2, 3) and batch["pair"][0].tolist() == [1, 1]
    assert batch["pair"][1][0].tolist() == [2, 2] and batch["array"].shape == (2, 2)
    assert batch["name"] == ["a", "a"]


def test_collate_fn_gets_the_list_of_items():
    loader = DataLoader(Squares(), 4, collate_fn=lambda items: [square for _, square in items])
    assert list(loader) == [[0, 1, 4, 9], [16, 25, 36, 49], [64, 81]]


def test_a_split_shares_no_item_and_loses_none():
    parts = random_split(ROWS, [6, 3, 1], Generator(0))
    assert [len(part) for part in parts] == [6, 3, 1]
    assert sorted(part[i][1].item() for part in parts for i in range(len(part))) == list(range(10))
    again = random_split(ROWS, [6, 3, 1], Generator(0))
    assert all((a.indices == b.indices).all() for a, b in zip(parts, again, strict=True))


def test_shares_are_rounded_as_pytorch_rounds_them():
    assert [len(part) for part in random_split(ROWS, [0.5, 0.3, 0.2])] == [5, 3, 2]
    assert [len(part) for part in random_split(ROWS, [1 / 3] * 3)] == [4, 3, 3]


def test_a_subset_of_a_subset_is_read_by_batch_and_by_item():
    inner = Subset(Subset(ROWS, [9, 8, 7]), [2, 0])
    assert inner[0][1].item() == 7
    assert seen(DataLoader(inner, 2)) == [[7, 9]]


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        (lambda: TensorDataset(X, Y[:3]), "one length, got lengths [10, 3]"),
        (lambda: DataLoader(ROWS, 0), "batch_size is a whole number from 1 on, got 0"),
        (lambda: DataLoader(ROWS, 2.5), "got 2.5"),
        (lambda: DataLoader([], 2, shuffle=True), "this one has none"),
        (lambda: random_split(ROWS, [6, 3]), "add up to the 10 items"),
        (lambda: random_split(ROWS, [11, -1]), "add up to the 10 items"),
        (lambda: next(iter(DataLoader([(1, 2), (1,)], 2))), "as many entries, got [1, 2]"),
    ],
)
def test_bad_input_is_refused_in_words(mistake, sentence: str):
    with pytest.raises(ValueError) as refusal:
        mistake()
    assert sentence in str(refusal.value)


def test_a_dataset_says_what_is_to_be_written():
    class Unfinished(Dataset):
        pass

    with pytest.raises(NotImplementedError, match="Unfinished needs __len__"):
        len(Unfinished())


def test_a_batch_of_tensors_holds_no_view_of_the_dataset():
    data = TensorDataset(tensor([1.0, 2.0]))
    (batch,) = next(iter(DataLoader(data, 2)))
    batch.data[:] = 0
    assert isinstance(batch, Tensor) and data.tensors[0].tolist() == [1.0, 2.0]
