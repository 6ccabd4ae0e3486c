"""What our steps in nbgrader's own conversions need to know of the conversion that they are part of."""

from __future__ import annotations

from pathlib import Path

from nbgrader.converters import BaseConverter
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course import Course


def surroundings(step: NbGraderPreprocessor) -> tuple[BaseConverter, Course]:
    """The converter that runs a step, and the course that it converts."""
    converter = step.parent.parent  # preprocessor -> exporter -> converter
    return converter, Course(Path(converter.coursedir.root))
