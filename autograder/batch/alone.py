"""One batch at a time: two would give one student two seeds, and the gradebook has one writer."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.course import Course
from autograder.error import AutograderError


class BatchRunning(AutograderError):
    """Another process grades in the same course folder."""


@contextmanager
def alone(course: Course, *, wait: bool = False) -> Iterator[None]:
    """Hold the course's lock; a process that dies gives it back.

    If another one has it, wait for it, or raise BatchRunning.
    """
    path = course.root / ".autograder" / "lock"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BatchRunning(
                f"another `autograder grade` is at work in {course.root}: wait until it has ended"
            ) from None
        yield
