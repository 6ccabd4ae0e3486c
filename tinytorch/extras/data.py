"""A loader by any order, orders to visit items in, and datasets one behind the other. Needs module 07."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, Generic, TypeVar

import numpy as np

from tinytorch.core import data as core
from tinytorch.core.data import Dataset
from tinytorch.core.tensor import Generator, Tensor, tensor
from tinytorch.extras.creation import randint, randperm

WORKERS = {
    *("num_workers", "pin_memory", "persistent_workers", "prefetch_factor", "worker_init_fn", "timeout"),
    *("multiprocessing_context", "pin_memory_device"),
}


def in_groups(items: Any, size: int, drop_last: bool) -> Iterator[list[Any]]:
    """Lists of `size` items; the last one may be shorter, or is dropped."""
    items = iter(items)
    while group := list(islice(items, size)):
        if len(group) == size or not drop_last:
            yield group


class DataLoader(core.DataLoader):
    """The loader of 07, which takes a sampler, and what PyTorch's is told about processes: here one loads.

    dataset: may be an IterableDataset. sampler: positions in the order in which they are visited, in the
    place of shuffle. batch_sampler: lists of positions, each a batch.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int = 1,
        shuffle: bool | None = False,
        sampler: Any = None,
        *,
        drop_last: bool = False,
        generator: Generator | None = None,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        batch_sampler: Any = None,
        **workers: Any,
    ):
        for name in workers.keys() - WORKERS:
            raise TypeError(
                f"DataLoader has no {name!r}: a sampler says which items, collate_fn makes the batch"
            )
        if (sampler is not None or batch_sampler is not None) and shuffle:
            raise ValueError("DataLoader: a sampler says the order already, leave shuffle out")
        super().__init__(
            dataset,
            batch_size,
            bool(shuffle),
            drop_last=drop_last,
            generator=generator,
            collate_fn=collate_fn,
        )
        self.sampler, self.batch_sampler = sampler, batch_sampler

    def __iter__(self) -> Iterator[Any]:
        if isinstance(self.dataset, IterableDataset):
            groups = in_groups(self.dataset, self.batch_size, self.drop_last)
            return map(self.collate_fn or core.default_collate, groups)
        if self.batch_sampler is not None:
            return (self.fetch(np.asarray(ids)) for ids in self.batch_sampler)
        return super().__iter__()

    def order(self) -> np.ndarray:
        """The sampler's order, or a new one."""
        return super().order() if self.sampler is None else np.fromiter(self.sampler, np.int64)

    def __len__(self) -> int:
        if self.batch_sampler is not None:
            return len(self.batch_sampler)
        if self.sampler is None:
            return super().__len__()
        n = len(self.sampler)
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)


T = TypeVar("T")


class Sampler(Generic[T]):
    """Positions in the order in which they are visited: write `__iter__` and `__len__`."""

    def __init__(self, data_source: Any = None): ...

    def __iter__(self) -> Iterator[T]:
        raise NotImplementedError(f"{type(self).__name__} needs __iter__, which gives positions")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} needs __len__, the number of positions")


class SequentialSampler(Sampler[int]):
    """0, 1, 2, ..."""

    def __init__(self, data_source: Any):
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """Each position once, in an order that is drawn; with replacement, `num_samples` of them."""

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ):
        self.data_source, self.replacement, self.generator = data_source, replacement, generator
        self.num_samples = len(data_source) if num_samples is None else num_samples

    def __iter__(self) -> Iterator[int]:
        n = len(self.data_source)
        if self.replacement:
            return iter(randint(0, n, (self.num_samples,), generator=self.generator).tolist())
        drawn = [i for _ in range(-(-self.num_samples // n)) for i in randperm(n, self.generator).tolist()]
        return iter(drawn[: self.num_samples])

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """The positions given, in an order that is drawn."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None):
        self.indices, self.generator = indices, generator

    def __iter__(self) -> Iterator[int]:
        return iter([int(self.indices[i]) for i in randperm(len(self.indices), self.generator).tolist()])

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """`num_samples` positions drawn by weight."""

    def __init__(
        self, weights: Any, num_samples: int, replacement: bool = True, generator: Generator | None = None
    ):
        self.weights = weights.detach() if isinstance(weights, Tensor) else tensor(weights).double()
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __iter__(self) -> Iterator[int]:
        drawn = self.weights.multinomial(self.num_samples, self.replacement, generator=self.generator)
        return iter(drawn.tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """The positions of a sampler in lists of `batch_size`."""

    def __init__(self, sampler: Any, batch_size: int, drop_last: bool):
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[int]]:
        return in_groups(self.sampler, self.batch_size, self.drop_last)

    def __len__(self) -> int:
        n = len(self.sampler)
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)


class IterableDataset(Dataset):
    """Items one after the other, as `__iter__` gives them: no positions, no length."""

    def __len__(self) -> int:
        raise TypeError(f"{type(self).__name__} is a stream, which has no length and is not shuffled")


class ConcatDataset(Dataset):
    """The items of several datasets, one behind the other."""

    def __init__(self, datasets: Sequence[Any]):
        self.datasets = list(datasets)
        self.cumulative_sizes = list(accumulate(len(d) for d in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1] if self.datasets else 0

    def __getitem__(self, index: int) -> Any:
        i = index + len(self) if index < 0 else index
        if not 0 <= i < len(self):
            raise IndexError(f"item {index} of {len(self)}")
        part = bisect_right(self.cumulative_sizes, i)
        return self.datasets[part][i - (self.cumulative_sizes[part - 1] if part else 0)]
