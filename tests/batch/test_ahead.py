"""Submissions run ahead of the writer, but not too far."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from autograder.batch.ahead import ahead


def test_every_result_comes_once_and_never_more_than_the_limit_are_under_way():
    begun, taken, lock, most = 0, 0, Lock(), 0

    def work(item):
        nonlocal begun, most
        with lock:
            begun += 1
            most = max(most, begun - taken)
        return item * item

    results = []
    with ThreadPoolExecutor(2) as executor:
        for result in ahead(executor, work, range(20), limit=4):
            results.append(result)
            taken += 1
    assert sorted(results) == [item * item for item in range(20)]
    assert most <= 5


def test_what_was_not_begun_when_the_caller_stops_is_never_begun():
    seen, stopped = [], Event()

    def work(item):
        seen.append(item)
        if item > 0:
            stopped.wait()

    with ThreadPoolExecutor(1) as executor:
        results = ahead(executor, work, range(100), limit=50)
        next(results)
        results.close()
        stopped.set()
    assert len(seen) <= 2


def test_an_error_of_the_work_reaches_the_caller():
    with ThreadPoolExecutor(1) as executor, pytest.raises(ZeroDivisionError):
        list(ahead(executor, lambda item: 1 / item, [1, 0], limit=2))
