"""The form of a notebook. What breaks it would break release, export or grading later, and less clearly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import is_draft
from autograder.course.error import CourseError
from autograder.course.lint import exports, folder, form, solutions, tests
from autograder.course.lint.folder import lint_folders as lint_folders
from autograder.course.notebook import read_notebook

Rules = tuple[Callable[[NotebookNode], Iterator[str]], ...]
FORM: Rules = (
    form.file_format,
    form.ids,
    form.metadata,
    form.outputs,
    form.locks,
    exports.syntax,
    exports.first_cell,
    exports.imports,
    solutions.regions_in_bodies,
    tests.test_cells,
)
COMPLETE: Rules = (exports.length,)
COMPLETE_MODULE: Rules = (tests.module_points,)


def lint(path: Path, *, complete: bool = True) -> list[str]:
    """What is wrong with the form of an assignment's notebook and its folder: one sentence each.

    complete: also hold it to what a reader may expect of a finished one: short cells and, for a module, its
    share of points, hidden points and a reflection. A draft is held to its cells alone.
    """
    try:
        notebook = read_notebook(path)
    except CourseError as error:
        return [str(error)]
    is_module = path.parent.parent.name == "modules" and not is_draft(notebook)
    rules = FORM + (COMPLETE if complete else ()) + (COMPLETE_MODULE if complete and is_module else ())
    problems = [problem for rule in rules for problem in rule(notebook)]
    return [*folder.name(path, notebook), *folder.company(path), *problems]
