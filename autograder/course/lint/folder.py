"""The notebook's file, and what lies around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.error import CourseError
from autograder.course.notebook import begins


def name(path: Path, notebook: NotebookNode) -> Iterator[str]:
    try:
        said = begins(notebook).name
    except CourseError as error:
        yield str(error)
        return
    if not said == path.stem == path.parent.name:
        yield f"begin({said!r}) in the setup cell, but the file is {path.parent.name}/{path.name}"


def company(path: Path) -> Iterator[str]:
    for other in sorted(path.parent.iterdir()):
        if other != path and other.name != ".ipynb_checkpoints":
            yield f"{other.name} lies beside the notebook, and would be released with it; move it out"


def lint_folders(root: Path) -> list[str]:
    """What is wrong with the folders modules/ and milestones/ of a course: one sentence each."""
    problems = []
    for place in ("modules", "milestones"):
        for folder in sorted((root / place).glob("*")):
            where = folder.relative_to(root).as_posix()
            if not folder.is_dir():
                problems.append(f"{where}: only folders of assignments belong in {place}/")
            elif not re.fullmatch(r"\d\d_\w+", folder.name):
                problems.append(f"{where}: expected a folder NN_name; nbgrader releases every folder")
            elif not (folder / f"{folder.name}.ipynb").is_file():
                problems.append(f"{where}: no notebook {folder.name}.ipynb in it")
    return problems
