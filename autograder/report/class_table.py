"""A class at a glance: who has how many points, and what failed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.batch.grade import Batch
from autograder.grading.state import Outcome
from autograder.naming import printable, some

NAMED = 3  # failures named of each assignment; a blank notebook fails them all
LOG_WIDTH = 120
WIDE = 4  # columns of assignments, beside which there is room to say what failed


def print_class(batches: Sequence[Batch], console: Console) -> None:
    """One row a student, then what the table cannot say. Plain ASCII where nobody is looking.

    What nobody handed in has no column. Many assignments have narrow ones, and what failed stands below them.
    """
    if not console.is_terminal:
        console = Console(file=console.file, width=LOG_WIDTH)
    shown = [batch for batch in batches if batch.outcomes]
    many = len(shown) > WIDE
    frame = box.ROUNDED if console.is_terminal else box.ASCII
    table = Table(box=frame, show_lines=not many, padding=(0, 0 if many else 1))
    table.add_column("student")
    for batch in shown:
        table.add_column(_number(batch) if many else batch.assignment.name, justify="right", no_wrap=many)
    if not many:
        table.add_column("what failed")
    said = []
    for student in sorted({name for batch in shown for name in batch.outcomes}):
        outcomes = [batch.outcomes.get(student) for batch in shown]
        failed = [line for batch in shown for line in _what_failed(batch, student)]
        points = [Text(_few(outcome) if many else _points(outcome)) for outcome in outcomes]
        table.add_row(Text(printable(student)), *points, *([] if many else [Text("\n".join(failed))]))
        said += [f"{printable(student)}: {line}" for line in failed] if many else []
    if table.row_count:
        console.print(table)
    for sentence in [*said, *(sentence for batch in batches for sentence in _besides(batch))]:
        console.print(sentence, markup=False, emoji=False, highlight=False, soft_wrap=True)


def _number(batch: Batch) -> str:
    """What is left of a name in a narrow column: 01 of 01_tensor, 1957 of 01_1957_perceptron."""
    parts = batch.assignment.name.split("_")
    return parts[1] if batch.assignment.kind == "milestone" else parts[0]


def _besides(batch: Batch) -> Iterator[str]:
    name = batch.assignment.name
    if not batch.handed_in:
        yield f"{name}: nothing to grade; expected submitted/<student>/{name}/{name}.ipynb"
    if batch.changed:
        yield (
            f"{name}: handed in again after it was graded, and left as it was: "
            f"{some(map(printable, batch.changed))}; to grade it anew, use --regrade"
        )


def _points(outcome: Outcome | None) -> str:
    if outcome is None:
        return "not submitted"
    if outcome.points is None:
        return "not graded"
    return f"{outcome.points:.4g} / {outcome.max_points:.4g}"


def _few(outcome: Outcome | None) -> str:
    """Points alone: "-" of nothing handed in, "?" of what could not be graded."""
    if outcome is None:
        return "-"
    return "?" if outcome.points is None else f"{outcome.points:.4g}"


def _what_failed(batch: Batch, student: str) -> Iterator[str]:
    outcome = batch.outcomes.get(student)
    if outcome is None:
        return
    if not outcome.graded:
        yield f"{batch.assignment.name} could not be graded: {'; '.join(outcome.problems)}"
        return
    if outcome.cause:
        yield f"{batch.assignment.name}: {outcome.cause}"
    # Those that say more than a word first: "gradients flowing 0/2" must not be among the "3 more". What was
    # only not counted last: the cause has said why.
    telling = sorted(outcome.failures, key=lambda f: (f.word == "not counted", not f.summary))
    failed = [f"{failure.check}: {failure.summary or failure.word}" for failure in telling[:NAMED]]
    if len(outcome.failures) > NAMED:
        failed.append(f"and {len(outcome.failures) - NAMED} more")
    if failed:
        yield f"{batch.assignment.name}: {'; '.join(failed)}"
    if outcome.problems:
        yield f"{batch.assignment.name}, besides: {'; '.join(outcome.problems)}"
