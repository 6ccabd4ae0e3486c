"""What the first cell promises: how many points there are, and how long each part takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.course.cells import is_manual, settings
from autograder.course.lint.tests import count_points

POINTS = re.compile(
    r"([\d.]+) (?:points are )?graded automatically, ([\d.]+) of them by checks that you do not see"
    r"(?:; ([\d.]+)(?:, [^.;]*,)? (?:graded )?by a person)?"
)


def points(notebook: NotebookNode) -> Iterator[str]:
    total, hidden = count_points(notebook)
    manual = sum(settings(cell).get("points", 0) for cell in notebook.cells if is_manual(cell))
    said = POINTS.search(" ".join(_title(notebook).split()))
    is_so = [total, round(hidden, 2), manual]
    if said is None or [float(number or 0) for number in said.groups()] != is_so:
        by_hand = f"; {manual:g} by a person" if manual else ""
        yield (
            f"the title does not say: {total:g} points are graded automatically, "
            f"{is_so[1]:g} of them by checks that you do not see{by_hand}"
        )


def minutes(notebook: NotebookNode) -> Iterator[str]:
    """A student plans an evening by them."""
    head, *rows = [_row(line) for line in _title(notebook).split("\n") if line.startswith("|")] or [[]]
    if "minutes" not in head:
        yield "the table of parts in the title has no column `minutes`"
        return
    for row in rows[1:]:  # below the line
        if not row[head.index("minutes")].isdecimal():
            yield f"the table of parts in the title gives no minutes for {row[0]}"


def _title(notebook: NotebookNode) -> str:
    return str(notebook.cells[0].source) if notebook.cells else ""


def _row(line: str) -> list[str]:
    return [entry.strip() for entry in line.strip().strip("|").split("|")]
