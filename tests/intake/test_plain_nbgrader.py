"""On nbgrader's own roads one damaged submission costs itself, and never the batch."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import toy
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.course import Assignment, Course
from autograder.gradebook.config import AUTOGRADE, SANITIZE, config_for
from autograder.gradebook.fork_execute import ForkExecute
from autograder.gradebook.safe_ids import SafeIds

# nbformat and SQLAlchemy warn of what this file does on purpose, or of what nbgrader does.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def assignment(released_course: Course) -> Assignment:
    return released_course.assignment("01_toy")


def autograde(assignment: Assignment, sanitize: list = SANITIZE) -> list[str]:
    """Take in what was submitted as `nbgrader autograde` does, without running it; what nbgrader logged."""
    config = config_for(assignment)
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    converter.sanitize_preprocessors = sanitize
    converter.autograde_preprocessors = [step for step in AUTOGRADE if step is not ForkExecute]
    messages: list[str] = []
    log = logging.Logger("nbgrader")
    log.addHandler(handler := logging.Handler())
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    converter.log = log
    try:
        converter.start()
    except NbGraderException as error:
        messages.append(f"NbGraderException: {error}")
    return messages


def taken(assignment: Assignment) -> set[str]:
    """The students whose submission reached the gradebook."""
    with Gradebook(f"sqlite:///{assignment.course.root / 'gradebook.db'}") as gradebook:
        submissions = gradebook.assignment_submissions(assignment.name)
        return {s.student.id for s in submissions if s.notebooks[0].grades[0].auto_score is not None}


def submit(assignment: Assignment, student: str, damage=lambda document: None) -> Path:
    root = assignment.course.root
    path = toy.submit(root, student, assignment.name, toy.reference(root, assignment.name))
    document = json.loads(path.read_text(encoding="utf-8"))
    damage(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def newer_schema(document: dict) -> None:
    for cell in document["cells"]:
        cell["metadata"].get("nbgrader", {})["schema_version"] = 99


def every_cell_twice(document: dict) -> None:
    document["cells"] *= 2


def metadata_gone(document: dict) -> None:
    for cell in document["cells"]:
        cell["metadata"] = {}


def test_damage_that_stops_nbgrader_costs_nothing(assignment):
    submit(assignment, "a-twice", every_cell_twice)
    submit(assignment, "b-newer", newer_schema)
    submit(assignment, "c-stripped", metadata_gone)
    submit(assignment, "d-whole")
    messages = autograde(assignment)
    assert taken(assignment) == {"a-twice", "b-newer", "c-stripped", "d-whole"}
    assert any("a-twice, 01_toy: cells 'setup'" in message for message in messages)


def test_without_our_step_it_stops_the_batch(assignment):
    submit(assignment, "b-newer", newer_schema)
    submit(assignment, "d-whole")
    autograde(assignment, [step for step in SANITIZE if step is not SafeIds])
    assert taken(assignment) == set()


def test_a_submission_that_cannot_be_taken_in_costs_itself(assignment):
    submit(assignment, "a-cut").write_text('{"cells": [', encoding="utf-8")
    link = submit(assignment, "b-link")
    link.unlink()
    link.symlink_to(assignment.path)
    beside = submit(assignment, "c-gradebook").with_name("data.csv")
    beside.symlink_to(assignment.course.root / "gradebook.db")
    submit(assignment, "d-other", lambda document: document["cells"].clear())
    submit(assignment, "e-whole")
    messages = autograde(assignment)
    assert taken(assignment) == {"e-whole"}
    autograded = assignment.course.root / "autograded"
    assert not list(autograded.glob("*/01_toy/data.csv"))
    assert any("'data.csv': it is a symbolic link" in message for message in messages)
    assert any("'01_toy.ipynb': it is a symbolic link" in message for message in messages)
