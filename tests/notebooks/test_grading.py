"""What `autograder verify` proves, for every assignment of the course: its points can be trusted."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from autograder.course import Assignment, Course
from autograder.grading.engine import Engine
from autograder.sandbox import Sandbox
from autograder.verify import Verification, knock_out, read_solutions, verify
from autograder.verify.matrix import knockout_summary, knockout_table, matrix, summary

COURSE = Course(Path(__file__).parents[2])
ASSIGNMENTS = [pytest.param(assignment, id=assignment.name) for assignment in COURSE.assignments]
MODULES = [pytest.param(each, id=each.name) for each in COURSE.assignments if each.kind == "module"]
SECONDS_TOP_TO_BOTTOM = 10
SEED = 1

pytestmark = pytest.mark.xdist_group("grading")


@pytest.fixture(scope="module")
def verified(sandbox: Sandbox):
    return cache(lambda assignment: verify(assignment, sandbox, SEED))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_verify_finds_nothing_wrong(verified, assignment: Assignment):
    verification: Verification = verified(assignment)
    assert verification.problems == [], f"\n{matrix(verification)}\n{summary(verification)}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_runs_top_to_bottom_on_its_prerequisites_alone(sandbox: Sandbox, assignment: Assignment):
    """Modules 1..N-1 are all that it imports; no cell raises; in ten seconds."""
    graded = Engine(COURSE, 3, sandbox).grade(assignment, assignment.notebook())
    raised = {id for id, outputs in graded.outputs.items() if any(o.output_type == "error" for o in outputs)}
    assert raised == set()
    assert graded.points == assignment.points
    assert graded.seconds["run"] < SECONDS_TOP_TO_BOTTOM


def test_the_two_modules_have_enough_wrong_and_alternative_solutions():
    solutions = [solution for module in COURSE.modules for solution in read_solutions(module)]
    assert sum(solution.fails is not None for solution in solutions) >= 30
    assert sum(solution.fails is None for solution in solutions) >= 6


def test_no_milestone_passes_with_a_broken_module_below_it(sandbox: Sandbox):
    found = knock_out(COURSE.milestones, sandbox, SEED)
    assert found.problems == [], f"\n{knockout_table(found)}\n{knockout_summary(found)}"


@pytest.mark.parametrize("module", MODULES)
def test_guessing_brings_few_of_the_hidden_points(verified, module: Assignment):
    specs = [(cell, spec) for cell in module.test_cells for spec in cell.checks]
    hidden = sum(cell.worth[spec.name] for cell, spec in specs if spec.hidden)
    assert sum(guess.points for guess in verified(module).guessable) <= hidden / 4
