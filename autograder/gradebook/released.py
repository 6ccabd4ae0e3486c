"""What the gradebook knows of an assignment since its release, and whether that still holds."""

from __future__ import annotations

from autograder.course import Assignment, Course
from autograder.course.cells import settings
from autograder.error import AutograderError
from autograder.gradebook.opening import NoGradebook, opened


class NotReleased(AutograderError):
    """The gradebook does not know the assignment, or not as it is now."""


def all_released(course: Course) -> list[Assignment]:
    """The assignments that the gradebook knows. Raises NotReleased if it knows none."""
    known = _released(course)
    if not known:
        raise NotReleased("no assignment is in the gradebook; run `autograder release` first")
    return [assignment for assignment in course.assignments if assignment.name in known]


def require_as_released(assignment: Assignment) -> None:
    """Points are judged by the notebook as it is, and summed up by the gradebook: the two have to agree.

    Raises NotReleased if they do not.
    """
    name = assignment.name
    if assignment.is_draft:
        raise NotReleased(f"{name} is a draft (it has no graded cell): there is nothing to grade")
    released = _released(assignment.course).get(name)
    if released is None:
        raise NotReleased(f"{name} is not in the gradebook; run `autograder release {name}` first")
    if (now := _graded_cells(assignment)) != released:
        raise NotReleased(_changed(name, now, released))


def _released(course: Course) -> dict[str, dict[str, float]]:
    """By assignment, what the gradebook holds each graded cell to be worth, by its id."""
    try:
        with opened(course) as gradebook:
            return {
                assignment.name: {cell.name: cell.max_score for cell in notebook.grade_cells}
                for assignment in gradebook.assignments
                for notebook in assignment.notebooks
                if notebook.name == assignment.name
            }
    except NoGradebook:
        return {}


def _graded_cells(assignment: Assignment) -> dict[str, float]:
    """What the notebook holds each graded cell to be worth, by its id; what is graded by hand included."""
    cells = [cell for cell in assignment.notebook().cells if settings(cell).get("grade")]
    return {cell.id: float(settings(cell).get("points", 0)) for cell in cells}


def _changed(name: str, now: dict[str, float], released: dict[str, float]) -> str:
    """Which cells are not as they were released, and the way out; nbgrader's, once it holds grades."""
    worth = {cell: f"{points:g} points" for cell, points in now.items()}
    before = {cell: f"released with {points:g}" for cell, points in released.items()}
    cells = "; ".join(
        f"cell {cell}: {worth.get(cell, 'removed')}, {before.get(cell, 'not released')}"
        for cell in {**now, **released}
        if now.get(cell) != released.get(cell)
    )
    advice = f"run `autograder release {name}`, then `autograder grade {name} --regrade`"
    if now.keys() != released.keys():
        advice += (
            f". If it has been graded, run `nbgrader db assignment remove {name} --force` before; it removes "
            "the recorded grades, points given by hand among them (see docs/instructor.md)"
        )
    return f"{name} changed since its release ({cells}); {advice}"
