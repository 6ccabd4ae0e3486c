"""How a check says that something is wrong."""

from __future__ import annotations

import sys
from typing import Any


class CheckFailed(AssertionError):
    """A check's promise does not hold. The message says what was expected, what came, what to try."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message, and which cell to open: it may be folded.

        The way through the checker's own lines helps nobody.
        """
        cell = _running_cell()
        where = [f"(test cell {cell}: if it is folded, click on it to read it)"] if cell else []
        return [f"{type(self).__name__}: {self}", *where]


def _running_cell() -> str:
    """The id of the cell that Jupyter is running; empty outside of Jupyter, or where it does not say."""
    get_ipython: Any = getattr(sys.modules.get("IPython"), "get_ipython", None)
    get_parent: Any = getattr(get_ipython() if get_ipython else None, "get_parent", None)
    return str(get_parent().get("metadata", {}).get("cellId") or "") if get_parent else ""
