"""A judged cell shows a table, and its score where nbgrader looks for it."""

from __future__ import annotations

import toy
from nbgrader.utils import determine_grade

from autograder.gradebook.verdicts import write_outputs
from autograder.grading.engine import Graded
from autograder.judge import CellVerdict, CheckVerdict


def judged(*checks: CheckVerdict):
    """A notebook with one test cell, judged."""
    nb = toy.notebook([toy.code("own", "1 + 1"), toy.graded("check_it", 4, "check.value('it', 1)")])
    points = sum(check.points for check in checks)
    shown = toy.code("own", "").outputs
    write_outputs(nb, Graded({"check_it": CellVerdict("check_it", points, 4, checks)}, {"own": shown}))
    return nb.cells[1]


def test_zero_is_a_score_and_not_a_missing_one():
    cell = judged(CheckVerdict("it", "wrong value", 0, 4, hint="Think."))
    assert determine_grade(cell) == (0, 4)
    assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]
    assert all(output.get("name") != "stderr" for output in cell.outputs)


def test_partial_credit_reaches_nbgrader():
    cell = judged(CheckVerdict("it", "ok", 4 / 3, 4 / 3), CheckVerdict("too", "no answer", 0, 8 / 3))
    assert determine_grade(cell)[0] == 4 / 3


def test_the_table_has_check_result_points_and_a_hint_where_it_helps():
    cell = judged(
        CheckVerdict("adds", "ok", 1, 1, hint="Not needed."),
        CheckVerdict(
            "learns", "wrong value", 1, 3, hint="Stay in the graph.", summary="gradients flowing 2/6"
        ),
    )
    text = cell.outputs[0].text
    assert [line.split() for line in text.splitlines()] == [
        ["check", "result", "points", "hint"],
        ["------", "-----------", "------", "------------------"],
        ["adds", "ok", "1", "/", "1"],
        ["learns", "wrong", "value", "1", "/", "3", "Stay", "in", "the", "graph."],
        ["learns:", "gradients", "flowing", "2/6"],
    ]
