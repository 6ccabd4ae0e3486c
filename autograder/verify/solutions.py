"""Wrong and alternative solutions: data in tests/solutions/<assignment>.toml, each an edit of the reference.

[[wrong]]
name = "mean does not divide"
cell = "mean_rule"
old = "restored(g / n, fn)"       # occurs exactly once in the cell
new = "restored(g, fn)"
fails = "mean: gradient, other shapes"
knockout = true                   # so telling that every milestone on this module has to notice it

[[alternative]]
name = "matmul by loops"
edits = [{ cell = "matmul", old = "...", new = "..." }, ...]
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.error import AutograderError


class SolutionError(AutograderError):
    """A solution file is at fault; the message says which entry and why."""


@dataclass(frozen=True)
class Edit:
    """In one cell, `old`, which occurs exactly once, becomes `new`."""

    cell: str
    old: str
    new: str


@dataclass(frozen=True)
class Solution:
    """The reference with some edits.

    fails: the check that must notice; None for a correct solution. knockout: whether milestones must, too.
    """

    name: str
    edits: tuple[Edit, ...]
    fails: str | None = None
    knockout: bool = False

    def apply(self, notebook: NotebookNode) -> NotebookNode:
        """A copy of the notebook with the edits made. Raises SolutionError if one does not fit."""
        edited = copy.deepcopy(notebook)
        cells = {cell.id: cell for cell in edited.cells}
        for edit in self.edits:
            cell = cells.get(edit.cell)
            if cell is None:
                raise SolutionError(f"{self.name}: no cell {edit.cell!r}")
            if (count := cell.source.count(edit.old)) != 1:
                raise SolutionError(
                    f"{self.name}: expected the old text once in cell {edit.cell}, found it {count} times"
                )
            cell.source = cell.source.replace(edit.old, edit.new)
        return edited


def read_solutions(assignment: Assignment) -> list[Solution]:
    """All wrong and alternative solutions of an assignment; none if it has no file."""
    path = assignment.course.root / "tests" / "solutions" / f"{assignment.name}.toml"
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        wrong = [_solution(entry, entry["fails"]) for entry in entries.get("wrong", [])]
        return wrong + [_solution(entry, None) for entry in entries.get("alternative", [])]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise SolutionError(f"{path.name}: {'no ' if isinstance(error, KeyError) else ''}{error}") from error


def _solution(entry: Mapping[str, Any], fails: str | None) -> Solution:
    edits = entry.get("edits") or [entry]
    changes = tuple(Edit(e["cell"], e["old"], e["new"]) for e in edits)
    return Solution(entry["name"], changes, fails, entry.get("knockout", False))
