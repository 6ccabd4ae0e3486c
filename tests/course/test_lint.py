"""The form of a notebook: each rule is broken once, and said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import toy
from nbformat import NotebookNode

from autograder.course import lint, out_of_proportion
from autograder.course.lint import lint_folders


@pytest.mark.parametrize("assignment", [*toy.MODULES, toy.MILESTONE])
def test_a_notebook_in_the_form_is_accepted(toy_course: Path, assignment: str) -> None:
    assert lint(toy.source(toy_course, assignment)) == []
    assert lint_folders(toy_course) == []


def _cell(nb: NotebookNode, id: str) -> NotebookNode:
    return next(cell for cell in nb.cells if cell.id == id)


def _replace(id: str, old: str, new: str) -> Callable[[NotebookNode], None]:
    def edit(nb: NotebookNode) -> None:
        cell = _cell(nb, id)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return edit


def _set(id: str, **settings: object) -> Callable[[NotebookNode], None]:
    return lambda nb: _cell(nb, id).metadata.nbgrader.update(settings)


def _rename(id: str, new: str) -> Callable[[NotebookNode], None]:
    def edit(nb: NotebookNode) -> None:
        cell = _cell(nb, id)
        cell.id = cell.metadata.nbgrader.grade_id = new

    return edit


def _add(cell: NotebookNode) -> Callable[[NotebookNode], None]:
    return lambda nb: nb.cells.append(cell)


def _fold(id: str, **jupyter: bool) -> Callable[[NotebookNode], None]:
    return lambda nb: _cell(nb, id).metadata.update(jupyter=jupyter)


def _drop(id: str) -> Callable[[NotebookNode], None]:
    return lambda nb: nb.cells.remove(_cell(nb, id))


NUMPY = "import numpy as np"
BODY = "    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
SOLVED = "### BEGIN SOLUTION\ny = 1\n### END SOLUTION\n"
EMPTY = "    ### BEGIN SOLUTION\n    # nothing\n    ### END SOLUTION\n"
IN_CLASS = "    ### BEGIN SOLUTION\n    y = 1\n    ### END SOLUTION\n"
UNSEEN = "### BEGIN HIDDEN TESTS\ncheck.value('v', 1)\n### END HIDDEN TESTS\n"


def _long(lines: int) -> str:
    return "#| export\ndef long():\n" + "\n".join(f"    a{i} = {i}" for i in range(lines)) + "\n"


BROKEN: list[tuple[Callable[[NotebookNode], None], str]] = [
    (lambda nb: nb.update(nbformat_minor=4), "nbformat is 4.4; expected 4.5"),
    (lambda nb: nb.metadata.kernelspec.update(name="mine"), "kernelspec is not python3"),
    (_set("double", grade_id="other"), "cell double: its grade_id is other"),
    (_set("double", schema_version=2), "cell double: schema_version is 2; expected 3"),
    (lambda nb: _cell(nb, "double").metadata.update(tags=["x"]), "cell double: metadata besides .*: tags"),
    (_fold("imports", outputs_hidden=True), "cell imports: Jupyter's metadata is {'outputs_hidden': True}"),
    (_fold("double", source_hidden=True), "cell double: only given code is folded here"),
    (_fold("check_double", source_hidden=True), "cell check_double: only given code is folded here"),
    (_fold("about_double", source_hidden=True), "cell about_double: only given code is folded here"),
    (lambda nb: _cell(nb, "demo_double").update(execution_count=3), "cell demo_double: outputs or"),
    (_set("double", locked=True), "cell double: a solution cell is locked"),
    (_set("setup", locked=False), "cell setup: .* must be locked"),
    (_set("check_double", locked=False), "cell check_double: .* must be locked"),
    (_drop("setup"), "no setup cell"),
    (_replace("setup", "01_toy", "07_toy"), "begin('07_toy') in the setup cell, but the file is 01_toy"),
    (_drop("default_exp"), "no cell says `#| default_exp core.name`"),
    (_replace("default_exp", "core.toy", "toy"), "default_exp is toy; expected core.name"),
    (_replace("imports", "from __future__ import annotations", ""), "cell imports: the first export cell"),
    (_replace("imports", NUMPY, "import tinytorch.core.x"), "cell imports, line 4: write `from"),
    (_replace("imports", NUMPY, "from tinytorch import x"), "not `from tinytorch import x`"),
    (_replace("imports", NUMPY, "from .x import y"), "not `from .x import y`"),
    (_replace("imports", NUMPY, "from tinytorch.core.x import (\n    y,\n)"), "cell imports, line 4: write"),
    (_replace("double", "return", "from tinytorch.core.x import y\n    return"), "cell double, line 5: wr"),
    (_add(toy.locked("long", _long(46))), "cell long: 47 lines are exported; at most 45"),
    (_add(toy.solution("long", _long(26))), "cell long: 27 lines are exported; at most 25"),
    (_add(toy.locked("odd", "#| export\ndef odd(:\n    pass")), "cell odd, line 2: invalid syntax"),
    (_replace("double", "    ### END SOLUTION", ""), "cell double, line 4: BEGIN SOLUTION without its END"),
    (_replace("double", "    return", "    ### BEGIN SOLUTION\n    return"), "inside a region begun in line"),
    (_replace("double", "    ### BEGIN SOLUTION\n", ""), "line 5: END SOLUTION without its BEGIN"),
    (_replace("double", BODY, f"{EMPTY}    return x + x"), "cell double, line 4: a solution region must lie"),
    (_replace("demo_double", "double(21)", SOLVED), "not a solution cell"),
    (_replace("double", BODY, "    return x + x"), "cell double: no solution region"),
    (_replace("double", "def double", f"{SOLVED}def double"), "cell double, line 2: a solution reg"),
    (_replace("affine", "    def __init__", f"{IN_CLASS}    def __init__"), "cell affine, line 5: a sol"),
    (_replace("check_double", "check.equal", "1 + check.equal"), "cell check_double, line 2: expected one"),
    (_replace("check_double", "6,", "2 * 3,"), "cell check_double, line 2: .*expected must be a literal"),
    (_replace("check_double", "doubles a vector", "halves"), "2 checks are called 'halves'"),
    (_replace("check_affine", 'check.equal("scales and shifts", ', "print("), "check_affine: a test cell"),
    (_set("check_double", points=0), "cell check_double: a test cell without points"),
    (_replace("check_double", "weight=3", "weight=0"), "cell check_double, line 3: .*weight must be a posi"),
    (_rename("check_double", "test_double"), "cell test_double: the id of a visible test cell begins"),
    (_rename("hidden_double", "more_double"), "cell more_double: the id of a hidden test cell begins"),
    (_replace("hidden_double", "# The grader checks any shape\n", ""), "cell hidden_double: expected a line"),
    (_replace("hidden_double", "### END HIDDEN TESTS", "### END HIDDEN TESTS\nx = 1"), "then one hidden reg"),
    (_replace("check_double", "# A", "# The grader checks a"), "cell check_double: it says `# The grader"),
    (_replace("check_affine", "check.", f"{UNSEEN}check."), "cell check_affine: expected a line `# The gr"),
    (_set("check_double", points=1), "17 points are graded automatically; expected 20 or more"),
    (_set("hidden_double", points=50), "56 of 66 points are hidden; expected a third to three quarters"),
    (_set("check_double", points=40), "10 of 56 points are hidden; expected a third to three quarters"),
    (_replace("title", "20 points", "21 points"), "does not say: 20 points are graded automatically, 10 of"),
    (_replace("title", "10 of", "11 of"), "does not say: 20 points are graded automatically, 10 of them by"),
    (_replace("title", "; 2 by", "; 3 by"), "by checks that you do not see; 2 by a person"),
    (_drop("reflection"), "one reflection is graded by hand, not 0"),
    (lambda nb: nb.cells.insert(0, _cell(nb, "about_double")), "2 cells have the id about_double"),
]


@pytest.mark.parametrize(("breaks", "sentence"), BROKEN, ids=[sentence for _, sentence in BROKEN])
def test_what_is_not_in_the_form_is_said_in_a_sentence(
    toy_course: Path, breaks: Callable[[NotebookNode], None], sentence: str
) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    breaks(nb)
    toy.write(nb, path)
    problems = lint(path)
    assert any(_matches(sentence, problem) for problem in problems), problems


def _matches(sentence: str, problem: str) -> bool:
    """`.*` stands for anything, and all else for itself."""
    return all(part in problem for part in sentence.split(".*"))


WORDS, CELLS = " ".join(["word"] * 4450), [toy.prose(f"more_{i}", "## More") for i in range(53)]
OVER: list[tuple[Callable[[NotebookNode], None], str]] = [
    (lambda nb: nb.cells.extend(CELLS), "71 cells; at most 70"),
    (lambda nb: nb.cells.append(toy.prose("more", WORDS)), "4525 words of prose; at most 4500"),
    (_add(toy.locked("more", _long(30))), "33 lines are given for 5 that the student writes; at most 4"),
    (_replace("check_double", "# A", "\n".join(["1"] * 39) + "\n# A"), "cell check_double: 42 lines of the"),
    (_replace("title", "minutes", "time"), "has no column `minutes`"),
    (_replace("title", "| 3 |", "|  |"), "gives no minutes for doubling"),
]


@pytest.mark.parametrize(("breaks", "sentence"), OVER, ids=[sentence for _, sentence in OVER])
def test_what_is_out_of_proportion_is_said_in_a_sentence(
    toy_course: Path, breaks: Callable[[NotebookNode], None], sentence: str
) -> None:
    path = toy.source(toy_course, "01_toy")
    assert out_of_proportion(path) == []
    nb = nbformat.read(path, as_version=4)
    breaks(nb)
    [problem] = out_of_proportion(toy.write(nb, path))
    assert sentence in problem


def test_the_first_two_modules_on_which_all_others_stand_may_be_larger(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    _replace("setup", "01_toy", "01_tensor")(nb)
    nb.cells += [*CELLS, toy.prose("more", WORDS), toy.locked("given", _long(30))]
    assert out_of_proportion(toy.write(nb, path)) == []


def test_what_no_reader_reads_does_not_count(toy_course: Path) -> None:
    """Code blocks, the answer to the reflection, the lines of a table, hidden tests, blank lines."""
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(toy.prose("sample", f"```python\n{WORDS}\n```\n\n| --- | --- |"))
    _cell(nb, "reflection").source = WORDS
    _replace("hidden_double", "x = ", "1\n" * 41 + "x = ")(nb)
    nb.cells.append(toy.locked("more", "#| export\n" + "\n" * 50))
    toy.write(nb, path)
    assert out_of_proportion(path) == []


def test_a_wide_class_of_one_line_methods_may_be_long(toy_course: Path) -> None:
    methods = "\n".join(f"    def m{i}(self): return {i}" for i in range(50))
    nb = nbformat.read(toy.source(toy_course, "01_toy"), as_version=4)
    nb.cells.append(toy.locked("mixins", f'#| export\nclass Mixin:\n    """Many."""\n{methods}'))
    assert lint(toy.write(nb, toy.source(toy_course, "01_toy"))) == []


def test_given_code_may_be_folded_and_a_spare_test_cell_may_be_empty(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    _fold("imports", source_hidden=True)(nb)
    _fold("demo_double", source_hidden=True)(nb)
    nb.cells.append(toy.graded("hidden_spare", 0, "# Spare"))
    assert lint(toy.write(nb, path)) == []


def test_a_part_of_a_body_may_be_the_students_even_in_a_nested_function(toy_course: Path) -> None:
    nested = """
        #| export
        class Outer:
            def method(self, n):
                m = n + 1

                def inner(k):
                    if k:
                        ### BEGIN SOLUTION
                        return m
                        ### END SOLUTION
                    return 0

                return inner(n)
        """
    nb = nbformat.read(toy.source(toy_course, "01_toy"), as_version=4)
    nb.cells.append(toy.solution("nested", nested))
    assert lint(toy.write(nb, toy.source(toy_course, "01_toy"))) == []


def test_short_cells_and_a_share_of_points_are_asked_of_complete_modules_alone(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    _drop("reflection")(nb)
    nb.cells.append(toy.locked("long", _long(46)))
    assert lint(toy.write(nb, path), complete=False) == []


def test_a_draft_is_held_to_the_form_of_its_cells_and_not_to_points(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = toy.draft(toy_course, "01_toy")
    assert lint(toy.write(nb, path)) == []
    _cell(nb, "affine").metadata.nbgrader.locked = False
    assert lint(toy.write(nb, path)) == ["cell affine: setup, given code and tests must be locked"]


def test_what_lies_beside_the_notebook_would_be_released_and_is_named(toy_course: Path) -> None:
    folder = toy_course / "modules" / "01_toy"
    (folder / ".notes").touch()
    assert lint(folder / "01_toy.ipynb") == [
        ".notes lies beside the notebook, and would be released with it; move it out"
    ]


def test_the_notebook_its_folder_and_its_setup_cell_have_one_name(toy_course: Path) -> None:
    path = toy_course / "modules" / "01_toys" / "01_toy.ipynb"
    toy.write(toy.reference(toy_course, "01_toy"), path)
    assert "begin('01_toy') in the setup cell, but the file is 01_toys/01_toy.ipynb" in lint(path)


def test_a_folder_that_nbgrader_would_take_for_an_assignment_is_named(toy_course: Path) -> None:
    (toy_course / "modules" / "03_empty").mkdir()
    (toy_course / "modules" / "_drafts").mkdir()
    (toy_course / "milestones" / "notes.txt").touch()
    assert lint_folders(toy_course) == [
        "modules/03_empty: no notebook 03_empty.ipynb in it",
        "modules/_drafts: expected a folder NN_name; nbgrader releases every folder",
        "milestones/notes.txt: only folders of assignments belong in milestones/",
    ]
