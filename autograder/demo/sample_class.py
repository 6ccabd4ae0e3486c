"""A sample class, made from the reference notebooks as tests/sample_class/class.toml says."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course import Assignment, Course
from autograder.course.cells import is_solution
from autograder.course.notebook import read_notebook
from autograder.release.student import released
from autograder.verify import Solution, SolutionError, read_solutions

FOLDER = "tests/sample_class"


@dataclass(frozen=True)
class SampleStudent:
    """One student: see class.toml for what each field means."""

    name: str
    story: str
    hands_in: tuple[str, ...]
    done: float = 1.0
    alternatives: bool = False
    wrong: tuple[str, ...] = ()
    plants: str | None = None
    trains: bool = False

    def notebook(self, assignment: Assignment) -> NotebookNode:
        """What this student hands in."""
        solved = assignment.notebook()
        for solution in self._solutions(assignment):
            solved = _fitting(solution, solved)
        handed_in = copy.deepcopy(released(assignment))
        sources = {cell.id: cell.source for cell in solved.cells}
        own = [cell for cell in handed_in.cells if is_solution(cell) and cell.cell_type == "code"]
        for cell in own[: round(self.done * len(own))]:
            cell.source = sources[cell.id]
        if self.plants:
            code = (assignment.course.root / FOLDER / self.plants).read_text(encoding="utf-8")
            first = next(i for i, cell in enumerate(handed_in.cells) if cell.cell_type == "code")
            handed_in.cells.insert(first + 1, new_code_cell(code, id="planted"))
        return handed_in

    def _solutions(self, assignment: Assignment) -> list[Solution]:
        known = read_solutions(assignment)
        return [s for s in known if s.name in self.wrong or (self.alternatives and s.fails is None)]


def sample_class(course: Course) -> list[SampleStudent]:
    """The students of the course's class.toml, in its order."""
    text = (course.root / FOLDER / "class.toml").read_text(encoding="utf-8")
    return [_student(entry) for entry in tomllib.loads(text)["student"]]


def hand_in(student: SampleStudent, course: Course) -> None:
    """Write the student's notebooks to where nbgrader looks for them."""
    for assignment in map(course.assignment, student.hands_in):
        path = _submission(student, assignment)
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(student.notebook(assignment)), encoding="utf-8")


def submitted_modules(student: SampleStudent, milestone: Assignment) -> list[NotebookNode]:
    """The student's own notebooks of the modules that a milestone uses, in order."""
    return [read_notebook(_submission(student, module)) for module in milestone.prerequisites]


def _submission(student: SampleStudent, assignment: Assignment) -> Path:
    return assignment.submission(student.name) / assignment.path.name


def _fitting(solution: Solution, notebook: NotebookNode) -> NotebookNode:
    """With the solution's edits; without them where an earlier one has rewritten the same lines."""
    try:
        return solution.apply(notebook)
    except SolutionError:
        return notebook


def _student(entry: Mapping[str, Any]) -> SampleStudent:
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return SampleStudent(**{**entry, **lists})
