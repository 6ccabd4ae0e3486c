"""What was released to be exported is exported when it is graded, and the student is told what was not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import toy

from autograder.course import Assignment, Course
from autograder.intake import HandedIn, Intake, intake
from autograder.release.export import export
from autograder.release.student import released

Source = Callable[[str], str]
LOST: dict[str, Source] = {
    "a comment above": lambda source: f"# my answer\n{source}",
    "a magic above": lambda source: f"%%time\n{source}",
    "the line deleted": lambda source: source.replace("#| export\n", ""),
    "another directive": lambda source: source.replace("#| export", "#| exporti"),
    "code above": lambda source: f"import math\n{source}",
}


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return Course(toy.make_toy_course(tmp_path_factory.mktemp("course"))).assignment("01_toy")


@pytest.fixture
def perfect(assignment: Assignment) -> dict:
    return json.loads(json.dumps(toy.reference(assignment.course.root, assignment.name)))


def take_in(document: dict, assignment: Assignment, folder: Path) -> Intake:
    path = folder / "01_toy.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return intake(HandedIn(path.parent, path), assignment)


def cell(document: dict, id: str) -> dict:
    return next(cell for cell in document["cells"] if cell["id"] == id)


def module(taken: Intake, folder: Path) -> str:
    assert taken.notebook is not None
    path = export(taken.notebook, folder / "package")
    assert path is not None
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lost", LOST)
def test_a_line_that_was_lost_is_put_back_and_said(lost, assignment, perfect, tmp_path):
    answer = cell(perfect, "double")
    answer["source"] = LOST[lost](answer["source"])
    taken = take_in(perfect, assignment, tmp_path)
    assert "def double" in module(taken, tmp_path)
    assert taken.problems == [
        "cell 'double' does not begin with `#| export`: the package lacks `double`; "
        "the line was put back for grading"
    ]


def test_a_cell_turned_to_markdown_is_exported_again(assignment, perfect, tmp_path):
    cell(perfect, "double")["cell_type"] = "markdown"
    taken = take_in(perfect, assignment, tmp_path)
    assert "def double" in module(taken, tmp_path)
    assert any("the package lacks `double`" in problem for problem in taken.problems)


def test_a_given_cell_without_its_line_is_named_by_what_the_package_lacks(assignment, perfect, tmp_path):
    cell(perfect, "imports")["source"] = "import numpy as np"
    taken = take_in(perfect, assignment, tmp_path)
    assert "import numpy as np" in module(taken, tmp_path)
    assert taken.problems == [
        "cell 'imports' does not begin with `#| export`: the package lacks `np`; "
        "the line was put back for grading"
    ]


def test_what_is_no_python_does_not_keep_the_rest_from_being_exported(assignment, perfect, tmp_path):
    cell(perfect, "double")["source"] = "%%writefile double.py\ndef double(x): return x + x"
    taken = take_in(perfect, assignment, tmp_path)
    assert "class Affine" in module(taken, tmp_path)
    [problem] = taken.problems
    assert problem.endswith("the package lacks `double`; it was left as it is")


def test_a_solved_copy_below_a_stub_is_exported_in_its_place(assignment, perfect, tmp_path):
    solved = cell(perfect, "double")
    copied = copy.deepcopy(solved) | {"id": "a1b2", "source": LOST["the line deleted"](solved["source"])}
    perfect["cells"].insert(perfect["cells"].index(solved) + 1, copied)
    solved["source"] = next(c.source for c in released(assignment).cells if c.id == "double")
    taken = take_in(perfect, assignment, tmp_path)
    assert "return x + x" in module(taken, tmp_path) and "NotImplementedError" not in module(taken, tmp_path)


@pytest.mark.parametrize("helper", ["def twice(x): return x + x", "%time\ntwice = lambda x: x + x"])
def test_a_name_that_only_the_notebook_has_is_said(helper, assignment, perfect, tmp_path):
    answer = cell(perfect, "double")
    answer["source"] = answer["source"].replace("x + x", "twice(x)")
    perfect["cells"].insert(5, {"cell_type": "code", "id": "mine", "metadata": {}, "source": helper})
    assert take_in(perfect, assignment, tmp_path).problems == [
        "`twice` is used by exported cells, and the cell that defines it does not begin with `#| export`"
    ]


def test_a_name_that_is_local_built_in_or_an_annotation_is_nobodys(assignment, perfect, tmp_path):
    answer = cell(perfect, "double")
    answer["source"] = answer["source"].replace("x + x", "sum(mine for mine in [x, x])")
    answer["source"] = answer["source"].replace("def double(x)", "def double(x: Plot)")
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "mine = 1\nclass Plot: ..."}
    perfect["cells"].insert(5, own)
    assert take_in(perfect, assignment, tmp_path).problems == []
