"""How far a batch or one long task has come: a bar in a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import count

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


Ended = Callable[[Outcome], object]
"""Called with each outcome, in the thread that grades."""

Progress = Callable[[str, int], AbstractContextManager[Ended]]
"""Told an assignment's name and how many submissions are due; watches while they are graded."""


@contextmanager
def silent(assignment: str, total: int) -> Iterator[Ended]:
    """Tells nobody."""
    yield lambda outcome: None


def progress_on(console: Console) -> Progress:
    """A bar if somebody is looking, a line a submission if not."""
    return partial(_bar if console.is_terminal else _lines, console)


@contextmanager
def _lines(console: Console, assignment: str, total: int) -> Iterator[Ended]:
    """One line for each submission, as it ends."""
    numbers = count(1)

    def ended(outcome: Outcome) -> None:
        line = f"{assignment} {next(numbers)}/{total} {outcome}"
        console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)

    yield ended


@contextmanager
def _bar(console: Console, assignment: str, total: int) -> Iterator[Ended]:
    """Count, rate and time left; above it only what could not be graded."""
    with _bars(console, _Rate()) as bars:
        task = bars.add_task(assignment, total=total)

        def ended(outcome: Outcome) -> None:
            if not outcome.graded:
                console.print(str(outcome), markup=False, emoji=False, highlight=False)
            bars.advance(task)

        yield ended


def _bars(console: Console, *besides: ProgressColumn, transient: bool = False) -> Bars:
    """The columns of every bar, and `besides` before the time left."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), *besides)
    return Bars(*columns, TimeRemainingColumn(), console=console, transient=transient)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")
