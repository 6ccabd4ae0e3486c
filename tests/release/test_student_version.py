"""The student version: stubs that speak, and nothing of what the authors know."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
import toy
from nbformat import NotebookNode

from autograder.course import Course
from autograder.course.cells import FOLDED, is_test
from autograder.release import student
from autograder.release.error import ReleaseError
from autograder.release.export import export
from autograder.release.publish import generate
from autograder.release.stubs import stub

FUNCTION = """
def f(x):
    ### BEGIN SOLUTION
    y = x
    return y
    ### END SOLUTION
"""
NESTED = """
class A:
    class B:
        def g(self):
            ### BEGIN SOLUTION
            pass
            ### END SOLUTION
"""
PART = """
def f(x):
    n = len(x)
    for i in range(n):
        ### BEGIN SOLUTION
        x[i] = 0
        ### END SOLUTION
    return x
"""
TWO = """
@vjp(Mul)
def d_mul(fn, g):
\t### BEGIN SOLUTION
\tdef helper(): return g
\treturn helper()
\t### END SOLUTION
def other():
\t### BEGIN SOLUTION
\treturn 1
\t### END SOLUTION
"""
NO_LINES = """
def f(x):
    breaks = "\f\v\x1c\u2028"
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
"""


def _raise(name: str) -> str:
    return f'raise NotImplementedError("{name} is yours to write, in 01_toy.ipynb")'


@pytest.mark.parametrize(
    ("source", "stubbed"),
    [
        (FUNCTION, f"\ndef f(x):\n    {_raise('f')}\n"),
        (NESTED, f"\nclass A:\n    class B:\n        def g(self):\n            {_raise('A.B.g')}\n"),
        (PART, f"\ndef f(x):\n    n = len(x)\n    for i in range(n):\n        {_raise('f')}\n    return x\n"),
        (TWO, f"\n@vjp(Mul)\ndef d_mul(fn, g):\n\t{_raise('d_mul')}\ndef other():\n\t{_raise('other')}\n"),
        (NO_LINES, f'\ndef f(x):\n    breaks = "\f\v\x1c\u2028"\n    {_raise("f")}\n'),
    ],
    ids=["function", "nested class", "part of a body", "two functions", "what only looks like a line"],
)
def test_a_stub_names_the_function_and_the_notebook_and_keeps_the_rest(source: str, stubbed: str) -> None:
    assert stub(source, "01_toy.ipynb") == stubbed
    ast.parse(stubbed)


@pytest.fixture
def released(toy_course: Path) -> NotebookNode:
    """Module 01 as students get it, from an author's notebook with much on it that is not for them."""
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    nb.metadata["author_notes"] = "secret"
    for cell in nb.cells:
        cell.metadata["solution2"] = "return x + x"
        if cell.cell_type == "code":
            cell.execution_count = 3
            cell.outputs = [nbformat.v4.new_output("stream", text="secret")]
        elif cell.id == "reflection":
            cell.attachments = {"answer.png": {"image/png": "secret"}}
    toy.write(nb, path)
    return nbformat.read(generate(Course(toy_course).modules[0]), as_version=4)


def test_solutions_hidden_tests_outputs_and_foreign_metadata_are_gone(released: NotebookNode) -> None:
    text = nbformat.writes(released)
    secrets = ["secret", "x + x", "self.scale * x", "doubles any shape", "undoes doubling", "HIDDEN"]
    assert [secret for secret in secrets if secret in text] == []
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in released.cells)


def test_submissions_are_compared_with_exactly_what_was_released(
    toy_course: Path, released: NotebookNode
) -> None:
    assert student.released(Course(toy_course).modules[0]) == released


def test_tests_and_what_may_be_skipped_are_folded_and_nothing_else(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    next(cell for cell in nb.cells if cell.id == "imports").metadata["jupyter"] = FOLDED
    toy.write(nb, path)
    released = nbformat.read(generate(Course(toy_course).modules[0]), as_version=4)
    folded = {cell.id for cell in released.cells if cell.metadata.get("jupyter") == FOLDED}
    assert folded == {"imports"} | {cell.id for cell in released.cells if is_test(cell)}
    assert not [cell.id for cell in released.cells if cell.id not in folded and "jupyter" in cell.metadata]


def test_cells_keep_their_ids_and_what_nbgrader_knows_of_them(
    toy_course: Path, released: NotebookNode
) -> None:
    source = nbformat.read(toy.source(toy_course, "01_toy"), as_version=4)
    assert [cell.id for cell in released.cells] == [cell.id for cell in source.cells]
    for before, after in zip(source.cells, released.cells, strict=True):
        kept = before.metadata.get("nbgrader", {})
        assert {key: after.metadata.nbgrader[key] for key in kept} == kept if kept else True


def test_a_written_answer_becomes_a_place_for_the_students_own(released: NotebookNode) -> None:
    assert [cell.source for cell in released.cells if cell.id == "reflection"] == ["YOUR ANSWER HERE"]


def test_the_released_notebook_exports_a_stub_that_can_be_imported(
    toy_course: Path, released: NotebookNode
) -> None:
    path = export(released, toy_course / "tinytorch")
    assert path is not None
    module: dict = {}
    exec(path.read_text(encoding="utf-8"), module)
    with pytest.raises(NotImplementedError, match=r"^double is yours to write, in 01_toy.ipynb$"):
        module["double"](1)
    with pytest.raises(NotImplementedError, match=r"^Affine.__call__ is yours to write, in 01_toy.ipynb$"):
        module["Affine"](1, 2)(3)


def test_a_solution_region_outside_of_a_solution_cell_stops_the_release(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_toy")
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(toy.code("loose", "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"))
    toy.write(nb, path)
    with pytest.raises(ReleaseError, match="01_toy was not released: Solution region detected"):
        generate(Course(toy_course).modules[0])
