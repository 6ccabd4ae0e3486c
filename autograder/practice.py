"""A student's own rehearsal: the notebook from top to bottom in a fresh kernel, each visible check by itself.

What it reports is for the student's eyes. Points for the gradebook come from the judge alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from textwrap import indent
from typing import Any, get_args

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checks.compare import Agreement
from autograder.checks.table import Table
from autograder.course.cells import is_test, settings
from autograder.course.error import CourseError
from autograder.course.notebook import read_notebook
from autograder.course.syntax import parse_python
from autograder.course.testcell import CheckSpec, has_more, parse, shares
from autograder.judge import CellVerdict, CheckVerdict, Word
from autograder.kernel import InterruptIgnored, run_notebook
from autograder.release.demonstrations import untouched
from autograder.release.exports import left_out
from autograder.release.stubs import Unwritten, still_unwritten, unwritten

SECONDS_PER_CELL = 120
DAMAGED = "no check can be read in this cell any more: put it back as it was released"
WENT_ON = (
    f"stopped after {SECONDS_PER_CELL} s; it went on when it was interrupted, so the kernel was ended here: "
    "look for a loop without end, and for an `except:` that catches all"
)


@dataclass(frozen=True)
class Practice:
    """The rehearsal of one notebook.

    troubles: what other cells raised, as (cell id, message).
    unwritten: the functions that are still stubs, here or in the package if something called them.
    hidden_points: what the checks that only the grader has are worth.
    left_out: sentences about what the notebook has and the package will lack.
    """

    notebook: str
    cells: tuple[CellVerdict, ...]
    troubles: tuple[tuple[str, str], ...]
    unwritten: tuple[Unwritten, ...]
    hidden_points: float
    left_out: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(cell.points for cell in self.cells)

    @property
    def max_points(self) -> float:
        return sum(cell.max_points for cell in self.cells)


def check_notebook(path: Path) -> Practice:
    """Run a notebook from top to bottom, and every visible check whatever the others do.

    A milestone's demonstrations are left out as they were released, as in grading.

    Raises CourseError if there is no notebook at `path`, or one without test cells, or without their points.
    """
    notebook = read_notebook(path)
    cells, copies = _each_test_once(notebook.cells)
    tests = list(filter(is_test, cells))
    if not tests:
        raise CourseError(f"{path} has no test cell; expected those that it was released with: restore them")
    all_points = sum(map(_points, tests))
    shown = untouched(notebook)
    code = [cell for cell in cells if cell.cell_type == "code" and cell.id not in shown]
    written = [cell for cell in code if cell.source.strip()]
    steps = [step for cell in written for step in _steps(cell)]
    _run(steps, path.parent)
    missing = [*_stubs_in(written), *unwritten("\n".join(step.message for step in steps))]
    _blame_the_first(steps)
    visible = {
        cell.id: [step for step in steps if step.cell == cell.id and step.check] or _damaged(cell)
        for cell in tests
    }
    verdicts = [_verdict(cell, checks) for cell in tests if (checks := visible[cell.id])]
    return Practice(
        path.name,
        tuple(verdicts),
        (*copies, *((step.cell, step.message) for step in steps if not step.check and step.message)),
        tuple(dict.fromkeys(missing)),
        all_points - sum(verdict.max_points for verdict in verdicts),
        tuple(left_out(notebook)),
    )


def _stubs_in(cells: list[NotebookNode]) -> list[Unwritten]:
    """What is yours to write and is not written, though nothing here may call it: a prediction, say."""
    readable = []
    for cell in cells:
        with suppress(SyntaxError):  # a magic, or what the kernel will tell
            parse_python(cell.source)
            readable.append(cell.source)
    return still_unwritten("\n".join(readable))


def _each_test_once(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[tuple[str, str]]]:
    """The cells without second copies of a test cell, and what to say of those: (cell id, message)."""
    kept: list[NotebookNode] = []
    copies: dict[str, str] = {}  # by the id of the cell, what it is a copy of
    seen: set[str] = set()
    for cell in cells:
        name = str(settings(cell).get("grade_id", cell.id))
        if is_test(cell) and name in seen:
            copies[cell.id] = name
            continue
        kept.append(cell)
        if is_test(cell):
            seen.add(name)
    if len(copies) > 1:  # a notebook pasted after itself
        message = f"{len(copies)} cells are copies of test cells: only the first of each counts; delete them"
        return kept, [(", ".join(dict.fromkeys(copies.values())), message)]
    message = "a copy of the test cell {}: only the first counts; delete it"
    return kept, [(id, message.format(name)) for id, name in copies.items()]


@dataclass
class _Step:
    """What the kernel is given at once, and what came of it: a cell, or one statement of a test cell."""

    cell: str
    source: str
    check: CheckSpec | None = None
    word: Word = "not reached"
    message: str = ""


def _steps(cell: NotebookNode) -> Iterator[_Step]:
    """A test cell is taken apart, so that a failing check hides no other; hidden checks are left out."""
    try:
        checks = parse(cell.source) if is_test(cell) else ()
    except CourseError:  # the student has changed the test: let the kernel say what is wrong with it
        checks = ()
    if not is_test(cell) or not checks:
        yield _Step(cell.id, cell.source)
        return
    visible = {spec.statement: spec for spec in checks if not spec.hidden}
    for index, statement in enumerate(parse_python(cell.source).body[: max(visible, default=-1) + 1]):
        yield _Step(cell.id, ast.unparse(statement), visible.get(index))


def _damaged(cell: NotebookNode) -> list[_Step]:
    """What stands for the checks of a test cell in which the student left none; nothing in any other."""
    with suppress(CourseError):
        if parse(cell.source) or has_more(cell.source) or not _points(cell):
            return []
    return [_Step(cell.id, cell.source, CheckSpec("its checks", "value", 0), message=DAMAGED)]


def _run(steps: list[_Step], folder: Path) -> None:
    """Fill in what comes of each step, in a fresh kernel that works in `folder`."""

    def record(cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        step, reply = steps[cell_index], execute_reply["content"]
        step.word, step.message = "ok", ""
        if reply["status"] == "error":
            failed = reply["ename"] == "CheckFailed"
            step.word = _judged(reply["evalue"]) if failed else "raised an error"
            step.message = reply["evalue"] if failed else f"{reply['ename']}: {_plain(reply['evalue'])}"

    try:
        run_notebook(
            new_notebook(cells=[new_code_cell(step.source) for step in steps]),
            folder,
            allow_errors=True,
            timeout=SECONDS_PER_CELL,
            interrupt_on_timeout=True,
            error_on_timeout={"ename": "TimeoutError", "evalue": f"stopped after {SECONDS_PER_CELL} s"},
            on_cell_executed=record,
        )
    except DeadKernelError as error:
        died = next(step for step in steps if step.word == "not reached")
        what = WENT_ON if isinstance(error, InterruptIgnored) else "the kernel died here"
        died.word, died.message = "raised an error", f"{what}; what follows was not reached"


def _judged(message: str) -> Word:
    """The judge's word for what a failed check says, which begins with it after the name of the check."""
    return next((word for word in get_args(Agreement) if f": {word}: " in message), "wrong value")


