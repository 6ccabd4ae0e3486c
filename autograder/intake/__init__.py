"""A submitted file becomes a notebook that can do no harm to what follows.

files -> document -> match -> repair: read a regular file, read its cells, find out which cell is which, and
build the notebook anew from the released form and the student's sources. Nothing that a file says about
grading is believed, and nothing in a submission is changed.
"""

from autograder.intake.files import copy_in, intake
from autograder.intake.handed_in import HandedIn, find_notebook
from autograder.intake.package import own_package
from autograder.intake.regular import require_regular_files
from autograder.intake.repair import Intake, repair

__all__ = [
    "HandedIn",
    "Intake",
    "copy_in",
    "find_notebook",
    "intake",
    "own_package",
    "repair",
    "require_regular_files",
]
