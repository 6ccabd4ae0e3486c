"""The package that a student's milestone imports, from the modules that the student handed in."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.intake.document import CannotBeGraded
from autograder.intake.files import intake
from autograder.intake.handed_in import find_notebook, misplaced
from autograder.release.export import ExportError, build_package


def own_package(assignment: Assignment, student: str) -> dict[str, bytes] | None:
    """The files of the student's own package for a milestone; None for a module: it has the reference's.

    Raises CannotBeGraded if the modules are not all there.
    """
    if assignment.kind == "module":
        return None
    modules = [_handed_in(module, student) for module in assignment.prerequisites]
    try:
        return build_package(modules, assignment.course.package)
    except ExportError as error:
        raise CannotBeGraded(str(error)) from error


def _handed_in(module: Assignment, student: str) -> NotebookNode:
    folder = module.submission(student)
    if not folder.is_dir() and not misplaced(folder, module):
        raise CannotBeGraded(f"{module.name} was not submitted, and this milestone imports it")
    handed_in, problem = find_notebook(folder, module)
    taken = intake(handed_in, module) if handed_in else None
    if taken is None or taken.notebook is None:
        reason = problem if taken is None else taken.problems[-1]
        raise CannotBeGraded(f"{module.name}, which this milestone imports: {reason}")
    return taken.notebook
