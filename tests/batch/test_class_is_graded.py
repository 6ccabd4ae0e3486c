"""A class through the whole road: everybody gets what their notebook is worth, and nobody stops the batch."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import nullcontext

import nbformat
import pytest
import toy
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console
from sqlalchemy import Engine, event

from autograder.batch.alone import BatchRunning, alone
from autograder.batch.grade import Batch, grade
from autograder.course import Course, CourseError
from autograder.gradebook.released import NotReleased, all_released
from autograder.grading.state import State
from autograder.progress import progress_on
from autograder.release.error import ReleaseError
from autograder.release.publish import generate
from autograder.report.class_table import print_class
from autograder.sandbox import Sandbox

WRONG_HALVE = ("halve", "return n // 2", "return n / 2")


@pytest.fixture
def course(released_course: Course) -> Course:
    root = released_course.root
    for name in (*toy.MODULES, toy.MILESTONE):
        toy.submit(root, "ada", name, toy.reference(root, name))
        toy.submit(root, "blank", name, toy.blank(root, name))
    return released_course


@pytest.fixture
def graded(sandbox: Sandbox):
    """Grade, with the fork server that all tests share."""

    def graded(course: Course, *names: str, **settings) -> list[Batch]:
        return grade(course, names, sandbox=lambda: nullcontext(sandbox), **settings)

    return graded


def points(batches: list[Batch]) -> dict[str, list[float | None]]:
    return {s: [batch.outcomes[s].points for batch in batches] for s in batches[0].outcomes}


def test_the_reference_earns_every_point_and_the_blank_notebook_none(course, graded):
    batches = graded(course, *toy.MODULES, toy.MILESTONE)
    assert points(batches) == {"ada": [20, 20, 10], "blank": [0, 0, 0]}
    assert [batch.outcomes["ada"].max_points for batch in batches] == [20, 20, 10]


def test_a_wrong_function_costs_its_own_checks_and_they_are_named(course, graded):
    toy.submit(course.root, "bob", "01_toy", toy.edited(course.root, "01_toy", WRONG_HALVE))
    outcome = graded(course, "01_toy")[0].outcomes["bob"]
    assert outcome.points == 20 - 1 - 1
    assert [(f.check, f.word) for f in outcome.failures] == [
        ("halves", "wrong kind of number"),
        ("halves a large number", "wrong kind of number"),
    ]


def test_the_gradebook_says_the_same(course, graded):
    graded(course, "01_toy")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        assert gradebook.find_submission("01_toy", "ada").score == 20
        blank = gradebook.find_submission("01_toy", "blank")
        assert {grade.name: grade.auto_score for grade in blank.notebooks[0].grades} == {
            "check_double": 0,
            "hidden_double": 0,
            "check_affine": 0,
            "hidden_affine": 0,
            "check_halve": 0,
            "hidden_halve": 0,
            "reflection": 0,
        }


def damage(course: Course, student: str) -> None:
    """What cannot be graded, one kind a student."""
    path = toy.submit(course.root, student, "01_toy", toy.reference(course.root, "01_toy"))
    if student == "corrupt":
        path.write_text('{"cells": [', encoding="utf-8")
    elif student == "empty-folder":
        path.unlink()
    elif student == "linked":
        path.unlink()
        path.symlink_to(course.assignment("01_toy").path)
    elif student == "linked-folder":
        path.unlink()
        path.parent.rmdir()
        path.parent.symlink_to(course.root / "submitted/ada/01_toy")


@pytest.mark.parametrize(
    ("student", "why"),
    [
        ("corrupt", "not JSON"),
        ("empty-folder", "is missing"),
        ("linked", "symbolic link"),
        ("linked-folder", "not a folder"),
    ],
)
def test_what_cannot_be_graded_is_told_from_a_zero_and_costs_nobody_else(course, graded, student, why):
    damage(course, student)
    batches = graded(course, "01_toy")
    assert points(batches) == {"ada": [20], "blank": [0], student: [None]}
    assert why in "; ".join(batches[0].outcomes[student].problems)


def test_the_disk_is_waited_for_a_few_times_a_submission_and_not_after_each_cell(course, graded):
    commits: list[object] = []
    listener = commits.append
    event.listen(Engine, "commit", listener)
    try:
        graded(course, "01_toy", students=["ada"])
    finally:
        event.remove(Engine, "commit", listener)
    assert len(commits) < 25  # with one for each cell, 30


@pytest.mark.parametrize("name", ["01_toy.ipynb", "final.ipynb", "handed in.zip"])
def test_a_notebook_that_lies_one_folder_too_high_is_named_and_is_nobody_elses(course, graded, name):
    above = course.root / "submitted" / "eve" / name
    notebook = nbformat.writes(toy.reference(course.root, "01_toy"))
    above.parent.mkdir()
    if name.endswith(".zip"):
        with zipfile.ZipFile(above, "w") as packed:
            packed.writestr("01_toy.ipynb", notebook)
    else:
        above.write_text(notebook, encoding="utf-8")
    first, second = graded(course, "01_toy", "02_more")
    assert first.outcomes["eve"].points is None and "eve" not in second.outcomes
    said = first.outcomes["eve"].problems[0]
    assert name in said and said.endswith("in the folder 'eve' itself; move it into a folder 01_toy there")
    below = above.parent / "01_toy" / name
    below.parent.mkdir()
    above.rename(below)
    assert graded(course, "01_toy")[0].outcomes["eve"].points == 20


@pytest.mark.parametrize("student", ["ada ", " ada"])
def test_a_name_that_nbgrader_takes_for_another_one_is_refused_and_costs_that_one_nothing(
    course, graded, student
):
    toy.submit(course.root, student, "01_toy", toy.blank(course.root, "01_toy"))
    outcomes = graded(course, "01_toy")[0].outcomes
    assert (outcomes["ada"].points, outcomes[student].points) == (20, None)
    assert "'ada'; rename the folder" in outcomes[student].problems[0]
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        assert gradebook.find_submission("01_toy", "ada").score == 20


@pytest.mark.parametrize("student", ["o'neil & co", "zoë", "x+y", "-rf"])
def test_a_students_name_may_be_anything_that_a_folder_may_be_called(course, graded, student):
    toy.submit(course.root, student, "01_toy", toy.reference(course.root, "01_toy"))
    assert points(graded(course, "01_toy")) == {"ada": [20], "blank": [0], student: [20]}


def test_a_name_that_nbgrader_takes_for_a_pattern_is_refused_and_matches_nobody_else(course, graded):
    toy.submit(course.root, "[ab]*", "01_toy", toy.reference(course.root, "01_toy"))
    outcomes = graded(course, "01_toy")[0].outcomes
    assert {name: outcome.points for name, outcome in outcomes.items()} == {
        "ada": 20,
        "blank": 0,
        "[ab]*": None,
    }
    assert "rename the folder" in outcomes["[ab]*"].problems[0]


def test_a_milestone_runs_on_the_students_own_package(course, graded):
    root = course.root
    own = ("double", "return x + x", "return 2.5 * x")
    toy.submit(root, "bob", "01_toy", toy.edited(root, "01_toy", own))
    toy.submit(root, "bob", "02_more", toy.reference(root, "02_more"))
    toy.submit(root, "bob", toy.MILESTONE, toy.reference(root, toy.MILESTONE))
    batch = graded(course, toy.MILESTONE, students=["bob"])[0]
    assert batch.outcomes["bob"].points == 0


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (("double", "def double", "def twice"), "your own 01_toy: `double` is missing"),
        (("double", "return x + x", "return twice(x)"), "your own 01_toy: `twice` is missing"),
        (
            ("double", "return x + x", "return 2.5 * x"),
            "your own 01_toy failed: doubles a number (wrong kind of number)",
        ),
        (("halve", "return n // 2", "return 7"), ""),
    ],
)
def test_a_milestone_that_lacks_a_name_of_a_module_says_so_first(course, graded, edit, cause):
    root = course.root
    toy.submit(root, "bob", "01_toy", toy.edited(root, "01_toy", edit))
    toy.submit(root, "bob", "02_more", toy.reference(root, "02_more"))
    toy.submit(root, "bob", toy.MILESTONE, toy.reference(root, toy.MILESTONE))
    *_, batch = graded(course, "01_toy", toy.MILESTONE)
    assert batch.outcomes["bob"].cause == cause
    assert batch.outcomes["ada"].cause == ""
    said = io.StringIO()
    print_class([batch], Console(file=said))
    row = said.getvalue().split("| bob")[1]
    assert not cause or " ".join(row.split()).index(cause[:15]) < row.index("sixteen")


def test_a_module_runs_on_the_references_package(course, graded):
    root = course.root
    own = ("double", "return x + x", "return 2.5 * x")
    toy.submit(root, "bob", "01_toy", toy.edited(root, "01_toy", own))
    toy.submit(root, "bob", "02_more", toy.reference(root, "02_more"))
    assert graded(course, "02_more", students=["bob"])[0].outcomes["bob"].points == 20


@pytest.mark.parametrize("broken", ["absent", "syntax"])
def test_a_milestone_without_its_modules_says_which_one_is_missing(course, graded, broken):
    root = course.root
    toy.submit(root, "bob", "01_toy", toy.reference(root, "01_toy"))
    if broken == "syntax":
        nb = toy.edited(root, "02_more", ("fourfold", "return double(double(x))", "return ("))
        toy.submit(root, "bob", "02_more", nb)
    toy.submit(root, "bob", toy.MILESTONE, toy.reference(root, toy.MILESTONE))
    outcome = graded(course, toy.MILESTONE)[0].outcomes["bob"]
    assert outcome.points is None
    assert "02_more" in outcome.problems[0]


def test_what_is_graded_is_not_graded_again_until_asked(course, graded):
    graded(course, "01_toy")
    assert graded(course, "01_toy")[0].graded_now == ()
    toy.submit(course.root, "ada", "01_toy", toy.edited(course.root, "01_toy", WRONG_HALVE))
    batch = graded(course, "01_toy")[0]
    assert (batch.graded_now, batch.changed, batch.outcomes["ada"].points) == ((), ("ada",), 20)
    batch = graded(course, "01_toy", students=["ada"], regrade=True)[0]
    assert (batch.graded_now, batch.changed, batch.outcomes["ada"].points) == (("ada",), (), 18)


def test_what_could_not_be_graded_is_tried_again(course, graded):
    damage(course, "corrupt")
    graded(course, "01_toy")
    toy.submit(course.root, "corrupt", "01_toy", toy.reference(course.root, "01_toy"))
    batch = graded(course, "01_toy")[0]
    assert (batch.graded_now, batch.outcomes["corrupt"].points) == (("corrupt",), 20)


def test_manual_points_survive_a_regrade(course, graded):
    database = f"sqlite:///{course.root}/gradebook.db"
    graded(course, "01_toy")
    with Gradebook(database) as gradebook:
        gradebook.find_grade("reflection", "01_toy", "01_toy", "ada").manual_score = 2
        gradebook.db.commit()
    graded(course, "01_toy", regrade=True)
    with Gradebook(database) as gradebook:
        assert gradebook.find_submission("01_toy", "ada").score == 22


def test_the_seed_stays_with_the_batch(course, graded):
    def seed():
        return State.of(course.assignment("01_toy")).seed

    graded(course, "01_toy")
    first = seed()
    graded(course, "01_toy", regrade=True)
    assert seed() == first > 0


def test_an_assignment_or_student_that_does_not_exist_is_named_with_those_that_do(course, graded):
    with pytest.raises(CourseError, match=r"'03_none'.*01_toy"):
        graded(course, "03_none")
    with pytest.raises(CourseError, match=r"zoe.*ada, blank"):
        graded(course, "01_toy", students=["zoe"])


def test_an_assignment_that_was_never_released_is_refused(toy_course, sandbox, graded):
    toy.submit(toy_course, "ada", "01_toy", toy.reference(toy_course, "01_toy"))
    with pytest.raises(NotReleased, match="autograder release 01_toy"):
        graded(Course(toy_course), "01_toy")


def change_points(nb: NotebookNode) -> str:
    cell = next(cell for cell in nb.cells if cell.id == "check_double")
    cell.metadata.nbgrader.points = 40
    return "cell check_double: 40 points, released with 4"


def change_manual_points(nb: NotebookNode) -> str:
    cell = next(cell for cell in nb.cells if cell.id == "reflection")
    cell.metadata.nbgrader.points = 5
    return "cell reflection: 5 points, released with 2"


def rename_test(nb: NotebookNode) -> str:
    cell = next(cell for cell in nb.cells if cell.id == "check_double")
    cell.id = cell.metadata.nbgrader.grade_id = "check_twice"
    return "cell check_twice: 4 points, not released; cell check_double: removed, released with 4"


def remove_test(nb: NotebookNode) -> str:
    nb.cells = [cell for cell in nb.cells if cell.id != "check_affine"]
    return "cell check_affine: removed, released with 4"


def changed(course: Course, change: Callable[[NotebookNode], str]) -> tuple[Course, str]:
    """The course with a module changed, and the words for it."""
    path = course.assignment("01_toy").path
    nb = nbformat.read(path, as_version=4)
    difference = change(nb)
    toy.write(nb, path)
    return Course(course.root), difference


@pytest.mark.parametrize("change", [change_points, change_manual_points, rename_test, remove_test])
def test_an_assignment_that_changed_since_its_release_is_refused_until_it_is_released_again(
    course, graded, change
):
    course, difference = changed(course, change)
    with pytest.raises(NotReleased, match=rf"\({difference}\); run `autograder release 01_toy`"):
        graded(course, "01_toy")
    generate(course.assignment("01_toy"))
    assert graded(course, "01_toy")[0].outcomes["ada"].points == course.assignment("01_toy").points


@pytest.mark.parametrize("change", [change_points, rename_test])
def test_what_is_said_of_a_change_after_grading_works(course, graded, change):
    graded(course, "01_toy")
    course, _ = changed(course, change)
    with pytest.raises(NotReleased, match="`autograder grade 01_toy --regrade`") as refused:
        graded(course, "01_toy")
    removal = "nbgrader db assignment remove 01_toy --force"
    assert (removal in str(refused.value)) == (change is rename_test)
    if change is rename_test:
        with pytest.raises(ReleaseError, match="Cannot add or remove cells"):
            generate(course.assignment("01_toy"))
        subprocess.run([sys.executable, "-m", *removal.split()], cwd=course.root, check=True)
    generate(course.assignment("01_toy"))
    outcomes = graded(course, "01_toy", regrade=True)[0].outcomes
    assert outcomes["ada"].points == course.assignment("01_toy").points
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        assert gradebook.find_submission("01_toy", "ada").score == outcomes["ada"].points


def test_all_released_are_those_that_the_gradebook_knows(toy_course):
    course = Course(toy_course)
    with pytest.raises(NotReleased, match="no assignment is in the gradebook; run `autograder release`"):
        all_released(course)
    generate(course.assignment("02_more"))
    assert [assignment.name for assignment in all_released(course)] == ["02_more"]


def test_a_log_gets_one_line_a_submission(course, graded):
    damage(course, "corrupt")
    log = io.StringIO()
    graded(course, "01_toy", progress=progress_on(Console(file=log, width=40)))
    lines = log.getvalue().splitlines()
    assert [line.split(" ", 2)[1] for line in lines] == ["1/3", "2/3", "3/3"]
    assert {line.split(" ", 2)[2] for line in lines} >= {"ada: 20 of 20 points", "blank: 0 of 20 points"}
    assert any("corrupt: could not be graded: '01_toy.ipynb'" in line for line in lines)


def test_a_terminal_gets_a_bar_with_count_rate_and_time_left(course, graded):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    graded(course, "01_toy", progress=progress_on(console))
    assert re.search(r"01_toy .*2/2.*\d/s.*0:00:00", screen.getvalue())


def test_outputs_of_the_students_cells_stand_in_the_autograded_notebook(course, graded):
    graded(course, "01_toy")
    path = course.root / "autograded/ada/01_toy/01_toy.ipynb"
    cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    assert cells["demo_double"].outputs[0].data["text/plain"] == "42"


def test_a_count_that_no_notebook_may_hold_costs_nothing(course, graded):
    lie = ("double", "return x + x", "get_ipython().execution_count = -7\n    return x + x")
    toy.submit(course.root, "bob", "01_toy", toy.edited(course.root, "01_toy", lie))
    assert graded(course, "01_toy")[0].outcomes["bob"].points == 20


def test_a_relative_import_in_a_submitted_module_costs_that_students_milestone_and_says_so(course, graded):
    nb = toy.edited(
        course.root, "01_toy", ("double", "return x + x", "from .toy import double\n    return x + x")
    )
    for name in (*toy.MODULES, toy.MILESTONE):
        toy.submit(course.root, "bob", name, nb if name == "01_toy" else toy.reference(course.root, name))
    outcomes = graded(course, toy.MILESTONE)[0].outcomes
    assert outcomes["ada"].points == 10
    assert outcomes["bob"].points is None
    assert "cell double" in outcomes["bob"].problems[0] and "no dots before" in outcomes["bob"].problems[0]


def test_an_error_of_ours_costs_one_submission_and_its_traceback_is_kept(course, graded, monkeypatch):
    def fails_for_bob(assignment, student):
        if student == "bob":
            raise AssertionError("ours")

    monkeypatch.setattr("autograder.batch.grade.own_package", fails_for_bob)
    toy.submit(course.root, "bob", "01_toy", toy.reference(course.root, "01_toy"))
    outcomes = graded(course, "01_toy")[0].outcomes
    assert (outcomes["ada"].points, outcomes["bob"].points) == (20, None)
    kept = course.root / ".autograder" / "errors" / "bob" / "01_toy.txt"
    assert str(kept.relative_to(course.root)) in outcomes["bob"].problems[0]
    assert "AssertionError: ours" in kept.read_text(encoding="utf-8")


def test_a_second_batch_in_the_same_course_is_refused_and_loses_nothing(course, graded):
    with alone(course), pytest.raises(BatchRunning, match="wait until it has ended"):
        graded(course, "01_toy")
    assert graded(course, "01_toy")[0].outcomes["ada"].points == 20
