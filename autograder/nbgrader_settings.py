"""nbgrader's settings for release and grading: the course's own, pointed at one assignment."""

from __future__ import annotations

import glob
from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

from autograder.course import Assignment
from autograder.error import AutograderError

FILE = "nbgrader_config.py"

# Which student a file is from, and which notebook it is, when `nbgrader zip_collect` has unpacked a download:
# Moodle: "Ada Lovelace_123_assignsubmission_file_/01_tensor.ipynb"
# Canvas: "lovelaceada_12_34_01_tensor-1.ipynb"
# Blackboard: "HW_ada_attempt_2026-02-03-12-00-00_01_tensor.ipynb"
# named by the student: "ada/01_tensor.ipynb", "ada_01_tensor.ipynb", "ada.zip"
COLLECTED = (
    r".*/(?P<assignment>\d\d_\w+)/extracted/(?:.*/)?"
    r"(?!(?:(?P=assignment)|modules|milestones)/)"
    r"(?:[^/]*_(?=[^/_]+_attempt_))?"
    r"(?P<student_id>[^/]+?)"
    r"(?:(?:_LATE)?_\d+_\d+|_\d+_assignsubmission_file_?|_attempt_(?P<timestamp>[\d-]+))?"
    r"[_/](?:(?P=assignment)/)?(?P<file_id>(?P=assignment))[^/]*\.ipynb$"
)


class SettingsError(AutograderError):
    """The course's configuration of nbgrader is at fault, or nbgrader cannot work where the course lies."""


def own_settings(root: Path) -> Config:
    """What the course's nbgrader_config.py says; nothing, if it has none. Raises SettingsError."""
    if not (root / FILE).is_file():
        return Config()
    try:
        return PyFileConfigLoader(FILE, path=str(root)).load_config()
    except Exception as error:  # it is Python, and the course's own
        raise SettingsError(f"{root / FILE} cannot be run: {type(error).__name__}: {error}") from error


def point_at(config: Config, assignment: Assignment) -> None:
    """Make nbgrader look for an assignment where it lies: in modules/ or in milestones/.

    nbgrader uses the course's path both as a path and as a pattern of names, so it cannot be escaped: raises
    SettingsError if the two differ.
    """
    root = str(assignment.course.root)
    if glob.escape(root) != root:
        raise SettingsError(
            f"expected a path without * ? [ for nbgrader; got {root}; rename or move the folder"
        )
    config.CourseDirectory.root = root
    config.CourseDirectory.source_directory = assignment.path.parent.parent.name
    config.CourseDirectory.assignment_id = assignment.name
