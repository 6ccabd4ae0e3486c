"""Submitted cells + the released form -> the notebook that is graded, and what was mended, in words."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograder.course.cells import is_exported, is_solution, settings, syntax_error
from autograder.intake.document import CannotBeGraded, SubmittedCell
from autograder.intake.match import Match, defined, match, same
from autograder.intake.words import problems
from autograder.release.exports import EXPORT_LINE
from autograder.release.module_text import late_directives

CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
DIRECTIVES = re.compile(r"\A(?:[ \t]*#[ \t]*\|.*\n)+")
# Magics that run a cell as it is. They stand in the first line, where `#| export` has to.
AROUND_A_CELL = re.compile(r"\A\s*(?:%%(?:time|capture|prun)\b.*\n\s*)+")


@dataclass(frozen=True)
class Intake:
    """A submission that can do no harm.

    notebook: what is graded, or None if nothing can be.
    problems: sentences for instructor and student; the last one says why where notebook is None.
    """

    notebook: NotebookNode | None
    problems: list[str] = field(default_factory=list)


def repair(submitted: Sequence[SubmittedCell], released: NotebookNode) -> Intake:
    """Build the notebook anew: the released cells in their order, the student's sources where they answer.

    Raises CannotBeGraded if no cell that a student writes is among the submitted ones.
    """
    found = match(submitted, released)
    if not any(is_solution(found.wanted[grade_id]) for grade_id in found.claims):
        raise CannotBeGraded("it has none of the cells that a student writes; is it another notebook?")
    cells = list(_rebuilt(found))
    _name(cells, taken=set(found.wanted))
    notebook = new_notebook(metadata=copy.deepcopy(released.metadata), cells=cells)
    return Intake(notebook, list(problems(found, notebook)))


def _rebuilt(found: Match) -> Iterator[NotebookNode]:
    extras, kept = _extras(found), found.kept
    yield from extras[""]
    for grade_id, cell in found.wanted.items():
        rebuilt = copy.deepcopy(cell)
        if is_solution(cell) and grade_id in kept:
            rebuilt.source = _exported_again(found.submitted[kept[grade_id]].source, cell)
        yield rebuilt
        yield from extras[grade_id]


def _exported_again(source: str, released: NotebookNode) -> str:
    """The source of an answer, with the released cell's directives in the first lines if they were lost.

    Left as it is, where that cannot be exported: it would keep all else of the notebook from being so.
    """
    answer = copy.deepcopy(released)
    answer.source = source
    if source.strip() and is_exported(released) and not is_exported(answer):
        directives = DIRECTIVES.match(released.source)
        body = AROUND_A_CELL.sub("", EXPORT_LINE.sub("", source))
        answer.source = (directives[0] if directives else "") + body
    return source if syntax_error(answer) or any(late_directives(answer)) else answer.source


def _extras(found: Match) -> dict[str, list[NotebookNode]]:
    """The student's own cells, under the grade_id of the cell that they follow ("" before the first)."""
    extras: dict[str, list[NotebookNode]] = defaultdict(list)
    taken, kept, after = found.taken, found.kept, ""
    for index, cell in enumerate(found.submitted):
        grade_id = taken.get(index)
        if grade_id is not None and kept[grade_id] == index:
            after = grade_id
        elif grade_id is None or _is_rest(cell, found.submitted[kept[grade_id]]):
            extras[after].append(_own(cell))
    return extras


def _is_rest(cell: SubmittedCell, first: SubmittedCell) -> bool:
    """Whether a second cell of one id is the rest of a cell that was split; a copy would undo the first."""
    return not same(cell.source, first.source) and not defined(cell.source) & defined(first.source)


def _own(cell: SubmittedCell) -> NotebookNode:
    """As nbformat makes a cell, which would take as long to validate it as all else here takes."""
    own = NotebookNode(cell_type=cell.kind, id=cell.id, metadata=NotebookNode(), source=cell.source)
    if cell.kind == "code":
        own.update(execution_count=None, outputs=[])
    elif cell.attachments:
        own.attachments = NotebookNode(cell.attachments)
    return own


def _name(cells: Iterable[NotebookNode], taken: set[str]) -> None:
    """Give the student's own cells ids that are valid and unique; keep those that are."""
    for cell in cells:
        if not settings(cell):
            if not CELL_ID.fullmatch(cell.id) or cell.id in taken:
                cell.id = next(id for id in map("own-{}".format, count(1)) if id not in taken)
            taken.add(cell.id)
