"""Which functions a notebook calls: what calls none of those that an edit changes need not run again.

For an author's `verify`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from types import FrameType

from autograder.checks import check

ANSWER = "(the functions called)"
_called: set[str] = set()


def record() -> None:
    """From now on note the name of every function that is called, here and in processes forked from here."""
    threading.setprofile(_note)  # for threads that start from here on
    sys.setprofile(_note)


def answer(functions: Sequence[str]) -> None:
    """Answer, for each of some functions, whether it was called, or a function that is defined in it.

    Raises RuntimeError if not all calls were noted: another profiler was at work.
    """
    if sys.getprofile() is not _note:
        raise RuntimeError("another profiler was at work")
    sys.setprofile(None)
    outermost = {name.partition(".<locals>")[0] for name in _called}
    check.value(ANSWER, {name: name in outermost for name in functions})


def _note(frame: FrameType, event: str, argument: object) -> None:
    _called.add(frame.f_code.co_qualname)