def _plain(message: str) -> str:
    """Without the name of a file that the kernel made up for a cell."""
    return re.sub(r"\(\d+\.py, (line \d+)\)", r"(\1)", message)


def _blame_the_first(steps: list[_Step]) -> None:
    """In a test cell, what fails after a line that raised may be its consequence: name that error.

    A check binds no name, so none fails because of another. The error is told once, with the first check that
    was not reached. The hint of that one, and of a check whose own line raised, was never printed, so it
    follows here. What is not written yet needs neither: a hint would come before the thought.
    """
    broken: dict[str, str] = {}
    told: set[str] = set()
    for step in steps:
        if step.word in ("ok", "not reached"):
            continue
        if step.check is None:
            broken.setdefault(step.cell, step.message)
        first = broken.get(step.cell, "")
        if unwritten(step.message + first):
            step.word, step.message = "not written", ""
        elif step.check and first:
            step.word, step.message = "not reached", ""
            if step.cell not in told:
                step.message = f"an earlier line of this cell raised {first}{_hint(step.check)}"
            told.add(step.cell)
        elif step.check and step.word == "raised an error":
            step.message += _hint(step.check)


def _hint(check: CheckSpec) -> str:
    return f"\nHint: {check.hint}" if check.hint else ""


def _verdict(cell: NotebookNode, steps: list[_Step]) -> CellVerdict:
    specs = [(step, step.check) for step in steps if step.check]
    worth = shares([spec for _, spec in specs], _points(cell), more_hidden=has_more(cell.source))
    checks = tuple(
        CheckVerdict(spec.name, step.word, share if step.word == "ok" else 0.0, share, summary=step.message)
        for (step, spec), share in zip(specs, worth, strict=True)
    )
    return CellVerdict(cell.id, sum(check.points for check in checks), sum(worth), checks)


def _points(cell: NotebookNode) -> float:
    points = settings(cell).get("points", 0)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < inf:
        raise CourseError(
            f"cell {cell.id}: expected its points to be a number; got {points!r}; "
            "put the cell back as it was released"
        )
    return points


def describe(practice: Practice) -> str:
    """The rehearsal as text: a table of checks, what went wrong and where, and the sum."""
    rows = [
        (cell.cell, check.name, check.word, "" if number else f"{cell.points:.3g}/{cell.max_points:.3g}")
        for cell in practice.cells
        for number, check in enumerate(cell.checks)
    ]
    failed = _messages(practice)
    messages = [*practice.troubles, *failed, *_stubs(practice)]
    if failed and sum(cell.points < cell.max_points for cell in practice.cells) > 1:
        messages.append(("several cells fail", "mend the first one first: others may follow from it"))
    if practice.left_out:
        messages.append(("not in the package", "\n".join(practice.left_out)))
    return "\n".join(
        [
            str(Table(("cell", "check", "result", "points"), rows, practice.notebook)),
            *(f"\n{where}:\n{indent(message, '    ')}" for where, message in messages),
            f"\n{practice.points:.3g} of {practice.max_points:.3g} visible points; "
            f"{practice.hidden_points:g} more are for checks that only the grader has",
        ]
    )


def _stubs(practice: Practice) -> Iterator[tuple[str, str]]:
    """What is still a stub: in this notebook it is to be written, in the package to be exported, too."""
    by_notebook: dict[str, list[str]] = {}
    for function, notebook in practice.unwritten:
        by_notebook.setdefault(notebook, []).append(function)
    for notebook, functions in by_notebook.items():
        if notebook == Path(practice.notebook).stem:
            yield "not written yet", ", ".join(functions)
        else:
            advice = f"complete {notebook}, then autograder export {notebook}"
            yield f"not exported from {notebook} yet", f"{', '.join(functions)}: {advice}"


def _messages(practice: Practice) -> list[tuple[str, str]]:
    return [
        (f"{cell.cell}, {check.name}", check.summary)
        for cell in practice.cells
        for check in cell.checks
        if check.summary
    ]
