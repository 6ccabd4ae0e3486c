"""The loss by which a student is told to know a right network is that of the reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.engine import Engine
from autograder.sandbox import Sandbox

COURSE = Course(Path(__file__).parents[2])
STUDENTS = 0  # the seed of `given` on a student's machine
TOLD = re.compile(r"from (\d\.\d{3}) to (\d\.\d{3})")

pytestmark = pytest.mark.xdist_group("milestones")


@pytest.mark.parametrize("name", ["03_1986_mlp", "04_1998_cnn", "05_2017_transformer"])
def test_the_losses_of_the_visible_trace_are_those_of_the_text(name: str, sandbox: Sandbox):
    milestone = COURSE.assignment(name)
    prose = "\n".join(cell.source for cell in milestone.notebook().cells if cell.cell_type == "markdown")
    [told] = TOLD.findall(" ".join(prose.split()))
    key = Engine(COURSE, STUDENTS, sandbox).key(milestone)
    traces = [
        key[test.id].answers[spec.name].arrays["loss"]
        for test in milestone.test_cells
        for spec in test.checks
        if spec.kind == "trace" and not spec.hidden
    ]
    assert told in [(f"{losses[0]:.3f}", f"{losses[-1]:.3f}") for losses in traces]
