"""A line `#| export` that gets lost is told where it happens: the cell would leave the package in silence."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import toy
from nbformat import NotebookNode

from autograder import cli
from autograder.course import Course
from autograder.practice import check_notebook, describe
from autograder.release.export import export
from autograder.release.exports import left_out, names
from autograder.release.stubs import still_unwritten
from autograder.release.student import released

NOT_FIRST = "cell double does not begin with `#| export`: the package lacks `double`"


@pytest.fixture
def mine(toy_course: Path) -> NotebookNode:
    """A perfect solution, written into the notebook as it was released."""
    notebook = deepcopy(released(Course(toy_course).assignment("01_toy")))
    solutions = {cell.id: cell.source for cell in toy.reference(toy_course, "01_toy").cells}
    notebook.cells = [NotebookNode(cell, source=solutions[cell.id]) for cell in notebook.cells]
    return notebook


def cell(notebook: NotebookNode, id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == id)


def test_of_a_notebook_as_it_was_released_nothing_is_said(mine):
    assert left_out(mine) == []


@pytest.mark.parametrize("line", ["", "# my answer\n#| export\n", "%%time\n#| export\n", "#| exporti\n"])
def test_a_line_that_is_not_the_first_any_more_is_told(mine, line):
    answer = cell(mine, "double")
    answer.source = answer.source.replace("#| export\n", line)
    assert left_out(mine) == [NOT_FIRST]


def test_a_cell_that_is_gone_or_no_code_any_more_is_told(mine):
    cell(mine, "double").cell_type = "markdown"
    mine.cells.remove(cell(mine, "halve"))
    assert left_out(mine) == [
        "cell double is no code cell any more: the package lacks `double`",
        "cell halve is gone: the package lacks `halve`",
    ]


def test_a_helper_that_only_the_notebook_has_is_told(mine):
    answer = cell(mine, "double")
    answer.source = answer.source.replace("x + x", "twice(x)")
    mine.cells.insert(5, toy.code("own", "def twice(x): return x + x"))
    assert left_out(mine) == [
        "`twice` is used by exported cells, and the cell that defines it does not begin with `#| export`"
    ]
    cell(mine, "own").source = "# a helper\n#| export\ndef twice(x): return x + x"
    assert left_out(mine) == ["cell own does not begin with `#| export`: the package lacks `twice`"]


def test_a_given_line_below_a_stub_speaks_of_what_is_to_be_written_and_nothing_is_missing(mine):
    """Seen in 09: a stub above `return out`, and a demonstration that has an `out` of its own."""
    answer = cell(mine, "double")
    written = answer.source
    answer.source = answer.source.split("def ")[0] + (
        'def double(x):\n    raise NotImplementedError("double is yours to write, in 01_toy")\n    return out'
    )
    mine.cells.insert(5, toy.code("own", "out = 1"))
    assert left_out(mine) == [] and not names(answer.source).used
    answer.source = written.replace("x + x", "out")
    assert len(left_out(mine)) == 1 and names(answer.source).used == {"out"}


def test_a_cell_split_into_two_exported_ones_lacks_nothing(mine):
    whole = cell(mine, "double")
    mine.cells.insert(5, toy.code("own", whole.source))
    whole.source = "double"
    assert left_out(mine) == []


def test_where_the_record_was_lost_a_line_below_another_is_told_all_the_same(mine):
    mine.metadata.clear()
    cell(mine, "double").source = f"# mine\n{cell(mine, 'double').source}"
    cell(mine, "halve").source = "def halve(n): return n // 2"
    assert left_out(mine) == [NOT_FIRST]


@pytest.mark.parametrize("kept", [None, 5, {"exports": []}, {"exports": {"double": 5}}])
def test_a_record_that_says_nonsense_is_none(mine, kept):
    mine.metadata["autograder"] = kept
    assert left_out(mine) == []


def test_check_says_so_and_does_not_pass(toy_course, mine):
    cell(mine, "double").source = f"%%time\n{cell(mine, 'double').source}"
    found = check_notebook(toy.write(mine, toy.source(toy_course, "01_toy")))
    assert found.points == found.max_points
    assert f"\nnot in the package:\n    {NOT_FIRST}\n" in describe(found)


def test_export_says_so(toy_course, mine, monkeypatch, capsys):
    cell(mine, "double").source = f"# mine\n{cell(mine, 'double').source}"
    toy.write(mine, toy.source(toy_course, "01_toy"))
    monkeypatch.chdir(toy_course)
    cli.export(["01_toy"])
    assert NOT_FIRST in capsys.readouterr().out


def test_a_stub_with_a_solved_copy_below_it_is_written(toy_course, mine, tmp_path):
    solved = cell(mine, "double")
    mine.cells.insert(6, NotebookNode(solved, id="own"))
    solved.source = cell(released(Course(toy_course).assignment("01_toy")), "double").source
    path = export(mine, tmp_path)
    assert still_unwritten(path.read_text(encoding="utf-8")) == []
