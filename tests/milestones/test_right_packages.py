"""A package that is right and written otherwise costs its student nothing in a milestone.

What a right module may do otherwise: draw other first weights, shuffle in another order, add up in another.
Traces therefore start from the grader's weights, and stand on batches that no order changes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Assignment, Course
from autograder.grading.engine import Engine
from autograder.grading.program import without_demonstrations
from autograder.release.export import build_package
from autograder.sandbox import Sandbox
from autograder.verify import Solution, read_solutions

COURSE = Course(Path(__file__).parents[2])
MILESTONES = [pytest.param(each, id=each.name) for each in COURSE.milestones if not each.is_draft]

pytestmark = pytest.mark.xdist_group("milestones")


def otherwise(module: Assignment, which: int) -> Solution:
    """One of the module's correct solutions: its first, or its last."""
    right = [solution for solution in read_solutions(module) if solution.fails is None]
    return right[which] if right else Solution("the reference", ())


@pytest.mark.parametrize("which", [pytest.param(0, id="first"), pytest.param(-1, id="last")])
@pytest.mark.parametrize("milestone", MILESTONES)
def test_a_right_package_written_otherwise_loses_nothing(milestone: Assignment, which: int, sandbox: Sandbox):
    modules = [each for each in milestone.prerequisites if not each.is_draft]
    notebooks = [otherwise(module, which).apply(module.notebook()) for module in modules]
    package = build_package(notebooks, COURSE.package)
    notebook = without_demonstrations(milestone.notebook())
    graded = Engine(COURSE, 1, sandbox).grade(milestone, notebook, package)
    lost = {
        check.name: check.summary
        for cell in graded.cells.values()
        for check in cell.checks
        if check.word != "ok"
    }
    assert lost == {}
