"""Processes that write pages: none holds up the others, and none outlives the command."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from autograder.sandbox.inside.namespaces import die_with_parent

Item = TypeVar("Item")
Result = TypeVar("Result")
SECONDS = 60.0  # for one page, which takes a fifth of a second; much more on a busy machine
# Forked, since nbgrader takes seconds to be imported.
_FORK = multiprocessing.get_context("fork")


class _Worker(Generic[Item]):
    def __init__(self, work: Callable[[Item], object]) -> None:
        self.connection, theirs = _FORK.Pipe()
        self._process = _FORK.Process(target=_serve, args=(work, theirs, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, item: Item) -> None:
        self.item, self.deadline = item, time.monotonic() + SECONDS
        self.connection.send(item)

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()


def in_processes(
    work: Callable[[Item], Result], items: Sequence[Item]
) -> Iterator[tuple[Item, Result | None]]:
    """Each item and `work(item)`, as they end; None for one that took too long or ended its process."""
    waiting, busy = [*reversed(items)], [_Worker(work) for _ in range(min(os.cpu_count() or 1, len(items)))]
    try:
        for worker in busy:
            worker.give(waiting.pop())
        while busy:
            seconds = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            spoke = wait([worker.connection for worker in busy], seconds)
            for worker in [*busy]:
                if worker.connection in spoke:
                    answered, result = _answer(worker.connection)
                elif time.monotonic() > worker.deadline:
                    answered, result = False, None
                else:
                    continue
                item = worker.item
                busy.remove(worker)
                if not answered or not waiting:
                    worker.end()
                    worker = _Worker(work) if waiting else worker
                if waiting:
                    busy.append(worker)
                    worker.give(waiting.pop())
                yield item, result
    finally:
        for worker in busy:
            worker.end()


def _answer(connection: Connection) -> tuple[bool, Any]:
    try:
        return True, connection.recv()
    except (EOFError, OSError):
        return False, None


def _serve(work: Callable[[Any], object], connection: Connection, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, whatever it is at
    die_with_parent()
    while os.getppid() == parent:
        connection.send(work(connection.recv()))
