"""What is wrong around a class is said in words, once, and with an exit status."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
import toy
from rich.console import Console

from autograder import cli
from autograder.batch.grade import Batch, grade
from autograder.course import Course
from autograder.course.cells import syntax_error
from autograder.course.error import CourseError
from autograder.gradebook.config import limits
from autograder.gradebook.fork_execute import ForkExecute
from autograder.gradebook.writer import GradebookUnusable
from autograder.report.class_table import print_class
from autograder.sandbox import Sandbox


@pytest.fixture
def course(released_course: Course) -> Course:
    toy.submit(released_course.root, "ada", "01_toy", toy.reference(released_course.root, "01_toy"))
    return released_course


def test_a_locked_gradebook_stops_the_batch_in_words_and_it_goes_on_afterwards(
    course: Course, sandbox: Sandbox
) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GradebookUnusable, match=r"another program has the gradebook open.*grade again"):
            grade(course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    (batch,) = grade(course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    assert batch.outcomes["ada"].points == 20


def test_a_gradebook_that_cannot_even_be_read_is_said_in_words(course: Course) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Exception, match="locked") as found:
            grade(course, ["01_toy"])
    assert "another program has the gradebook open" in str(cli._said(found.value))


def test_the_folder_of_a_student_that_is_a_link_is_refused(course: Course, sandbox: Sandbox) -> None:
    (course.submitted / "eve").symlink_to(course.submitted / "ada")
    (batch,) = grade(course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    assert batch.outcomes["ada"].points == 20
    assert "links are not followed" in batch.outcomes["eve"].problems[0]
    assert batch.outcomes["eve"].points is None


def test_a_class_is_not_listed_in_one_sentence(course: Course) -> None:
    for number in range(30):
        (course.submitted / f"student{number:02}").mkdir()
    with pytest.raises(CourseError, match=r"nobody; there are ada, .*, student03 and 26 more"):
        grade(course, ["01_toy"], ["nobody"])
    out = io.StringIO()
    everybody = tuple(f"student{number:03}" for number in range(400))
    print_class([Batch(course.assignment("01_toy"), everybody, {}, (), everybody)], Console(file=out))
    assert "student004 and 395 more;" in out.getvalue()


def test_a_cell_that_cannot_be_compiled_always_has_a_reason() -> None:
    deep = toy.code("deep", "x = " + "(" * 150 + "1" + ")" * 150 + "\n" + "x = " + "-" * 50_000 + "1")
    assert syntax_error(deep) and not str(syntax_error(deep)).rstrip().endswith(":")


def test_how_long_a_submission_may_take_is_a_setting_of_the_course(course: Course) -> None:
    assert limits(course).total_seconds == 120
    config = Path(course.root, "nbgrader_config.py")
    config.write_text(config.read_text(encoding="utf-8") + "\nc.ForkExecute.seconds = 7\n", encoding="utf-8")
    assert limits(course).total_seconds == 7
    assert ForkExecute.seconds.metadata["config"]
