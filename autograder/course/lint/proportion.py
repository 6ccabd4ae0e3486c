"""How much a notebook may ask of its reader: cells, words, given code beside written, long tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import is_exported, is_manual, is_solution, is_test, regions
from autograder.course.error import CourseError
from autograder.course.notebook import begins

VISIBLE = 40  # lines of a test cell that a student sees


@dataclass(frozen=True)
class Budget:
    """given: how many lines may be given for each one that the student writes."""

    cells: int = 70
    words: int = 4500
    given: int = 4


LARGER = {"01_tensor": Budget(90, 5500, 8), "02_autograd": Budget(90, 5500, 8)}  # what all others stand on


def cells(notebook: NotebookNode) -> Iterator[str]:
    if (count := len(notebook.cells)) > (most := _budget(notebook).cells):
        yield f"{count} cells; at most {most}"


def words(notebook: NotebookNode) -> Iterator[str]:
    if (count := count_words(notebook)) > (most := _budget(notebook).words):
        yield f"{count} words of prose; at most {most}"


def given_lines(notebook: NotebookNode) -> Iterator[str]:
    given, written, most = count_given(notebook), count_written(notebook), _budget(notebook).given
    if given > most * written:
        yield f"{given} lines are given for {written} that the student writes; at most {most} for each"


def visible_tests(notebook: NotebookNode) -> Iterator[str]:
    for cell in filter(is_test, notebook.cells):
        if (count := count_visible(cell)) > VISIBLE:
            yield f"cell {cell.id}: {count} lines of the test are visible; at most {VISIBLE}"


def count_words(notebook: NotebookNode) -> int:
    """What stands between spaces and holds a letter or digit, in all Markdown but a manual answer.

    Words in tables count, code blocks do not.
    """
    read = [cell.source for cell in notebook.cells if cell.cell_type == "markdown" and not is_manual(cell)]
    prose = [re.sub(r"^ *```.*?^ *```", "", source, flags=re.MULTILINE | re.DOTALL) for source in read]
    return sum(bool(re.search(r"\w", word)) for source in prose for word in source.split())


def count_given(notebook: NotebookNode) -> int:
    """The lines of exported cells in which the student writes nothing; blank ones and directives apart."""
    given = [cell for cell in notebook.cells if is_exported(cell) and not is_solution(cell)]
    return sum(_lines(cell.source) for cell in given)


def count_written(notebook: NotebookNode) -> int:
    """The lines of all solution regions, blank ones apart."""
    return sum(
        _lines("\n".join(cell.source.split("\n")[begin : end - 1]))
        for cell in notebook.cells
        if cell.cell_type == "code" and is_solution(cell)
        for begin, end in _regions(cell.source, "SOLUTION")
    )


def count_visible(cell: NotebookNode) -> int:
    """The lines of a test cell outside of its hidden region, blank ones apart."""
    lines = cell.source.split("\n")
    for begin, end in _regions(cell.source, "HIDDEN TESTS"):
        lines[begin - 1 : end] = [""] * (end - begin + 1)
    return _lines("\n".join(lines))


def _budget(notebook: NotebookNode) -> Budget:
    with suppress(CourseError):  # which `folder.name` says
        return LARGER.get(begins(notebook).name, Budget())
    return Budget()


def _regions(source: str, kind: str) -> list[tuple[int, int]]:
    with suppress(CourseError):  # which `solutions` and `tests` say
        return regions(source, kind)
    return []


def _lines(source: str) -> int:
    return sum(bool(line.strip()) and not re.match(r"\s*#\s*\|", line) for line in source.split("\n"))
