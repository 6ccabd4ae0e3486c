"""The checks of a test cell, each a promise with a name.

For a student a check judges at once: it prints `ok    name`, or raises CheckFailed with what was
expected, what came, and a hint. For the grader, which calls `record_to`, it judges and prints nothing:
it records what came, and the expectations are not even in the cell by then. Hence the defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from autograder.checks import given
from autograder.checks.answers import Answer, Kind
from autograder.checks.compare import difference
from autograder.checks.failure import CheckFailed
from autograder.checks.gradcheck import autograd_gradients, compare_gradients
from autograder.checks.learning import classes_of
from autograder.checks.say import say
from autograder.checks.trace import Trace
from autograder.checks.values import plain
from autograder.datasets import load

_REMOVED: Any = object()  # stands for an expectation that the grader took out of the cell
LONGEST_MESSAGE = 500  # characters; more of them could name whatever is asked for

_send: Callable[[Answer], None] | None = None


def record_to(send: Callable[[Answer], None] | None) -> Callable[[Answer], None] | None:
    """From now on hand every answer to `send` and judge nothing; None goes back to judging at once.

    Returns what was in force before.
    """
    global _send
    before, _send = _send, send
    return before


def equal(
    name: str,
    actual: Any,
    expected: Any = _REMOVED,
    *,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    weight: float = 1,
    hint: str = "",
) -> None:
    """`actual` has the shape, the kind of number and, within the tolerances, the values of `expected`.

    A value is a tensor, an array, a number, nested lists of numbers, a str, None, or a flat dict or list
    of these.
    weight: the check's share of the cell's points; the grader reads it.
    """
    if _send:
        return _record(name, "value", *plain(actual))
    if expected is _REMOVED:
        raise TypeError(f"check.equal({name!r}, ...) needs the expected value")
    problem = difference(actual, expected, rtol, atol)
    if problem:
        _fail(name, problem, hint)
    say(f"ok    {name}")


def value(
    name: str, actual: Any, *, rtol: float = 1e-5, atol: float = 1e-6, weight: float = 1, hint: str = ""
) -> None:
    """`actual` is what the reference solution answers. Only the grader can tell."""
    if _send:
        return _record(name, "value", *plain(actual))
    say(f"recorded  {name}")


def raises(
    name: str,
    call: Callable[[], Any],
    exception: type[Exception] = Exception,
    *,
    mentions: Sequence[str] = (),
    weight: float = 1,
    hint: str = "",
) -> None:
    """`call()` raises `exception`, with a message that holds each of the texts in `mentions`."""
    _refused(name, "raises", {"": call}, exception, mentions, hint)


def refuses(
    name: str,
    calls: Mapping[str, Callable[[], Any]],
    exception: type[Exception] = Exception,
    *,
    mentions: Sequence[str] = (),
    weight: float = 1,
    hint: str = "",
) -> None:
    """Each of several calls raises `exception`, as in `raises`.

    calls: by what each of them gives, in words: {"a dim that does not exist": lambda: x.sum(3)}.
    """
    _refused(name, "refuses", calls, exception, mentions, hint)


def gradients(
    name: str, f: Callable[..., Any], *inputs: Any, rtol: float = 1e-6, weight: float = 1, hint: str = ""
) -> None:
    """`backward` through `f(*inputs)` gives the true gradient of every input, under a random cotangent.

    f: tensors -> tensor, deterministic. inputs: float64 tensors that require gradients.
    The student's machine compares with central differences, the grader with the reference.
    """
    rng = given.stream(f"cotangent {name}")
    output, cotangent, found = autograd_gradients(f, inputs, rng)
    if _send:
        arrays = {"output": output} | {
            f"grad.{i}": np.full(x.data.shape, np.nan) if g is None else g
            for i, (x, g) in enumerate(zip(inputs, found, strict=True))
        }
        return _record(name, "gradients", arrays, {})
    table, problem = compare_gradients(f, inputs, cotangent, found, rng, rtol)
    if problem:
        _fail(name, f"{problem}\n{table}", hint)
    say(f"ok    {name}\n{table}")


def trace(
    name: str,
    trace: Trace,
    *,
    exempt: Sequence[str] = (),
    rtol: float = 1e-4,
    weight: float = 1,
    hint: str = "",
) -> None:
    """Training steps from `training_trace`: every parameter gets its gradient and moves as it should.

    The student's machine sees whether each gradient is there and each weight moves; the grader compares
    all of them, and the losses, with the reference.
    exempt: parameters whose gradient is zero by mathematics, as of the bias of attention's keys; not counted.
    """
    if _send:
        return _record(name, "trace", trace.arrays(), {})
    problem = trace.problem(exempt)
    if problem:
        _fail(name, f"{problem}\n{trace.table()}", hint)
    say(f"ok    {name}\n{trace.table()}")


def predicts(
    name: str,
    predictions: Any,
    *,
    split: str = "held-out",
    classes: Sequence[int] | None = None,
    at_least: float = 0.0,
    weight: float = 1,
    hint: str = "",
) -> None:
    """At least the fraction `at_least` of a split's digits is recognised.

    predictions: labels (N,), or scores (N, classes) of which the largest counts, in the order of `split`.
    """
    labels = classes_of(predictions)
    if _send:
        return _record(name, "predicts", {"labels": labels}, {})
    try:
        true = load(split, classes).labels
    except FileNotFoundError:  # the grader's labels are on no student's machine
        return say(f"recorded  {name}")
    if len(labels) != len(true):
        _fail(name, f"expected {len(true)} predictions; got {len(labels)}", hint)
    accuracy = float(np.mean(labels == true))
    if accuracy < at_least:
        _fail(name, f"expected accuracy {at_least:.3f} or more; got {accuracy:.3f}", hint)
    say(f"ok    {name} (accuracy {accuracy:.3f}, at least {at_least:.3f})")


def _record(name: str, kind: Kind, arrays: dict[str, np.ndarray], text: dict[str, str]) -> None:
    assert _send is not None
    _send(Answer(name, kind, arrays, text))


def _fail(name: str, problem: str, hint: str) -> NoReturn:
    raise CheckFailed(f"{name}: {problem}" + (f"\nHint: {hint}" if hint else ""))


def _refused(
    name: str,
    kind: Kind,
    calls: Mapping[str, Callable[[], Any]],
    exception: type[Exception],
    mentions: Sequence[str],
    hint: str,
) -> None:
    raised = {case: _raised_by(call) for case, call in calls.items()}
    if _send:
        said = {case: _described(error) for case, error in raised.items()}
        texts = {f"{part} {case}".strip(): said[case][part] for case in said for part in said[case]}
        return _record(name, kind, {}, texts)
    for case, error in raised.items():
        problem = _not_refused(error, exception, mentions)
        if problem:
            _fail(name, f"{case}: {problem}" if case else problem, hint)
    say(f"ok    {name}")


def _raised_by(call: Callable[[], Any]) -> Exception | None:
    try:
        call()
    except Exception as raised:
        return raised
    return None


def _described(raised: Exception | None) -> dict[str, str]:
    """An exception as texts, for the grader."""
    message = str(raised)[:LONGEST_MESSAGE] if raised else ""
    return {"types": " ".join(class_names(type(raised)) if raised else ()), "message": message}


def _not_refused(raised: Exception | None, exception: type[Exception], mentions: Sequence[str]) -> str:
    """One sentence on how `raised` is not what was expected; empty if it is."""
    if raised is None:
        return f"expected {exception.__name__}; nothing was raised"
    names = class_names(type(raised))
    if exception.__name__ not in names:
        return f"expected {exception.__name__}; got {names[0]}: {raised}"
    absent = ", ".join(repr(text) for text in mentions if text not in str(raised))
    return f"expected a message that mentions {absent}; got {str(raised)!r}" if absent else ""


def class_names(exception: type[Exception]) -> list[str]:
    """The names of an exception's class and its bases, nearest first.

    NotImplementedError stands for itself alone: to Python it is a RuntimeError, but here it is the word
    of a method that nobody has written yet.
    """
    if issubclass(exception, NotImplementedError):
        return ["NotImplementedError"]
    return [cls.__name__ for cls in exception.__mro__ if issubclass(cls, Exception)]
