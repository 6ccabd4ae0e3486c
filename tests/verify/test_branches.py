"""A branch answers as the edited notebook does, and no test cell that may notice the edit is left out."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.checks.answers import CellAnswers
from autograder.sandbox import CheckCell, Sandbox, StudentCell
from autograder.verify.branches import branches, run_branches

SEED = 5
REFERENCE = [
    StudentCell("setup", "import numpy as np\nfrom autograder.checks import check, given\nrun = 7"),
    StudentCell("helper", "def helper(x):\n    return x + 1"),
    StudentCell("table", "table = np.zeros(3)\nlimits = {'low': 0}"),
    StudentCell("fill", "def fill():\n    table[0] = 1"),
    StudentCell("model", "class Model:\n    def forward(self, x):\n        return 2 * x"),
    StudentCell("patch", "def patch(cls):\n    cls.backward = lambda self: 'right'"),
    StudentCell("apart", "def apart():\n    return given.normal('apart', 2)\n\ndrawn = apart()"),
    CheckCell("check_apart", "check.value('apart', [*drawn, *apart()])", SEED),
    StudentCell("through", "def through(x):\n    return helper(x)"),
    CheckCell("check_helper", "check.value('helper', through(3))", SEED),
    StudentCell("filled", "fill()"),
    CheckCell("check_table", "check.value('table', table)", SEED),
    StudentCell("patched", "patch(Model)"),
    CheckCell("check_backward", "check.value('backward', Model().backward())", SEED),
    CheckCell("check_forward", "check.value('forward', Model().forward(given.normal('x', 3)))", SEED),
    StudentCell("limit", "def limit(low):\n    limits['low'] = low\n\nlimit(3)"),
    CheckCell("check_limits", "check.value('limits', limits['low'])\nlimits['low'] = 9", SEED),
    CheckCell("check_again", "check.value('again', [limits['low'], run])\nraise ValueError", SEED),
    StudentCell("unused", "def unused():\n    return 1"),
    CheckCell("check_last", "check.value('last', sorted(limits))", SEED),
]
EDITS = {
    "a shared helper": ("helper", "x + 1", "x + 2", {"check_helper"}),
    "an array changed in place": ("fill", "table[0]", "table[1]", {"check_table"}),
    "a method patched into a class": ("patch", "'right'", "'wrong'", {"check_backward"}),
    "a method": ("model", "2 * x", "3 * x", {"check_forward"}),
    "an entry of a dict": ("limit", "= low", "= -low", {"check_limits", "check_again"}),
    "a global that a function sets": (
        "through",
        "return helper(x)",
        "global run\n    run = 8\n    return helper(x)",
        set(),
    ),
    "a function that a cell calls at once": ("apart", "'apart', 2", "'other', 2", {"check_apart"}),
    "a value of the cell": ("table", "np.zeros", "np.ones", {"check_table"}),
    "a cell that raises": ("filled", "fill()", "fill(1)", {"check_table"}),
    "a process that dies": (
        "helper",
        "return x + 1",
        "import os; os.kill(os.getpid(), 9)",
        {"check_helper"},
    ),
    "what nobody calls": ("unused", "1", "2", set()),
    "nothing": ("unused", "1", "1", set()),
}


@pytest.fixture(scope="module")
def reference(sandbox: Sandbox):
    return sandbox.run(REFERENCE, {}).answers


@pytest.fixture(scope="module")
def edited():
    return [_edited(cell, old, new) for cell, old, new, _ in EDITS.values()]


@pytest.fixture(scope="module")
def found(edited, sandbox):
    return branches(REFERENCE, edited, {}, sandbox)


@pytest.fixture(scope="module")
def answers(found, sandbox):
    with ThreadPoolExecutor(1) as executor:
        return dict(run_branches(REFERENCE, found, {}, sandbox, executor))


@pytest.mark.parametrize("number", range(len(EDITS)), ids=EDITS)
def test_a_branch_answers_as_the_edited_notebook_does(number, edited, reference, answers, sandbox: Sandbox):
    whole = sandbox.run(edited[number], {}).answers
    branch = {**reference, **answers[number]}
    assert _plain(branch) == _plain(whole)
    noticed = {id for id in whole if _plain(whole)[id] != _plain(reference)[id]}
    assert noticed == [*EDITS.values()][number][3]


def test_what_calls_nothing_that_changed_does_not_run(found):
    left = {name: [test.id for test in branch.tests] for name, branch in zip(EDITS, found, strict=True)}
    assert left["a shared helper"] == ["check_helper"]
    assert left["a method"] == ["check_forward"]
    assert left["a method patched into a class"] == ["check_backward", *_after("check_backward")]
    assert left["a value of the cell"] == ["check_apart", *_after("check_apart")]
    assert left["what nobody calls"] == left["nothing"] == []


def test_a_branch_that_hangs_runs_out_of_time(sandbox: Sandbox):
    hanging = _edited("helper", "return x + 1", "while True: pass")
    found = branches(REFERENCE, [hanging], {}, sandbox)
    with ThreadPoolExecutor(1) as executor:
        ((_, answers),) = run_branches(REFERENCE, found, {}, sandbox, executor)
    assert {id: answer.ended for id, answer in answers.items()} == {"check_helper": "timeout"}


@pytest.mark.parametrize(
    "source",
    ["check.value('code', unused.__code__.co_consts)", "import cProfile\ncProfile.Profile().runcall(unused)"],
)
def test_where_calls_cannot_be_followed_all_test_cells_run(source, sandbox: Sandbox):
    program = [*REFERENCE, StudentCell("other", source), CheckCell("check_end", "check.value('end', 1)")]
    (branch,) = branches(program, [_edited("unused", "return 1", "return 2", program)], {}, sandbox)
    assert [test.id for test in branch.tests][-1] == "check_end"


def _edited(cell: str, old: str, new: str, program=REFERENCE):
    return [
        StudentCell(each.id, each.source.replace(old, new)) if each.id == cell else each for each in program
    ]


def _after(id: str) -> list[str]:
    tests = [cell.id for cell in REFERENCE if isinstance(cell, CheckCell)]
    return tests[tests.index(id) + 1 :]


def _plain(answers: Mapping[str, CellAnswers]):
    return {
        id: (
            {name: (str(answer.arrays), answer.text) for name, answer in found.answers.items()},
            found.raised,
            found.ended,
        )
        for id, found in answers.items()
    }
