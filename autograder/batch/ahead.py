"""Work done ahead of the one who takes the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(
    executor: Executor, work: Callable[[Item], Result], items: Iterable[Item], limit: int
) -> Iterator[Result]:
    """`work(item)` for each item, as they end, with at most `limit` begun and not yet taken.

    The limit keeps a thousand notebooks with their outputs from waiting in memory for the writer. What was
    not begun when the caller stops is not begun at all.
    """
    begun: set[Future[Result]] = set()
    try:
        for item in items:
            begun.add(executor.submit(work, item))
            if len(begun) >= limit:
                ended, begun = wait(begun, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in ended)
        while begun:
            ended, begun = wait(begun, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in ended)
    finally:
        for future in begun:
            future.cancel()
