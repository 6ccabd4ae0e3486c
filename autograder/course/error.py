"""The error of a course folder that is not as it should be."""

from __future__ import annotations

from autograder.error import AutograderError


class CourseError(AutograderError):
    """Says what was expected in the course folder, what is there, and what to do."""
