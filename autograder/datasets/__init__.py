"""The data that the milestones train on. Where it comes from, and its licence: README.md beside this file."""

from autograder.datasets.digits import Split, array_name, is_graders, load
from autograder.datasets.option import option
from autograder.datasets.text import load_text

__all__ = ["Split", "array_name", "is_graders", "load", "load_text", "option"]
