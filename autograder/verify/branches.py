"""Edits of one notebook, run as submissions of their own would be, in a fraction of the time.

The reference runs once; from its process one forks at the first cell of each edit, and runs the rest. Of the
test cells it runs those that may answer otherwise than the reference: a test cell that, in a run of the
reference, was over before any function was called that the edit changes, cannot notice the edit.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from autograder.checks.answers import Answer, CellAnswers
from autograder.grading.engine import answers_of
from autograder.sandbox import CheckCell, Sandbox, StudentCell
from autograder.sandbox.inside import branch as inside
from autograder.sandbox.inside import calls
from autograder.verify.changes import changed_functions

Program = Sequence[StudentCell | CheckCell]
Answers = Mapping[str, CellAnswers]
"""By the id of the test cell."""

# Branches in one submission: each is a process that waits, and they share its memory and its time.
TOGETHER = 25
PATIENCE = 60.0  # seconds for a branch, with all its test cells; its processes may wait for a processor
# What learns of a function's body without calling it, or calls it in a process of its own.
UNFOLLOWED = re.compile(
    r"\b(__code__|getsource\w*|dis|_thread|multiprocessing|ProcessPool\w*|subprocess|fork)\b"
)


@dataclass(frozen=True)
class Branch:
    """An edited notebook, where it leaves the reference.

    first: the number of the reference's cells before the first edit.
    rest: the cells from there on, without the test cells that cannot notice.
    """

    first: int
    rest: Program

    @property
    def tests(self) -> list[CheckCell]:
        return [cell for cell in self.rest if isinstance(cell, CheckCell)]


def branches(
    reference: Program, edited: Sequence[Program], package: Mapping[str, bytes], sandbox: Sandbox
) -> list[Branch]:
    """Each edited notebook as a branch. package: what they import."""
    changes = [_changed(reference, program) for program in edited]
    functions = frozenset[str]().union(*(change for change in changes if change is not None))
    called = _called(reference, functions, package, sandbox)
    return [
        _branch(reference, program, change, called) for program, change in zip(edited, changes, strict=True)
    ]


def run_branches(
    reference: Program,
    branches: Sequence[Branch],
    package: Mapping[str, bytes],
    sandbox: Sandbox,
    executor: Executor,
) -> Iterator[tuple[int, Answers]]:
    """The number of each branch, in no order, and what its test cells answer."""
    numbers = sorted(range(len(branches)), key=lambda n: branches[n].first)
    groups = [numbers[start : start + TOGETHER] for start in range(0, len(numbers), TOGETHER)]

    def run(group: Sequence[int]) -> list[Answers]:
        return _run_together(reference, [branches[n] for n in group], package, sandbox)

    for group, answers in zip(groups, executor.map(run, groups), strict=True):
        yield from zip(group, answers, strict=True)


def _run_together(
    reference: Program, branches: Sequence[Branch], package: Mapping[str, bytes], sandbox: Sandbox
) -> list[Answers]:
    """What each branch answers."""
    cells: list[StudentCell | CheckCell] = []
    for place, cell in enumerate(reference):
        for n, branch in enumerate(branches):
            if branch.first == place and branch.tests:
                cells.append(_fork(str(n), branch))
        if isinstance(cell, StudentCell):
            cells.append(cell)
    while cells and isinstance(cells[-1], StudentCell):
        cells.pop()
    limits = replace(sandbox.limits, check_seconds=PATIENCE, total_seconds=len(branches) * PATIENCE)
    found = sandbox.run(cells, package, limits).answers
    answers = [_answers(branch, found.get(str(n), CellAnswers())) for n, branch in enumerate(branches)]
    return [
        _run_alone(reference, branch, package, sandbox) if one is None else one
        for branch, one in zip(branches, answers, strict=True)
    ]


def _fork(name: str, branch: Branch) -> CheckCell:
    """A check cell that goes on as the branch from its place in the reference."""
    rest = [(cell.id, cell.source, isinstance(cell, CheckCell)) for cell in branch.rest]
    source = _call(inside.run, f"{rest!r}, globals()")
    arrays = {key: array for test in branch.tests for key, array in test.arrays.items()}
    return CheckCell(name, source, branch.tests[0].seed, arrays)


def _answers(branch: Branch, found: CellAnswers) -> Answers | None:
    """By test cell, each of which tells after its answers how it ended; None unless all did."""
    tests = {test.id for test in branch.tests}
    answers: dict[str, CellAnswers] = {}
    own: dict[str, Answer] = {}
    for name, answer in found.answers.items():
        if name in tests:
            ended = ast.literal_eval(answer.text["value"])
            notes = [each for each in own if each.startswith(f"{name} raised ")]
            raised = frozenset(int(own.pop(note).arrays["value"]) for note in notes)
            answers[name], own = CellAnswers(own, raised, ended), {}
        else:
            own[name] = answer
    return answers if found.ended == "finished" and answers.keys() == tests else None


def _run_alone(reference: Program, branch: Branch, package: Mapping[str, bytes], sandbox: Sandbox) -> Answers:
    """As a submission of its own: of what did not come to its end it is told why."""
    before = [cell for cell in reference[: branch.first] if isinstance(cell, StudentCell)]
    run = sandbox.run([*before, *branch.rest], package)
    return {test.id: answers_of(run, test.id) for test in branch.tests}


def _changed(reference: Program, edited: Program) -> frozenset[str] | None:
    """The functions whose bodies differ; None if anything else does."""
    changed: set[str] = set()
    for cell, other in zip(reference, edited, strict=True):
        if cell.source != other.source:
            functions = changed_functions(cell.source, other.source)
            if functions is None:
                return None
            changed |= functions
    return frozenset(changed)


def _called(
    reference: Program, functions: frozenset[str], package: Mapping[str, bytes], sandbox: Sandbox
) -> Mapping[str, frozenset[str]]:
    """Which of some functions were called before a test cell was over, by its id, where that is known."""
    texts = [cell.source for cell in reference] + [
        text.decode("utf-8", "replace") for text in package.values()
    ]
    if any(map(UNFOLLOWED.search, texts)):
        return {}
    asked = "\n" + _call(calls.answer, repr(sorted(functions)))
    cells = [
        CheckCell(cell.id, cell.source + asked, cell.seed, cell.arrays)
        if isinstance(cell, CheckCell)
        else cell
        for cell in reference
    ]
    run = sandbox.run([StudentCell("record", _call(calls.record)), *cells], package)
    return {
        id: frozenset(name for name, called in found.answers[calls.ANSWER].arrays.items() if called)
        for id, found in run.answers.items()
        if calls.ANSWER in found.answers
    }


def _call(function: Callable[..., None], arguments: str = "") -> str:
    """The source that calls a function of the sandbox's, and leaves no name in the notebook."""
    return f"__import__({function.__module__!r}, fromlist=['*']).{function.__name__}({arguments})"


def _branch(
    reference: Program, edited: Program, changed: frozenset[str] | None, called: Mapping[str, frozenset[str]]
) -> Branch:
    differing = (n for n, cell in enumerate(edited) if cell.source != reference[n].source)
    first = next(differing, len(edited))
    rest = [
        cell for cell in edited[first:] if isinstance(cell, StudentCell) or _may_notice(cell, changed, called)
    ]
    while rest and isinstance(rest[-1], StudentCell):
        rest.pop()
    return Branch(first, rest)


def _may_notice(
    test: CheckCell, changed: frozenset[str] | None, called: Mapping[str, frozenset[str]]
) -> bool:
    return changed is None or test.id not in called or not changed.isdisjoint(called[test.id])
