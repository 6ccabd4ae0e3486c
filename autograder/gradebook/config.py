"""nbgrader's configuration for a course: written once, for its commands, its pages and our own writer."""

from __future__ import annotations

from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
)
from traitlets.config import Config

from autograder.conversion import own_settings, point_at
from autograder.course import Assignment, Course
from autograder.gradebook.fork_execute import ForkExecute
from autograder.gradebook.hide_tests import HideTests
from autograder.gradebook.safe_ids import SafeIds
from autograder.gradebook.sanitize import safe_pages
from autograder.gradebook.save_grades import SaveGrades
from autograder.release.student import PREPROCESSORS as RELEASE
from autograder.sandbox import Limits

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

SANITIZE = [ClearOutput, SafeIds, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
AUTOGRADE = [
    ForkExecute,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
FEEDBACK = [GetGrades, HideTests, CSSHTMLHeaderPreprocessor]


def configure(c: Config, root: Path) -> None:
    """Make nbgrader grade the course in `root` with the engine, and its pages safe to look at.

    Students see no hidden test and nobody's script runs, neither on feedback pages nor in formgrader.
    """
    c.CourseDirectory.root = str(root.resolve())
    c.CourseDirectory.source_directory = "modules"
    c.FileNameCollectorPlugin.named_regexp = COLLECTED
    c.GenerateAssignment.preprocessors = RELEASE
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.GenerateFeedback.preprocessors = FEEDBACK
    c.merge(safe_pages())


def course_config(root: Path) -> Config:
    """The configuration above, and on top of it what the course's own nbgrader_config.py says."""
    config = Config()
    configure(config, root)
    config.merge(own_settings(root))
    return config


def config_for(assignment: Assignment) -> Config:
    """The course's configuration for work on one assignment, in modules/ or in milestones/."""
    config = course_config(assignment.course.root)
    point_at(config, assignment)
    return config


def limits(course: Course) -> Limits:
    """What one submission may use: `c.ForkExecute.seconds` of the course's configuration."""
    return Limits(total_seconds=ForkExecute(config=course_config(course.root)).seconds)
