"""The form of a notebook. What breaks it would break release, export or grading later, and less clearly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import is_draft
from autograder.course.error import CourseError
from autograder.course.lint import exports, folder, form, proportion, solutions, tests, title
from autograder.course.lint.folder import lint_folders as lint_folders
from autograder.course.notebook import read_notebook

Rules = tuple[Callable[[NotebookNode], Iterator[str]], ...]
FORM: Rules = (
    form.file_format,
    form.ids,
    form.metadata,
    form.folding,
    form.outputs,
    form.locks,
    exports.syntax,
    exports.first_cell,
    exports.imports,
    solutions.regions_in_bodies,
    tests.test_cells,
)
COMPLETE: Rules = (exports.length,)
ASSIGNED: Rules = (title.points,)
ASSIGNED_MODULE: Rules = (title.points, tests.module_points)
PROPORTION: Rules = (
    proportion.cells,
    proportion.words,
    proportion.given_lines,
    proportion.visible_tests,
)
PROPORTION_MODULE: Rules = (*PROPORTION, title.minutes)


def lint(path: Path, *, complete: bool = True) -> list[str]:
    """What is wrong with the form of an assignment's notebook and its folder: one sentence each.

    complete: also hold it to what a reader may expect of a finished one: short cells, the points that its
    title promises and, for a module, its share of points, hidden points and a reflection. A draft is held to
    its cells alone.
    """
    try:
        notebook = read_notebook(path)
    except CourseError as error:
        return [str(error)]
    finished = (*COMPLETE, *_of_assignments(path, notebook, ASSIGNED, ASSIGNED_MODULE)) if complete else ()
    problems = [problem for rule in (*FORM, *finished) for problem in rule(notebook)]
    return [*folder.name(path, notebook), *folder.company(path), *problems]


def out_of_proportion(path: Path) -> list[str]:
    """Where an assignment's notebook asks more of its reader than there is time for: one sentence each."""
    notebook = read_notebook(path)
    rules = _of_assignments(path, notebook, PROPORTION, PROPORTION_MODULE)
    return [problem for rule in rules for problem in rule(notebook)]


def _of_assignments(path: Path, notebook: NotebookNode, milestone: Rules, module: Rules) -> Rules:
    if is_draft(notebook):
        return ()
    return module if path.parent.parent.name == "modules" else milestone
