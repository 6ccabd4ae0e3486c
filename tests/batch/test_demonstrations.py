"""A milestone trains for minutes in its demonstrations: grading leaves out what nobody changed in them."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.course import Assignment, Course
from autograder.grading.program import program
from autograder.release.student import released

COURSE = Course(Path(__file__).parents[2])
XOR = COURSE.assignment("xor")


def run_cells(assignment: Assignment, notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in program(assignment, notebook, seed=0)]


def test_no_demonstration_of_a_milestone_is_run_when_it_is_graded():
    cells = run_cells(XOR, released(XOR))
    assert {"network", "check_network", "training"} <= set(cells)
    assert not {"solved", "picture", "report"} & set(cells)


def test_a_cell_that_the_student_changed_or_added_is_run():
    notebook = released(XOR)
    cell = next(cell for cell in notebook.cells if cell.id == "solved")
    cell.source += "\ndef helper(): ..."
    own = NotebookNode(cell_type="code", id="own", metadata=NotebookNode(), source="def another(): ...")
    notebook.cells.insert(3, own)
    assert {"solved", "own"} <= set(run_cells(XOR, notebook))


def test_a_module_s_demonstrations_are_run_and_their_outputs_shown():
    module = COURSE.assignment("activations")
    demonstrations = {cell.id for cell in module.notebook().cells if cell.id.startswith("demo_")}
    assert demonstrations and demonstrations <= set(run_cells(module, released(module)))
