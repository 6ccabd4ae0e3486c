"""The nbgrader preprocessor that mends a submission on the roads that do not pass our own intake."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.gradebook.converter import surroundings
from autograder.intake import repair, require_regular_files
from autograder.intake.document import cells_of
from autograder.release.student import released


class SafeIds(NbGraderPreprocessor):
    """Build the notebook anew from its released form, so that nothing in it can end nbgrader's batch.

    For `nbgrader autograde` and formgrader, which read the submission themselves. Raises CannotBeGraded,
    which costs that submission alone: nbgrader removes what it had copied of it.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        names, (converter, course) = resources["nbgrader"], surroundings(self)
        folders = converter.coursedir
        require_regular_files(
            Path(folders.format_path(folders.submitted_directory, names["student"], names["assignment"]))
        )
        assignment = course.assignment(names["assignment"])
        mended = repair(cells_of(nb), released(assignment))
        for problem in mended.problems:
            self.log.warning("%s, %s: %s", names["student"], names["assignment"], problem)
        return mended.notebook, resources
