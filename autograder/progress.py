"""How far a batch or one long task has come: a bar in a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from autograder.grading.state import Outcome

Step = Callable[[int, int, str], None]
"""Called with number, count and name of each step."""

LINES = 10  # at most that many of one task in a log


@contextmanager
def steps_on(console: Console, title: str) -> Iterator[Step]:
    """Gives a function to call at each step of one task."""
    if console.is_terminal:
        with _bars(console, transient=True) as bar:
            task = bar.add_task(title)

            def advance(number: int, count: int, name: str) -> None:
                bar.update(task, completed=number, total=count, description=f"{title}: {name}")

            yield advance
        return

    def line(number: int, count: int, name: str) -> None:
        if number * LINES // count > (number - 1) * LINES // count:
            console.print(f"{title} {number}/{count} {name}", markup=False, emoji=False, soft_wrap=True)

    yield line


class Progress(Protocol):
    """Told by the batch. Each call is made in the thread that grades."""

    def begin(self, assignment: str, total: int) -> None: ...

    def ended(self, outcome: Outcome) -> None: ...

    def finish(self) -> None: ...


def progress_on(console: Console) -> Progress:
    """A bar if somebody is looking, a line a submission if not."""
    return Bar(console) if console.is_terminal else Lines(console)


class Silent:
    """Tells nobody."""

    def begin(self, assignment: str, total: int) -> None: ...

    def ended(self, outcome: Outcome) -> None: ...

    def finish(self) -> None: ...


class Lines:
    """One line for each submission, as it ends."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._assignment, self._total, self._count = "", 0, 0

    def begin(self, assignment: str, total: int) -> None:
        self._assignment, self._total, self._count = assignment, total, 0

    def ended(self, outcome: Outcome) -> None:
        self._count += 1
        line = f"{self._assignment} {self._count}/{self._total} {outcome}"
        self._console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)

    def finish(self) -> None: ...


class Bar:
    """Count, rate and time left; above it only what could not be graded."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, assignment: str, total: int) -> None:
        self._bars = _bars(self._console, _Rate())
        self._task = self._bars.add_task(assignment, total=total)
        self._bars.start()

    def ended(self, outcome: Outcome) -> None:
        if not outcome.graded:
            self._console.print(str(outcome), markup=False, emoji=False, highlight=False)
        self._bars.advance(self._task)

    def finish(self) -> None:
        self._bars.stop()


def _bars(console: Console, *besides: ProgressColumn, transient: bool = False) -> Bars:
    """The columns of every bar, and `besides` before the time left."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), *besides)
    return Bars(*columns, TimeRemainingColumn(), console=console, transient=transient)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")
