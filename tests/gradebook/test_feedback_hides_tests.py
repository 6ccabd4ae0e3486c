"""Nothing of a hidden test is on a feedback page but the names, points and hints of its checks."""

from __future__ import annotations

import html
import re
from contextlib import nullcontext

import pytest
import toy
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.batch.grade import grade
from autograder.course import Course
from autograder.gradebook.config import course_config
from autograder.report.feedback import write_feedback
from autograder.sandbox import Sandbox

PLANT = """
import builtins
real = builtins.compile
def compile(source, *rest, **more):
    with open("/dev/shm/seen", "a") as seen:
        print(source, file=seen)
    return real(source, *rest, **more)
builtins.compile = compile
### BEGIN HIDDEN TESTS
"""
LOOK = """
import time
time.sleep(0.5)
print(open("/dev/shm/seen").read())
"""


def our_command(course: Course) -> None:
    write_feedback(course, ["01_toy"])


def formgraders_button(course: Course) -> None:
    config = course_config(course.root)
    button = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert button.generate_feedback("01_toy", "ada")["success"]


@pytest.fixture(params=[our_command, formgraders_button])
def page(request, released_course: Course, sandbox: Sandbox):
    """The text of a student's feedback page."""

    def page(nb) -> str:
        toy.submit(released_course.root, "ada", "01_toy", nb)
        grade(released_course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
        request.param(released_course)
        path = released_course.root / "feedback/ada/01_toy/01_toy.html"
        return html.unescape(re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8")))

    return page


def hidden_lines(course: Course) -> list[str]:
    lines = []
    for cell in course.assignment("01_toy").test_cells:
        _, _, rest = cell.source.partition("### BEGIN HIDDEN TESTS")
        lines += [line.strip() for line in rest.partition("### END")[0].splitlines() if line.strip()]
    return lines


@pytest.mark.parametrize("what", ["perfect", "blank", "spying"])
def test_no_hidden_line_is_on_the_page(released_course, page, what):
    root = released_course.root
    nb = toy.blank(root, "01_toy") if what == "blank" else toy.reference(root, "01_toy")
    if what == "spying":
        nb.cells.insert(4, toy.code("plant", PLANT))
        nb.cells.append(toy.code("look", LOOK))
    shown = page(nb)
    assert "doubles any shape" in shown, "the verdict on the hidden check is missing"
    lines = hidden_lines(released_course)
    assert len(lines) == 8
    assert [line for line in lines if line in shown] == []


def test_the_page_says_what_each_check_earned_and_hints_at_what_failed(released_course, page):
    shown = page(toy.blank(released_course.root, "01_toy"))
    assert re.search(r"doubles any shape +raised an error +0 / 4 +Do not loop over one axis\.", shown)
