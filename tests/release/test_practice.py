"""A student's rehearsal: every visible check by itself, with points, from the saved notebook."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import toy
from nbformat.v4 import new_code_cell

from autograder import practice
from autograder.course import Course, CourseError
from autograder.judge import CellVerdict, CheckVerdict
from autograder.practice import Practice, check_notebook, describe
from autograder.release.demonstrations import record_demonstrations
from autograder.release.stubs import Unwritten
from autograder.release.student import released


def _check(root: Path, nb) -> Practice:
    return check_notebook(toy.write(nb, toy.source(root, "01_toy")))


def _words(found: Practice) -> dict[str, tuple[str, float]]:
    return {check.name: (check.word, check.points) for cell in found.cells for check in cell.checks}


def test_a_failing_check_hides_no_other_and_points_go_by_weight(toy_course: Path) -> None:
    wrong = "x + x if np.ndim(x) else 7"
    edits = ("double", "x + x", wrong), ("halve", "return n // 2", "return n / 2")
    found = _check(toy_course, toy.edited(toy_course, "01_toy", *edits))
    assert _words(found) == {
        "doubles a number": ("wrong value", 0),
        "doubles a vector": ("ok", 3),
        "scales and shifts": ("ok", 4),
        "halves": ("wrong kind of number", 0),
        "refuses an odd number": ("ok", 1),
    }
    assert (found.points, found.max_points, found.hidden_points) == (8, 10, 10)
    message = found.cells[0].checks[0].summary
    assert "6" in message and "7" in message and "Add it to itself." in message


def test_a_demonstration_is_left_out_as_it_was_released_and_run_once_it_is_changed(toy_course: Path) -> None:
    nb = toy.reference(toy_course, "01_toy")
    nb.cells.append(new_code_cell("train_for_minutes()", id="train"))
    record_demonstrations(nb)
    assert _check(toy_course, nb).troubles == ()
    nb.cells[-1].source += "  # mine"
    [(cell, message)] = _check(toy_course, nb).troubles
    assert cell == "train" and "train_for_minutes" in message


def test_a_prediction_that_nothing_calls_is_listed_until_it_is_written(toy_course: Path) -> None:
    nb = toy.reference(toy_course, "01_toy")
    stub = 'def guess(n):\n    raise NotImplementedError("guess is yours to write, in 01_toy.ipynb")'
    nb.cells.append(new_code_cell(stub))
    assert "not written yet:\n    guess\n" in describe(_check(toy_course, nb))
    nb.cells.append(new_code_cell("def guess(n):\n    return n"))
    assert "not written yet" not in describe(_check(toy_course, nb))


def test_of_what_is_not_written_yet_only_the_name_is_said_and_no_hint(toy_course: Path) -> None:
    blank = released(Course(toy_course).assignment("01_toy"))
    found = _check(toy_course, blank)
    assert (found.points, found.troubles) == (0, ())
    assert [stub.function for stub in found.unwritten] == ["double", "Affine.__call__", "halve"]
    assert "not written yet:\n    double, Affine.__call__, halve\n" in describe(found)
    assert set(_words(found).values()) == {("not written", 0)}
    assert "Add it to itself." not in describe(found)


def test_checks_after_a_line_that_raised_repeat_its_message_and_the_first_of_them_its_hint(
    toy_course: Path,
) -> None:
    nb = toy.reference(toy_course, "01_toy")
    cell = next(cell for cell in nb.cells if cell.id == "check_affine")
    first, rest = cell.source.split("check.", 1)
    uses = "check.equal('uses inputs', inputs, 1, hint='Not by 0.')"
    cell.source = f"{first}inputs = 1 / 0\n{uses}\ncheck.{rest}"
    found = _check(toy_course, nb)
    assert _words(found)["uses inputs"] == ("not reached", 0)
    assert _words(found)["scales and shifts"][0] == "ok"
    message = next(c.summary for cell in found.cells for c in cell.checks if c.name == "uses inputs")
    assert "an earlier line of this cell raised ZeroDivisionError" in message
    assert "\nHint: Not by 0." in message


@pytest.mark.parametrize("error", ["1 / 0", 'raise NotImplementedError("f is yours to write, in 01_toy")'])
def test_a_check_that_raised_hides_no_verdict_of_the_checks_after_it(toy_course: Path, error: str) -> None:
    breaks = f"if n == 8:\n        {error}\n    if n % 2:"
    wrong = ("halve", 'raise ValueError(f"expected', 'return (f"expected')
    nb = toy.edited(toy_course, "01_toy", ("halve", "if n % 2:", breaks), wrong)
    found = _check(toy_course, nb)
    assert _words(found)["halves"][0] == ("raised an error" if error == "1 / 0" else "not written")
    refuses = found.cells[-1].checks[-1]
    assert refuses.word == "wrong value"
    assert refuses.summary.startswith("refuses an odd number: expected ValueError; nothing was raised")


def test_the_saved_file_is_run_in_a_fresh_kernel_in_the_folder_of_the_notebook(toy_course: Path) -> None:
    nb = toy.reference(toy_course, "01_toy")
    nb.cells.append(toy.code("where", "import os\nraise RuntimeError(os.getcwd())"))
    found = _check(toy_course, nb)
    assert found.troubles == (("where", f"RuntimeError: {toy_course / 'modules' / '01_toy'}"),)


def test_on_an_authors_clone_hidden_checks_are_left_to_the_grader(toy_course: Path) -> None:
    found = check_notebook(toy.source(toy_course, "01_toy"))
    assert (found.points, found.hidden_points, found.troubles) == (10, 10, ())


def test_the_checks_of_a_cell_that_only_the_grader_has_are_counted_and_not_run(toy_course: Path) -> None:
    region = "### BEGIN HIDDEN TESTS\ncheck.value('v', 1 / 0)\n### END HIDDEN TESTS"
    for hidden in region, "":  # as the author has it, and as it is released
        nb = toy.reference(toy_course, "01_toy")
        cell = next(cell for cell in nb.cells if cell.id == "check_affine")
        cell.source += f"\n\n# The grader checks division by zero\n{hidden}"
        found = _check(toy_course, nb)
        assert _words(found)["scales and shifts"] == ("ok", 1.2)  # three tenths of 4
        assert (found.points, found.max_points, found.hidden_points) == (7.2, 7.2, 12.8)


@pytest.mark.parametrize(
    ("source", "troubles"),
    [
        ("check.equal(", ["check_affine"]),
        ("check.equals('scales', 7.0, 7.0)", ["check_affine"]),
        ("check.equal('scales', 7.0, 6.0 + 1)", []),
        ("# check.equal('scales', Affine(2.0, 1.0)(3.0), 7.0)", []),
        ("", []),
    ],
    ids=["cut off", "misspelt", "rewritten", "commented out", "emptied"],
)
def test_a_test_cell_that_the_student_broke_earns_none_of_its_points_and_they_are_not_the_graders(
    toy_course: Path, source: str, troubles: list[str]
) -> None:
    nb = toy.reference(toy_course, "01_toy")
    next(cell for cell in nb.cells if cell.id == "check_affine").source = source
    found = _check(toy_course, nb)
    assert [cell for cell, _ in found.troubles] == troubles
    assert (found.points, found.max_points, found.hidden_points) == (6, 10, 10)
    assert _words(found)["its checks"] == ("not reached", 0)
    assert "put it back as it was released" in describe(found)


def test_a_stub_of_another_notebook_is_to_be_exported_and_not_to_be_written_here(toy_course: Path) -> None:
    error = 'raise NotImplementedError("triple is yours to write, in 00_before")'
    nb = toy.edited(toy_course, "01_toy", ("halve", "return n // 2", error))
    assert (
        "not exported from 00_before yet:\n    triple: complete 00_before, then autograder export 00_before\n"
    ) in describe(_check(toy_course, nb))


@pytest.mark.parametrize("id", ["check_double", "copied"])  # as an editor leaves it, and as JupyterLab does
def test_a_copy_of_a_test_cell_counts_once_and_is_named(toy_course: Path, id: str) -> None:
    nb = toy.reference(toy_course, "01_toy")
    copy = deepcopy(next(cell for cell in nb.cells if cell.id == "check_double"))
    copy.id = id
    nb.cells.append(copy)
    found = _check(toy_course, nb)
    assert (found.points, found.max_points, found.hidden_points) == (10, 10, 10)
    message = "a copy of the test cell check_double: only the first counts; delete it"
    assert found.troubles == ((id, message),)


def test_a_loop_without_end_costs_its_cell_alone(toy_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "SECONDS_PER_CELL", 2)
    nb = toy.edited(toy_course, "01_toy", ("halve", "return n // 2", "while n != 1: n"))
    words = _words(_check(toy_course, nb))
    assert words["halves"] == ("raised an error", 0)
    assert words["refuses an odd number"] == ("ok", 1)


def test_a_loop_that_catches_its_interrupt_ends_the_run_there_and_blames_nothing_after_it(
    toy_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice, "SECONDS_PER_CELL", 2)
    deaf = "while True:\n        try:\n            while n: n\n        except:\n            pass"
    found = _check(toy_course, toy.edited(toy_course, "01_toy", ("halve", "return n // 2", deaf)))
    words = _words(found)
    assert words["scales and shifts"] == ("ok", 4)
    assert words["halves"] == ("raised an error", 0)
    assert words["refuses an odd number"] == ("not reached", 0)
    assert "`except:` that catches all; what follows was not reached" in found.cells[-1].checks[0].summary


def test_what_follows_the_death_of_the_kernel_was_not_reached(toy_course: Path) -> None:
    nb = toy.edited(toy_course, "01_toy", ("demo_double", "double(21)", "import os\nos._exit(1)"))
    nb.cells.insert(0, toy.code("empty", ""))
    found = _check(toy_course, nb)
    assert found.troubles == (("demo_double", "the kernel died here; what follows was not reached"),)
    assert set(_words(found).values()) == {("not reached", 0)}


def test_a_missing_notebook_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no notebook .*01_toy.ipynb"):
        check_notebook(tmp_path / "01_toy.ipynb")


def test_the_report_shows_each_check_each_message_and_the_sum() -> None:
    checks = (
        CheckVerdict("adds", "ok", 1.5, 1.5),
        CheckVerdict("multiplies", "wrong value", 0, 0.5, summary="expected 6; got 5\nHint: count"),
    )
    cells = (CellVerdict("check_a", 1.5, 2, checks),)
    stubs = Unwritten("halve", "01_toy"), Unwritten("Affine.fit", "01_toy")
    found = Practice("01_toy.ipynb", cells, (("demo", "NameError: x"),), stubs, 3)
    assert describe(found).splitlines() == [
        "01_toy.ipynb",
        "cell     check       result       points",
        "-------  ----------  -----------  ------",
        "check_a  adds        ok           1.5/2",
        "check_a  multiplies  wrong value",
        "",
        "demo:",
        "    NameError: x",
        "",
        "check_a, multiplies:",
        "    expected 6; got 5",
        "    Hint: count",
        "",
        "not written yet:",
        "    halve, Affine.fit",
        "",
        "1.5 of 2 visible points; 3 more are for checks that only the grader has",
    ]


def test_an_empty_spare_cell_is_no_damage(toy_course: Path) -> None:
    nb = toy.reference(toy_course, "01_toy")
    nb.cells.append(toy.graded("hidden_spare", 0, "# Spare"))
    found = _check(toy_course, nb)
    assert (found.points, found.hidden_points) == (10, 10)
    assert "hidden_spare" not in {cell.cell for cell in found.cells}
