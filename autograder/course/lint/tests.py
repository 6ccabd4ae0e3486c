"""The form of test cells, and how a module's points are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from nbformat import NotebookNode

from autograder.course.cells import is_manual, is_test, regions, settings
from autograder.course.error import CourseError
from autograder.course.testcell import GRADER_CHECKS, CheckSpec, has_more, parse, shares

LEAST_POINTS = 20
SPARE = "hidden_spare"  # may be empty: once somebody is graded, nbgrader takes no new cell


def test_cells(notebook: NotebookNode) -> Iterator[str]:
    names: Counter[str] = Counter()
    for cell in filter(is_test, notebook.cells):
        try:
            checks = parse(cell.source)
        except CourseError as error:
            yield f"cell {cell.id}, {error}"
            continue
        names.update(spec.name for spec in checks)
        yield from _test(cell, checks)
    yield from (f"{times} checks are called {name!r}" for name, times in names.items() if times > 1)


def _test(cell: NotebookNode, checks: tuple[CheckSpec, ...]) -> Iterator[str]:
    if not checks and cell.id != SPARE:
        yield f"cell {cell.id}: a test cell without a check"
    if not settings(cell).get("points", 0) > 0 and cell.id != SPARE:
        yield f"cell {cell.id}: a test cell without points"
    kind, prefix = ("hidden", "hidden_") if all(s.hidden for s in checks) else ("visible", "check_")
    if checks and not cell.id.startswith(prefix):
        yield f"cell {cell.id}: the id of a {kind} test cell begins with {prefix}"
    if has_more(cell.source) and not any(spec.hidden for spec in checks):
        yield f"cell {cell.id}: it says `{GRADER_CHECKS}...`, but no check in it is hidden"
    yield from _hidden_region(cell)


def _hidden_region(cell: NotebookNode) -> Iterator[str]:
    """Students see the visible checks, if any, and a comment that names the topic of the others."""
    source = cell.source.strip()
    lines, hidden = ["", *source.split("\n")], regions(source, "HIDDEN TESTS")
    if not hidden:
        return
    (begin, end), *others = hidden
    if others or end != len(lines) - 1 or not lines[begin - 1].startswith(GRADER_CHECKS):
        yield f"cell {cell.id}: expected a line `{GRADER_CHECKS}...`, then one hidden region to the end"


def count_points(notebook: NotebookNode) -> tuple[float, float]:
    """What can be earned without a human: in all, and by hidden checks."""
    total, hidden = 0.0, 0.0
    for cell in filter(is_test, notebook.cells):
        points = settings(cell).get("points", 0)
        total += points
        with suppress(CourseError):  # which has been said
            checks = parse(cell.source)
            worth = zip(checks, shares(checks, points), strict=True)
            hidden += sum(share for spec, share in worth if spec.hidden)
    return total, hidden


def module_points(notebook: NotebookNode) -> Iterator[str]:
    total, hidden = count_points(notebook)
    if total < LEAST_POINTS:
        yield f"{total:g} points are graded automatically; expected {LEAST_POINTS} or more"
    if not total / 3 <= hidden <= total * 3 / 4:
        yield f"{hidden:g} of {total:g} points are hidden; expected a third to three quarters"
    manual = [cell.id for cell in notebook.cells if is_manual(cell)]
    if len(manual) != 1:
        yield f"one reflection is graded by hand, not {len(manual)}: {', '.join(manual) or 'there is none'}"
