"""The course folder as it is. Every fact about an assignment is read from its notebook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

from autograder.course.cells import is_draft, is_test, settings
from autograder.course.error import CourseError
from autograder.course.notebook import begins, read_notebook
from autograder.course.testcell import TestCell, parse

Kind = Literal["module", "milestone"]


class Course:
    """A course folder, laid out as nbgrader expects it.

    root: holds modules/, milestones/ and the package's facades in tinytorch/; once the course is in use also
    release/, submitted/, autograded/, feedback/, gradebook.db, and .autograder/ for our own state.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not (self.root / "modules").is_dir():
            raise CourseError(f"{self.root} is not a course: expected a folder modules/ in it")
        self.modules = self._found("module")
        self.milestones = self._found("milestone")

    @classmethod
    def around(cls, place: Path) -> Course:
        """The course that `place` lies in: the nearest folder upward that holds modules/."""
        place = place.resolve()
        for folder in (place, *place.parents):
            if (folder / "modules").is_dir():
                return cls(folder)
        raise CourseError(f"no course at {place}: expected modules/ there or above; go to the course")

    @property
    def package(self) -> Path:
        """Where notebooks are exported to."""
        return self.root / "tinytorch"

    @property
    def submitted(self) -> Path:
        """Where students' work is handed in, a folder for each."""
        return self.root / "submitted"

    @property
    def notebooks(self) -> list[Assignment]:
        """All that there are."""
        return [*self.modules, *self.milestones]

    @property
    def drafts(self) -> list[Assignment]:
        """The notebooks without a graded cell: a module's is exported, and needed by later ones."""
        return [notebook for notebook in self.notebooks if notebook.is_draft]

    @property
    def assignments(self) -> list[Assignment]:
        """What is released and graded: all but the drafts."""
        return [notebook for notebook in self.notebooks if not notebook.is_draft]

    def assignment(self, name: str, among: Sequence[Assignment] | None = None) -> Assignment:
        """The one called `name`: in full, or without number and year ("perceptron") if that is unique.

        A draft is found, too, since it can be exported. Raises CourseError with the names that exist.
        """
        candidates = self.notebooks if among is None else among
        found = [a for a in candidates if a.name == name] or [a for a in candidates if a.short_name == name]
        if len(found) == 1:
            return found[0]
        problem = "several assignments are" if found else "no assignment is"
        names = ", ".join(a.name for a in found or candidates) or "none"
        raise CourseError(f"{problem} called {name!r}; there is {names}")

    def _found(self, kind: Kind) -> list[Assignment]:
        folders = sorted((self.root / f"{kind}s").glob("[0-9][0-9]_*"))
        notebooks = [folder / f"{folder.name}.ipynb" for folder in folders]
        return [Assignment(self, kind, path) for path in notebooks if path.is_file()]

    def __repr__(self) -> str:
        return f"Course({str(self.root)!r}: {len(self.modules)} modules, {len(self.milestones)} milestones)"


@dataclass(frozen=True)
class Assignment:
    """One module or milestone: a folder and the notebook in it of the same name."""

    course: Course
    kind: Kind
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> int:
        return int(self.name[:2])

    @property
    def short_name(self) -> str:
        """The name without number and year: "tensor", "perceptron"."""
        return re.sub(r"^\d\d_(\d{4}_)?", "", self.name)

    def submission(self, student: str) -> Path:
        """The folder in which that student hands it in."""
        return self.course.submitted / student / self.name

    def notebook(self) -> NotebookNode:
        """The notebook, read anew."""
        return read_notebook(self.path)

    @cached_property
    def is_draft(self) -> bool:
        """Whether nothing in it is graded, yet."""
        return is_draft(self.notebook())

    @cached_property
    def test_cells(self) -> list[TestCell]:
        """The graded code cells, in order."""
        return [_test_cell(self.path, cell) for cell in self.notebook().cells if is_test(cell)]

    @property
    def points(self) -> float:
        """What can be earned without a human: the sum over the test cells."""
        return sum(cell.points for cell in self.test_cells)

    @property
    def prerequisites(self) -> list[Assignment]:
        """The modules that it may import: all before it; of a milestone, those that its `begin` names."""
        modules = self.course.modules
        if self.kind == "module":
            return [module for module in modules if module.number < self.number]
        beginning = begins(self.notebook())
        if beginning.after is None:
            raise CourseError(f'{self.name}: expected begin({self.name!r}, after="NN_name") in its setup')
        last = self.course.assignment(beginning.after, among=modules)
        unused = {self.course.assignment(name, among=modules).name for name in beginning.without}
        return [module for module in modules if module.number <= last.number and module.name not in unused]

    def __repr__(self) -> str:
        return f"Assignment({self.name!r})"


def _test_cell(path: Path, cell: NotebookNode) -> TestCell:
    try:
        return TestCell(cell.id, cell.source, float(settings(cell).get("points", 0)), parse(cell.source))
    except CourseError as error:
        raise CourseError(f"{path.name}, cell {cell.id}, {error}") from error
