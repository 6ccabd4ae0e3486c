"""Python source may be parsed by many threads at once."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

from autograder.course.syntax import parse_python


class Burdened:
    """Runs Python code when it is collected, at which point another thread may take over."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sum(range(50))


def test_threads_parse_side_by_side():
    source = "\n".join(f"def f{i}(x): return [x + {i}, (x, {{x: {i}}})]" for i in range(200))

    def parse(_: int) -> int:
        waste = [Burdened() for _ in range(200)]
        del waste
        return len(parse_python(source).body)

    threshold = gc.get_threshold()
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as executor:
            assert set(executor.map(parse, range(60))) == {200}
    finally:
        gc.set_threshold(*threshold)
