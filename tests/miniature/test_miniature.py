"""The founding bugs and their verdicts, on three tiny modules and a tiny milestone, down the whole road."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.batch.grade import grade
from autograder.course import Assignment, Course
from autograder.grading.engine import Engine, Graded
from autograder.judge import CheckVerdict
from autograder.release.publish import release
from autograder.release.student import released
from autograder.report.class_table import print_class
from autograder.report.results import write_results
from autograder.sandbox import Sandbox
from autograder.verify import Solution, knock_out, read_solutions
from autograder.verify.matrix import knockout_summary, knockout_table

HERE = Path(__file__).parent
LAYERS, CONVOLUTION, TRAINING, STROKES = "03_layers", "04_convolution", "05_training", "01_1900_strokes"
ASSIGNMENTS = (LAYERS, CONVOLUTION, TRAINING, STROKES)
SOLUTIONS = [
    pytest.param(name, solution, id=f"{name}: {solution.name}")
    for name in ASSIGNMENTS
    for solution in read_solutions(Course(HERE / "course").assignment(name))
]
DEAD_CONVOLUTIONS = (
    "gradients flowing 2/6; weights updated 2/6; "
    "dead: conv1.weight, conv1.bias, conv2.weight, conv2.bias"
)
BROKEN = (
    "the package below is broken: with the course's own solution `trace: three steps on digits` fails, too "
    "(gradients flowing 2/4; weights updated 2/4; dead: conv.weight, conv.bias), so there are no points for "
    "learning until it is mended: your own 04_convolution failed: "
    "trace: two convolutions and a linear layer (wrong value)"
)

Verdicts = Callable[[str, str], Graded]


@pytest.fixture(scope="module")
def engine(course: Course, sandbox: Sandbox) -> Engine:
    return Engine(course, 7, sandbox)


@pytest.fixture(scope="module")
def verdicts(course: Course, engine: Engine) -> Verdicts:
    """The verdicts on a solution of an assignment, by their names."""

    @cache
    def graded(assignment: str, name: str) -> Graded:
        found = course.assignment(assignment)
        solution = next(s for s in read_solutions(found) if s.name == name)
        return engine.grade(found, solution.apply(found.notebook()))

    return graded


def check_named(graded: Graded, name: str) -> CheckVerdict:
    return next(check for cell in graded.cells.values() for check in cell.checks if check.name == name)


def trace_verdict(verdicts: Verdicts, assignment: str, solution: str) -> CheckVerdict:
    graded = verdicts(assignment, solution)
    return next(c for cell in graded.cells.values() for c in cell.checks if c.name.startswith("trace"))


@pytest.mark.parametrize(("assignment", "solution"), SOLUTIONS)
def test_a_wrong_solution_fails_the_check_it_names_and_a_correct_one_gets_full_marks(
    course, verdicts, assignment, solution
):
    all_points = course.assignment(assignment).points
    graded = verdicts(assignment, solution.name)
    if solution.fails is None:
        assert graded.points == all_points
    else:
        assert check_named(graded, solution.fails).word != "ok"
        assert 0 < graded.points < all_points


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_reference_gets_full_marks_and_the_blank_release_none(course, engine, name):
    assignment = course.assignment(name)
    full = engine.grade(assignment, assignment.notebook())
    blank = engine.grade(assignment, released(assignment))
    assert (full.points, blank.points) == (assignment.points, 0)


@pytest.mark.parametrize(
    "bug", ["founding bug: convolution computed on .data", "founding bug: requires_grad forgotten"]
)
def test_two_of_six_gradients_and_which_four_are_dead(verdicts, bug):
    verdict = trace_verdict(verdicts, CONVOLUTION, bug)
    assert verdict.summary == DEAD_CONVOLUTIONS
    assert verdict.points < verdict.max_points


def test_a_partial_cut_is_seen_although_the_output_has_a_history(verdicts):
    bug = "founding bug, partial: scores computed on .data, the output still has a history"
    verdict = trace_verdict(verdicts, LAYERS, bug)
    assert verdict.summary.startswith("gradients flowing 1/2")
    assert "dead: score" in verdict.summary


def test_requires_grad_forgotten_kills_every_parameter_of_the_layer(verdicts):
    verdict = trace_verdict(verdicts, LAYERS, "founding bug: requires_grad forgotten")
    assert verdict.summary.startswith("gradients flowing 0/2")


def test_a_module_is_graded_without_itself_and_what_comes_later(course, engine):
    """The blank notebook cannot import the answer."""
    assignment = course.assignment(CONVOLUTION)
    cheat = released(assignment)
    cheat = nbformat.from_dict(cheat)
    cell = next(cell for cell in cheat.cells if cell.id == "conv1d")
    cell.source = "from tinytorch.core.convolution import Conv1d, Convolve"
    assert engine.grade(assignment, cheat).points == 0


def test_a_class_with_the_founding_bug_goes_down_the_whole_road(course: Course):
    """Released, handed in, recorded by nbgrader; the milestone with each student's own package.

    Page and table say which check told that the package is broken, and which module failed.
    """
    release(course)
    bug, good = ("founding bug: convolution computed on .data", "convolution by windows and einsum")
    for student, chosen in (("dead", bug), ("alive", good)):
        for assignment in course.assignments:
            notebook = assignment.notebook()
            for solution in read_solutions(assignment):
                if solution.name == chosen:
                    notebook = solution.apply(notebook)
            path = course.root / "submitted" / student / assignment.name / assignment.path.name
            path.parent.mkdir(parents=True)
            path.write_text(nbformat.writes(notebook), encoding="utf-8")
    batches = grade(course, [CONVOLUTION, STROKES])
    convolution, strokes = (batch.outcomes for batch in batches)
    assert [failure.summary for failure in convolution["dead"].failures] == [DEAD_CONVOLUTIONS]
    assert convolution["alive"].points == course.assignment(CONVOLUTION).points
    assert strokes["alive"].points == course.assignment(STROKES).points
    assert strokes["dead"].points == 1 and strokes["dead"].cause == BROKEN
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        for name, outcomes in (CONVOLUTION, convolution), (STROKES, strokes):
            score = gradebook.find_submission(name, "dead").score
            assert score == pytest.approx(outcomes["dead"].points)
    write_results(course, batches, print)
    page = unescape((course.root / "feedback" / "dead" / STROKES / f"{STROKES}.html").read_text("utf-8"))
    assert f"About this notebook:\n- {BROKEN}\n" in page
    said = io.StringIO()
    print_class(batches, Console(file=said))
    row = " ".join(said.getvalue().split("| dead")[1].replace("|", " ").split())
    assert row.index(BROKEN) < row.index("digits: gradients flowing") < row.index("grader's digits")


def test_the_milestone_notices_each_broken_module_and_names_what_is_dead(course: Course, sandbox: Sandbox):
    found = knock_out(course.milestones, sandbox, seed=7)
    assert found.unmarked == ("01_tensor", "02_autograd")  # their solutions are not in this course
    assert [k.module for k in found.knockouts] == [LAYERS, CONVOLUTION, TRAINING]
    _, dead, climbs = found.knockouts
    assert "dead: conv.weight, conv.bias" in dead.told
    assert "weights updated 0/4" in climbs.told
    assert [(k.lost, k.worth) for k in found.knockouts] == [(4, 4)] * 3
    assert str(knockout_table(found)).count("4 of 4") == 3


def test_a_milestone_that_notices_nothing_is_a_problem(course: Course, sandbox: Sandbox, monkeypatch):
    def right_but_marked(module: Assignment) -> list[Solution]:
        return [replace(s, knockout=True) for s in read_solutions(module) if s.fails is None][:1]

    monkeypatch.setattr("autograder.verify.knockout.read_solutions", right_but_marked)
    found = knock_out(course.milestones, sandbox, seed=7)
    kept = f"{STROKES} with 'convolution by loops' in {CONVOLUTION}: loses 0 of 4 points for learning"
    assert f"{kept}; expected all" in found.problems
    assert str(knockout_table(found)).count("0 of 4") == 3
    assert "notice 0/3" in knockout_summary(found)


def test_the_miniature_threshold_is_above_every_control_and_below_the_reference(course: Course):
    python_path = os.pathsep.join([str(course.root), str(HERE.parents[1])])
    script = course.root / "tests" / "threshold.py"
    subprocess.run(
        [sys.executable, script, course.root],
        check=True,
        env={**os.environ, "PYTHONPATH": python_path},
        stdout=subprocess.DEVNULL,
    )
