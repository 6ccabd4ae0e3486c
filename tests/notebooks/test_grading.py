"""What `autograder verify` proves, for every assignment of the course: its points can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from autograder.course import Assignment, Course
from autograder.grading.engine import Engine
from autograder.sandbox import Sandbox
from autograder.verify import Verification, knock_out, read_solutions, verify
from autograder.verify.matrix import knockout_summary, knockout_table, matrix, summary

COURSE = Course(Path(__file__).parents[2])
SECONDS_TOP_TO_BOTTOM = 10
SEED = 1


def _one_by_one(assignments: Iterable[Assignment], subject: str = "grading"):
    """Each with all its tests in one worker, where it is verified once."""
    return [
        pytest.param(each, id=each.name, marks=pytest.mark.xdist_group(f"{subject} {each.name}"))
        for each in assignments
    ]


ASSIGNMENTS = _one_by_one(COURSE.assignments)
MODULES = _one_by_one(each for each in COURSE.assignments if each.kind == "module")


@pytest.fixture(scope="module")
def verified(sandbox: Sandbox, jobs: int):
    return cache(lambda assignment: verify(assignment, sandbox, SEED, jobs=jobs))


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
    seconds = graded.seconds["run"]
    if seconds >= SECONDS_TOP_TO_BOTTOM:  # on a crowded machine: a notebook that is slow is slow twice
        seconds = Engine(COURSE, 3, sandbox).grade(assignment, assignment.notebook()).seconds["run"]
    assert seconds < SECONDS_TOP_TO_BOTTOM


def test_the_two_modules_have_enough_wrong_and_alternative_solutions():
    solutions = [solution for module in COURSE.modules for solution in read_solutions(module)]
    assert sum(solution.fails is not None for solution in solutions) >= 30
    assert sum(solution.fails is None for solution in solutions) >= 6


@pytest.mark.parametrize("milestone", _one_by_one(COURSE.milestones, "broken packages"))
def test_no_milestone_passes_with_a_broken_module_below_it(
    sandbox: Sandbox, milestone: Assignment, jobs: int
):
    found = knock_out([milestone], sandbox, SEED, jobs=jobs)
    assert found.problems == [], f"\n{knockout_table(found)}\n{knockout_summary(found)}"


@pytest.mark.parametrize("module", MODULES)
def test_guessing_brings_few_of_the_hidden_points(verified, module: Assignment):
    specs = [(cell, spec) for cell in module.test_cells for spec in cell.checks]
    hidden = sum(cell.worth[spec.name] for cell, spec in specs if spec.hidden)
    assert sum(guess.points for guess in verified(module).guessable) <= hidden / 4
