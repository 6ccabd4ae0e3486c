"""Which submitted cell is which cell of the assignment.

By grade_id, else by cell id, else by what the cell says: the released text, the names that it defines, or its
place after a known cell. What was itself released, such as the prose between the cells, is nobody's answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from nbformat import NotebookNode

from autograder.course.cells import EXPORT, is_exported, is_solution, settings
from autograder.intake.document import SubmittedCell
from autograder.release.exports import names

DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
Recogniser = Callable[[NotebookNode, Sequence[SubmittedCell], list[int]], int | None]


@dataclass
class Match:
    """Which of the submitted cells claim to be which of the assignment's.

    wanted: the released cells by grade_id. claims: grade_id -> indices of submitted cells, in order.
    recognised: the grade_ids found by what a cell says.
    """

    submitted: Sequence[SubmittedCell]
    wanted: Mapping[str, NotebookNode]
    claims: dict[str, list[int]] = field(default_factory=dict)
    recognised: list[str] = field(default_factory=list)

    @property
    def kept(self) -> dict[str, int]:
        """grade_id -> the cell that counts: of several copies the first in which something was written."""
        return {id: self._first_answer(id, indices) for id, indices in self.claims.items()}

    @property
    def taken(self) -> dict[int, str]:
        """index -> the grade_id that it claims."""
        return {index: id for id, indices in self.claims.items() for index in indices}

    @property
    def lost_exports(self) -> dict[str, list[str]]:
        """The released export cells that are none any more -> the names that the package lacks for it."""
        exported = {index for index, cell in enumerate(self.submitted) if _is_exported(cell)}
        brought = set().union(*(names(self.submitted[index].source).bound for index in exported))
        return {
            id: sorted(names(self.wanted[id].source).bound - brought)
            for id, index in self.kept.items()
            if is_exported(self.wanted[id]) and index not in exported
        }

    def claim(self, grade_id: str, index: int) -> None:
        self.claims.setdefault(grade_id, []).append(index)

    def _first_answer(self, grade_id: str, indices: list[int]) -> int:
        blank = self.wanted[grade_id].source
        return next((i for i in indices if not same(self.submitted[i].source, blank)), indices[0])


def match(submitted: Sequence[SubmittedCell], released: NotebookNode) -> Match:
    """Find the released notebook's cells among the submitted ones."""
    found = Match(submitted, {settings(cell)["grade_id"]: cell for cell in released.cells if settings(cell)})
    for index, cell in enumerate(submitted):
        if cell.grade_id in found.wanted:
            found.claim(cell.grade_id, index)
    for index, cell in enumerate(submitted):
        if cell.grade_id not in found.wanted and cell.id in found.wanted and cell.id not in found.claims:
            found.claim(cell.id, index)
    _recognise(found, _by_text, range(len(submitted)))
    own = _own(submitted, released)
    for recognise in (_by_names, _by_place(released)):
        _recognise(found, recognise, own)
    _answer_stubs(found, own)
    return found


def defined(source: str) -> set[str]:
    """The functions and classes at the top level of a source, which need not be valid Python."""
    return set(DEFINITION.findall(source))


def same(a: str, b: str) -> bool:
    """Whether two sources differ in nothing but the space around them."""
    return a.strip() == b.strip()


def _own(submitted: Sequence[SubmittedCell], released: NotebookNode) -> list[int]:
    """The cells that are none of the released ones: neither by id, nor word for word."""
    ids = {cell.id for cell in released.cells}
    texts = {cell.source.strip() for cell in released.cells}
    return [i for i, cell in enumerate(submitted) if not (cell.id in ids or cell.source.strip() in texts)]


def _answer_stubs(found: Match, own: list[int]) -> None:
    """A stub that is as it was released is answered by a cell of the student's own with all its names."""
    for grade_id, indices in found.claims.items():
        cell = found.wanted[grade_id]
        names = defined(cell.source) if is_solution(cell) else set()
        if names and all(same(found.submitted[index].source, cell.source) for index in indices):
            taken = found.taken
            answers = (i for i in own if i not in taken and names <= defined(found.submitted[i].source))
            indices.extend(islice(answers, 1))


def _is_exported(cell: SubmittedCell) -> bool:
    return cell.kind == "code" and EXPORT.match(cell.source) is not None


def _recognise(found: Match, recognise: Recogniser, among: Iterable[int]) -> None:
    for grade_id in [id for id in found.wanted if id not in found.claims]:
        taken = found.taken
        free = [index for index in among if index not in taken]
        index = recognise(found.wanted[grade_id], found.submitted, free)
        if index is not None:
            found.claim(grade_id, index)
            found.recognised.append(grade_id)


def _by_text(cell: NotebookNode, submitted: Sequence[SubmittedCell], free: list[int]) -> int | None:
    return next((index for index in free if same(submitted[index].source, cell.source)), None)


def _by_names(cell: NotebookNode, submitted: Sequence[SubmittedCell], free: list[int]) -> int | None:
    """For an answer: the cell that defines the most of its names, the first of equals."""
    names = defined(cell.source) if is_solution(cell) else set()
    shared = {index: len(names & defined(submitted[index].source)) for index in free}
    best = max(free, key=shared.__getitem__, default=None)
    return best if best is not None and shared[best] else None


def _by_place(released: NotebookNode) -> Recogniser:
    """For an answer that defines no names, as a text does: the cell after the released one before it."""
    before = {after.id: cell.source for cell, after in pairwise(released.cells)}

    def recognise(cell: NotebookNode, submitted: Sequence[SubmittedCell], free: list[int]) -> int | None:
        if not is_solution(cell) or defined(cell.source) or cell.id not in before:
            return None
        follows = (i for i in free if i and same(submitted[i - 1].source, before[cell.id]))
        return next((i for i in follows if submitted[i].kind == cell.cell_type), None)

    return recognise
