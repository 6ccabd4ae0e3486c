"""How a check says that something is wrong."""

from __future__ import annotations


class CheckFailed(AssertionError):
    """A check's promise does not hold. The message says what was expected, what came, what to try."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message alone. The way through the checker's own lines helps nobody."""
        return [f"{type(self).__name__}: {self}"]
