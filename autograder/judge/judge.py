"""One test cell: the answers that came out of the sandbox against the key's."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from autograder.checks.answers import Answer, CellAnswers, Ended, Kind
from autograder.checks.check import LONGEST_MESSAGE, class_names
from autograder.judge.agreement import compared, scales
from autograder.judge.trace import judge_trace
from autograder.judge.verdict import BrokenKey, CellVerdict, CheckVerdict, Word, Worth

if TYPE_CHECKING:
    from autograder.course import CheckSpec, TestCell

Labels = Callable[[str, "tuple[int, ...] | None"], np.ndarray]
"""`labels(split, classes)`: the true labels, which never enter the sandbox; int64 (N,)."""

REFUSALS = ("raises", "refuses")
MOST_OWN = 3  # classes between an exception's own and the first of Python's

BUILT_IN = {name: value for name, value in vars(builtins).items() if isinstance(value, type)}
CHAINS = {tuple(class_names(cls)) for cls in BUILT_IN.values() if issubclass(cls, Exception)}
CHAINS.add(tuple(class_names(np.exceptions.AxisError)[1:]))  # of two bases

WITHOUT_ANSWER: dict[Ended, Word] = {
    "finished": "no answer",
    "timeout": "ran out of time",
    "died": "process ended",
    "unusable": "unusable answer",
    "not reached": "process ended",
}


def judge(cell: TestCell, key: CellAnswers, got: CellAnswers, labels: Labels) -> CellVerdict:
    """The verdict on one test cell.

    Raises BrokenKey if the key lacks an answer to one of the checks.
    """
    checks = tuple(_judge_check(spec, cell, key, got, labels) for spec in cell.checks)
    if _refuses_most(cell, checks):
        checks = tuple(
            replace(check, word="raised an error", points=0.0)
            if spec.kind in REFUSALS and check.points
            else check
            for spec, check in zip(cell.checks, checks, strict=True)
        )
    return CellVerdict.of(cell.id, cell.points, checks)


def _refuses_most(cell: TestCell, checks: tuple[CheckVerdict, ...]) -> bool:
    """Whether most of the other checks, by points, raised an error: such a function refuses nothing."""
    others = [check for spec, check in zip(cell.checks, checks, strict=True) if spec.kind not in REFUSALS]
    raised = sum(check.max_points for check in others if check.word == "raised an error")
    return raised > sum(check.max_points for check in others) / 2


def _judge_check(
    spec: CheckSpec, cell: TestCell, key: CellAnswers, got: CellAnswers, labels: Labels
) -> CheckVerdict:
    want, answer = key.answers.get(spec.name), got.answers.get(spec.name)
    if want is None:
        raise BrokenKey(
            f"the reference gives no answer to {spec.name!r} in cell {cell.id}: "
            f"{_without_answer(spec, key)}; run that cell of the reference notebook by hand"
        )
    if answer is None or spec.statement in got.raised:  # an honest check does not answer and raise
        worth = Worth(_without_answer(spec, got))
    elif answer.kind != want.kind:
        worth = Worth("unusable answer")
    else:
        worth = JUDGES[spec.kind](spec, want, answer, labels)
    share = cell.worth[spec.name]
    return CheckVerdict(spec.name, worth.word, share * worth.fraction, share, spec.hint, worth.summary)


def _without_answer(spec: CheckSpec, got: CellAnswers) -> Word:
    return "raised an error" if spec.statement in got.raised else WITHOUT_ANSWER[got.ended]


def _value(spec: CheckSpec, want: Answer, got: Answer, labels: Labels) -> Worth:
    """Several parts of one answer are right together or not at all."""
    if {*got.arrays, *got.text} != {*want.arrays, *want.text}:
        return Worth("wrong shape")
    words = [_part(spec, array, got.arrays.get(name)) for name, array in want.arrays.items()]
    words += [_text(text, got.text.get(name)) for name, text in want.text.items()]
    return _together(words)


def _part(spec: CheckSpec, want: np.ndarray, got: np.ndarray | None) -> Word:
    if got is None:
        return "wrong kind of number"
    return compared(want, got, rtol=spec.rtol, atol=spec.atol)


def _text(want: str, got: str | None) -> Word:
    if got is None:
        return "wrong kind of number"
    return "ok" if got == want else "wrong value"


def _gradients(spec: CheckSpec, want: Answer, got: Answer, labels: Labels) -> Worth:
    """The output, and the gradient of every input, each against its own largest entry."""
    size = scales(want.arrays)
    return _together(
        [
            compared(array, got.arrays.get(name), atol=spec.rtol * size[name])
            for name, array in want.arrays.items()
        ]
    )


def _together(words: list[Word]) -> Worth:
    return Worth.all_or_nothing(next((word for word in words if word != "ok"), "ok"))


def _refuses(spec: CheckSpec, want: Answer, got: Answer, labels: Labels) -> Worth:
    """Every case that the reference refuses; `raises` has one, without a name."""
    cases = [name.removeprefix("types") for name in want.text if name.startswith("types")]
    return _together([_refused(spec, got, case) for case in cases])


def _refused(spec: CheckSpec, got: Answer, case: str) -> Word:
    """The exception is named by its class or one of its bases, as `except` would match it."""
    names, said = got.text.get(f"types{case}", "").split(), got.text.get(f"message{case}", "")
    right = spec.exception in names and _is_one_class(names) and len(said) <= LONGEST_MESSAGE
    return "ok" if right and all(text in said for text in spec.mentions) else "wrong value"


def _is_one_class(names: list[str]) -> bool:
    """Whether an answer names a class and its bases, and not every exception that there is.

    Below Python's own are a few of the course's or the student's.
    """
    own = next((n for n, name in enumerate(names) if name in BUILT_IN), len(names))
    return own <= MOST_OWN and tuple(names[own:]) in CHAINS


def _trace(spec: CheckSpec, want: Answer, got: Answer, labels: Labels) -> Worth:
    return judge_trace(want, got, spec.rtol, spec.exempt)


def _predicts(spec: CheckSpec, want: Answer, got: Answer, labels: Labels) -> Worth:
    truth, predicted = labels(spec.split, spec.classes), got.arrays.get("labels")
    if predicted is None or predicted.shape != truth.shape:
        return Worth("wrong shape")
    if predicted.dtype.kind not in "iu":
        return Worth("wrong kind of number")
    return Worth.all_or_nothing("ok" if np.mean(predicted == truth) >= spec.at_least else "wrong value")


JUDGES: dict[Kind, Callable[[CheckSpec, Answer, Answer, Labels], Worth]] = {
    "value": _value,
    "raises": _refuses,
    "refuses": _refuses,
    "gradients": _gradients,
    "trace": _trace,
    "predicts": _predicts,
}
