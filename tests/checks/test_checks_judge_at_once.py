"""On a student's machine each check judges at once, in words."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from tiny_autograd import Tensor

from autograder.checks import CheckFailed, check
from autograder.checks.say import say
from autograder.datasets import digits


def message(call, *arguments, **settings) -> str:
    with pytest.raises(CheckFailed) as failed:
        call(*arguments, **settings)
    return str(failed.value)


def test_a_right_answer_prints_ok_and_its_name(capsys):
    check.equal("adds", Tensor([4.0, 6.0]), [4.0, 6.0])
    assert capsys.readouterr().out == "ok    adds\n"


def test_a_wrong_value_names_both_the_place_of_the_largest_difference_and_the_hint():
    said = message(
        check.equal, "adds", np.array([[1.0, 2.0], [3.0, 9.0]]), [[1.0, 2.5], [3.0, 4.0]], hint="Add."
    )
    assert said == (
        "adds: wrong value: expected [[1. , 2.5], [3. , 4. ]]; got [[1., 2.], [3., 9.]]; "
        "2 of 4 elements differ, most at [1, 1]: expected 4, got 9\nHint: Add."
    )


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        (np.zeros((3, 1)), np.zeros((1, 3)), "wrong shape: expected (1, 3); got (3, 1)"),
        (2, 2.0, "wrong kind of number: expected floating-point numbers; got integers (int64)"),
        (1, True, "wrong kind of number: expected booleans; got integers (int64)"),
        ([1.0, float("nan")], [1.0, 2.0], "not finite"),
        ("float64", "float32", "wrong value: expected 'float32'; got 'float64'"),
        (None, 0.0, "wrong kind of value: expected 0.; got None"),
        ("None", None, "wrong value: expected None; got 'None'"),
        (2**53 + 1, 2**53, "wrong value"),
        ({"a": 1.0}, {"a": 1.0, "b": 2.0}, "wrong shape: expected the parts a, b; got a"),
        ({"a": 1.0, "b": 3.0}, {"a": 1.0, "b": 2.0}, "b: wrong value: expected 2.; got 3."),
        (([1.0], [1.0, 2.0]), ([1.0], [1.0, 3.0]), "1: wrong value"),
    ],
)
def test_the_first_difference_is_said_in_words(actual, expected, words):
    assert words in message(check.equal, "name", actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.float32(1.000001), 1.0),
        ([np.nan, np.inf], [float("nan"), float("inf")]),
        (Tensor(np.zeros((2, 3))).data.shape, (2, 3)),
        ([Tensor([1.0]), Tensor([1, 2])], [[1.0], [1, 2]]),
        ({"a": "text", "b": None}, {"a": "text", "b": None}),
        ((), ()),
    ],
)
def test_what_agrees_within_the_tolerance_passes(actual, expected, capsys):
    check.equal("name", actual, expected)
    assert capsys.readouterr().out.startswith("ok")


@pytest.mark.parametrize("actual", [object(), np.array(["a"]), [[1, 2], object()], {"a": {"b": 1}}])
def test_what_is_no_value_is_refused_with_what_would_be_one(actual):
    with pytest.raises(TypeError, match="a check takes"):
        check.equal("name", actual, 1)


def test_an_expectation_that_is_missing_is_an_error_of_the_author():
    with pytest.raises(TypeError, match="needs the expected value"):
        check.equal("name", 1)


def test_a_nan_is_the_largest_difference_of_all():
    said = message(check.equal, "name", [1.0, float("nan"), 900.0], [1.0, 2.0, 3.0])
    assert said.endswith("2 of 3 elements differ, most at [1]: expected 2, got nan")


def test_predictions_are_judged_against_the_held_out_labels():
    wrong = np.zeros(300, int)
    assert message(check.predicts, "digits", wrong, at_least=0.9).startswith(
        "digits: expected accuracy 0.900 or more; got 0.1"
    )
    assert "expected 300 predictions; got 2" in message(check.predicts, "digits", [1, 2], at_least=0.0)


def test_predictions_for_the_grader_are_only_recorded_where_its_labels_are_not(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(digits, "FOLDER", tmp_path)
    check.predicts("digits", [1, 2], split="grader", at_least=0.9)
    assert capsys.readouterr().out == "recorded  digits\n"


def refuse(message: str, exception: type[Exception] = ValueError):
    def call():
        raise exception(message)

    return call


def test_raises_wants_the_exception_and_what_it_mentions(capsys):
    check.raises("refuses", refuse("shapes (2, 3) and (4,)"), ValueError, mentions=["(2, 3)", "(4,)"])
    check.raises("a base class will do", refuse("x", IndexError), LookupError)
    assert capsys.readouterr().out == "ok    refuses\nok    a base class will do\n"


def test_raises_says_what_came_instead():
    assert "nothing was raised" in message(check.raises, "r", lambda: None, ValueError)
    assert "expected ValueError; got KeyError" in message(
        check.raises, "r", refuse("x", KeyError), ValueError
    )
    assert "mentions '(4,)'; got 'shapes'" in message(
        check.raises, "r", refuse("shapes"), ValueError, mentions=["(4,)"]
    )


def test_refuses_wants_it_of_every_call_and_names_the_one_that_is_not_refused(capsys):
    cases = {"past the end": lambda: [][1], "far past the end": lambda: [][9]}
    check.refuses("list", cases, IndexError, mentions=["range"])
    assert capsys.readouterr().out == "ok    list\n"
    accepted = cases | {"nothing": lambda: None}
    said = message(check.refuses, "list", accepted, IndexError, hint="Look.")
    assert said == "list: nothing: expected IndexError; nothing was raised\nHint: Look."
    other = cases | {"a key": lambda: {}["x"]}
    assert "list: a key: expected IndexError; got KeyError: 'x'" in message(
        check.refuses, "list", other, IndexError
    )
    assert "past the end: expected a message that mentions 'key'" in message(
        check.refuses, "list", cases, IndexError, mentions=["key"]
    )


def test_a_method_that_nobody_has_written_refuses_nothing():
    stub = refuse("Add.forward is yours to write", NotImplementedError)
    assert "got NotImplementedError" in message(check.raises, "r", stub, RuntimeError)


def test_a_value_without_a_key_is_only_recorded(capsys):
    check.value("hidden", 3.0)
    assert capsys.readouterr().out == "recorded  hidden\n"


def test_a_failure_shows_its_message_and_no_line_of_the_checker_in_jupyter(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("from autograder.checks import check\ncheck.equal('adds', 1.0, 2.0, hint='Add.')")
    shown = capsys.readouterr().out
    assert "CheckFailed: adds: wrong value: expected 2.; got 1.\nHint: Add." in shown
    assert "check.py" not in shown
    assert "Traceback" not in shown


def test_a_windows_console_shows_what_it_can(monkeypatch):
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", errors="strict", newline="\n")
    monkeypatch.setattr(sys, "stdout", console)
    say("ok    caf\u00e9 \u2192 \u2713")
    console.flush()
    assert console.buffer.getvalue() == b"ok    caf\xe9 ? ?\n"


def test_in_jupyter_a_failure_names_its_cell_which_may_be_folded(monkeypatch):
    shell = SimpleNamespace(get_parent=lambda: {"metadata": {"cellId": "check_it"}})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    shown = CheckFailed("it: wrong value")._render_traceback_()
    assert shown == [
        "CheckFailed: it: wrong value",
        "(test cell check_it: if it is folded, click on it to read it)",
    ]


@pytest.mark.parametrize("ipython", [None, SimpleNamespace(get_ipython=lambda: None)])
def test_elsewhere_a_failure_is_its_message_alone(monkeypatch, ipython):
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    assert CheckFailed("it: wrong value")._render_traceback_() == ["CheckFailed: it: wrong value"]
