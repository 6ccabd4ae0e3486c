"""nbgrader's conversions as we run them: with the course's settings, for one assignment, in silence."""

from __future__ import annotations

import glob
import logging
import re
from pathlib import Path

from nbgrader.converters import BaseConverter
from traitlets.config import Config, PyFileConfigLoader

from autograder.course import Assignment
from autograder.error import AutograderError

FILE = "nbgrader_config.py"
# There the gradebook speaks of what nbgrader then raises; without a handler, on the screen.
logging.getLogger("tornado.application").addHandler(logging.NullHandler())
EXCEPTION = re.compile(r"^ *[\w.]+(?:Error|Exception): (.+)$", re.MULTILINE)


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


class Refused(AutograderError):
    """nbgrader did not convert something. Says why, in nbgrader's own words."""


def convert(converter: BaseConverter) -> None:
    """Run a conversion. nbgrader says some fifteen lines a submission: nothing is shown. Raises Refused."""
    said: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    converter.log = logging.Logger("nbgrader")
    converter.log.addHandler(handler)
    try:
        converter.start()
    except Exception as error:
        raise Refused(_reason([*said, str(error)])) from error


def _reason(said: list[str]) -> str:
    """The last exception in what nbgrader said of it, which its own error points to; else the first error."""
    exceptions = EXCEPTION.findall("\n".join(said))
    return exceptions[-1] if exceptions else said[0].strip()
