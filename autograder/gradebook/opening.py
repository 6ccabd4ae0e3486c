"""The gradebook, opened where the course's configuration says that it lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url

from autograder.course import Course
from autograder.error import AutograderError
from autograder.gradebook.config import course_config


class NoGradebook(AutograderError):
    """Nothing was released in this course, yet."""


@contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """The course's gradebook; raises NoGradebook if there is none, since opening would make one."""
    url = make_url(CourseDirectory(config=course_config(course.root)).db_url)
    if url.drivername == "sqlite" and not Path(url.database or "").exists():
        raise NoGradebook(f"there is no gradebook {url.database}; run `autograder release` first")
    with Gradebook(str(url)) as gradebook:
        yield gradebook
