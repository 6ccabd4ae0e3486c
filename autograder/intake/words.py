"""What was mended in a submission, as sentences for instructor and student."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from nbformat import NotebookNode

from autograder.course.cells import is_exported, is_solution, settings
from autograder.intake.document import SubmittedCell
from autograder.intake.match import Match, same
from autograder.naming import about, quoted
from autograder.release.exports import lacks, stray_sentence, strays

COMPARED = ("grade", "locked", "points", "schema_version", "solution")


def problems(found: Match, mended: NotebookNode) -> Iterator[str]:
    """One sentence for each kind of damage; none for a submission that is as it was released."""
    yield from _damage(found)
    yield from _lost_exports(found, {cell.id for cell in mended.cells if is_exported(cell)})
    yield from map(stray_sentence, strays(mended))


def _damage(found: Match) -> Iterator[str]:
    wanted, kept = found.wanted, found.kept
    used = {id: found.submitted[index] for id, index in kept.items()}
    missing = [id for id in wanted if id not in kept]
    given = [id for id in used if not is_solution(wanted[id])]
    known = [id for id in used if id not in found.recognised]
    foreign = {cell.grade_id for cell in found.submitted if cell.grade_id} - wanted.keys()
    damage = {
        "is missing and counts as not written": [id for id in missing if is_solution(wanted[id])],
        "was missing and was put back": [id for id in missing if not is_solution(wanted[id])],
        "is not yours to change and was put back as released": [
            id
            for id in given
            if not same(used[id].source, wanted[id].source) and id not in found.lost_exports
        ],
        "has lost its id and was recognised by what it says": found.recognised,
        "has changed or lost nbgrader's metadata, which was restored": [
            id for id in known if _differs(used[id], wanted[id])
        ],
        "has changed its type, which was changed back": [
            id for id in used if used[id].kind != wanted[id].cell_type
        ],
        "holds something else than text and counts as empty": [id for id in used if not used[id].is_text],
        "is unknown to this assignment and counts as a cell of your own": sorted(foreign),
    }
    yield from _copies(found)
    for predicate, ids in damage.items():
        yield from about("cell", ids, predicate)
    order = [kept[id] for id in wanted if id in kept]
    if any(first > second for first, second in pairwise(order)):
        yield "the cells are not in the assignment's order; they were put back into it"


def _lost_exports(found: Match, exported: set[str]) -> Iterator[str]:
    """What the student's own package lacks, although the grader has put the line back."""
    lost = found.lost_exports
    for put_back, then in (True, "the line was put back for grading"), (False, "it was left as it is"):
        ids = [id for id in lost if (id in exported) == put_back]
        missing = lacks(name for id in ids for name in lost[id])
        yield from about("cell", ids, f"does not begin with `#| export`: {missing}; {then}")


def _copies(found: Match) -> Iterator[str]:
    copied = [id for id, indices in found.claims.items() if len(indices) > 1]
    if len(copied) > 1:  # a notebook pasted after itself
        yield from about("cell", copied, "appears more than once; the first one with an answer was graded")
        return
    for grade_id in copied:
        indices = found.claims[grade_id]
        times = "twice" if len(indices) == 2 else f"{len(indices)} times"
        which = "first one" if found.kept[grade_id] == indices[0] else "first one with an answer"
        yield f"cell {quoted(grade_id)} appears {times}; the {which} was graded"


def _differs(cell: SubmittedCell, released: NotebookNode) -> bool:
    """Whether the file says something else about grading than the assignment does."""
    wanted = settings(released)
    return cell.grade_id != wanted["grade_id"] or any(
        cell.settings.get(key) != wanted.get(key) for key in COMPARED
    )
