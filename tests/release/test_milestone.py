"""Training a milestone: what goes wrong is said by the cell in which it did."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import toy

from autograder.course import Course
from autograder.milestone import MilestoneFailed, train
from autograder.release.export import export
from autograder.release.student import released


def test_the_cell_that_failed_is_named_whatever_outputs_were_saved(toy_course: Path) -> None:
    path = toy.source(toy_course, "01_1957_toy")
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text="saved")]
    next(cell for cell in nb.cells if cell.id == "imports").source = "1 / 0"
    toy.write(nb, path)
    with pytest.raises(MilestoneFailed, match=r"^cell imports raised ZeroDivisionError: division by zero$"):
        train(Course(toy_course).milestones[0], lambda number, count, id: None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def double", "def twice", "your own 01_toy: `double` is missing; cell imports raised ImportError"),
        ("return x + x", "return twice(x)", "your own 01_toy: `twice` is missing; cell use raised NameError"),
        (
            "return x + x",
            'raise NotImplementedError("double is yours to write, in 01_toy")',
            "your own 01_toy: `double` is not written yet; cell use raised NotImplementedError",
        ),
    ],
)
def test_what_the_students_own_module_lacks_is_said_first(
    toy_course: Path, old: str, new: str, said: str
) -> None:
    course = Course(toy_course)
    first, more = course.modules
    toy.write(toy.edited(toy_course, "01_toy", ("double", old, new)), toy_course / "mine.ipynb")
    toy.write(released(first), first.path)
    for notebook in toy_course / "mine.ipynb", more:
        export(notebook, course.package)
    nb = toy.reference(toy_course, "01_1957_toy")
    nb.cells.insert(3, toy.code("use", "fourfold(1)"))
    toy.write(nb, course.milestones[0].path)
    with pytest.raises(MilestoneFailed) as failed:
        train(course.milestones[0], lambda number, count, id: None, toy_course)
    assert str(failed.value).startswith(said)
