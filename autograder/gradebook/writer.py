"""The one writer of the gradebook: verdicts go through nbgrader's own Autograde, in this process."""

from __future__ import annotations

import glob
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from unicodedata import category

from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata
from sqlalchemy.exc import SAWarning

from autograder.conversion import Refused, convert
from autograder.course import Assignment
from autograder.error import AutograderError
from autograder.gradebook.config import AUTOGRADE, config_for
from autograder.gradebook.fork_execute import ForkExecute
from autograder.gradebook.verdicts import write_outputs
from autograder.grading.engine import Graded

INTAKE = ".autograder/intake"
# What follows the run: the engine has run the notebook, and the metadata to check are the release's own.
RECORD = [step for step in AUTOGRADE if step not in (ForkExecute, CheckCellMetadata)]


class NotWritten(AutograderError):
    """nbgrader refused a submission. Says why, in nbgrader's words."""


class GradebookUnusable(AutograderError):
    """Nothing can be recorded, of nobody. Says what to do."""


UNUSABLE = {
    "database is locked": "another program has the gradebook open: end it (Formgrader, a database browser)",
    "disk is full": "the disk is full: make room",
    "No space left on device": "the disk is full: make room",
    "Disk quota exceeded": "there is no room left for this user's files: make some",
    "readonly database": "gradebook.db may not be written: change its permissions",
}


def unusable(error: str) -> str | None:
    """Why nobody can be recorded, and what to do, if an error says so."""
    advice = next((advice for words, advice in UNUSABLE.items() if words in error), None)
    return advice and f"{advice}; then grade again, which goes on where it was"


class GradebookWriter:
    """Writes one assignment's verdicts to the gradebook and to autograded/, a submission at a time."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.config = config_for(assignment)
        # Some six lines a submission, of nbgrader 0.9 under SQLAlchemy 2. Not for a while alone: what one
        # thread sets for a while is set for the others, too.
        warnings.simplefilter("ignore", SAWarning)

    def clean_copy(self, student: str) -> Path:
        """Where the intake's copy of a submission lies: the only one that nbgrader sees."""
        return self.assignment.course.root / INTAKE / student / self.assignment.name

    def write(self, student: str, graded: Graded, mended: Sequence[str] = ()) -> None:
        """Record a submission whose clean copy is in place. An earlier record of it is replaced.

        mended: what the intake says of it, for the page.
        Raises NotWritten if nbgrader cannot take it; the others are not touched. Raises GradebookUnusable if
        it can take nobody's.
        """
        if refused := _refused(student):
            raise NotWritten(f"{refused}; rename the folder")
        folders = CourseDirectory(config=self.config)
        folders.submitted_directory = INTAKE
        folders.student_id = student
        if folders.student_id != student:  # whose record this would replace
            kept = folders.student_id
            raise NotWritten(f"nbgrader takes the student's name for {kept!r}; rename the folder")
        converter = _Recording(coursedir=folders, config=self.config)
        converter.force = True
        # Autograde reads the submitted folder, as its one remaining pass must, only while it sanitizes.
        converter.sanitize_preprocessors = [partial(self._put, graded, mended), *RECORD]
        try:
            convert(converter)
        except Refused as reason:
            if advice := unusable(str(reason)):
                raise GradebookUnusable(advice) from reason
            raise NotWritten(f"nbgrader refused it: {reason}") from reason

    def _put(
        self, graded: Graded, mended: Sequence[str], notebook: NotebookNode, resources: dict
    ) -> tuple[NotebookNode, dict]:
        """The verdicts, and the test cells whole: instructors see what was hidden."""
        write_outputs(notebook, graded, mended)
        sources = {cell.id: cell.source for cell in self.assignment.test_cells}
        for cell in notebook.cells:
            cell.source = sources.get(cell.id, cell.source)
        return notebook, resources


class _Recording(Autograde):
    """Autograde in one pass instead of two: the intake has left nothing to sanitize."""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        self._init_preprocessors()
        super(Autograde, self).convert_single_notebook(notebook_filename)


def _refused(student: str) -> str | None:
    """Why nobody of that name can be in the gradebook, if so."""
    if glob.escape(student) != student:  # nbgrader would write it to everybody whom it matches
        return "nbgrader takes the student's name for a pattern (* ? [)"
    kinds = set(map(category, student))
    if "Cs" in kinds:  # what Python makes of a byte that is no text
        return "the student's name is not UTF-8"
    if "Cc" in kinds:
        return "the student's name holds a line break or another control character"
    return None
