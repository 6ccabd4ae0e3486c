"""Training a milestone: what goes wrong is said by the cell in which it did."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import toy

from autograder.course import Course, CourseError
from autograder.milestone import MilestoneFailed, options, train
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
    mine = toy.edited(toy_course, "01_toy", ("double", old, new))
    toy.write(released(first), first.path)
    for notebook in mine, more.notebook():
        export(notebook, course.package)
    nb = toy.reference(toy_course, "01_1957_toy")
    nb.cells.insert(3, toy.code("use", "fourfold(1)"))
    toy.write(nb, course.milestones[0].path)
    with pytest.raises(MilestoneFailed) as failed:
        train(course.milestones[0], lambda number, count, id: None, toy_course)
    assert str(failed.value).startswith(said)


@pytest.fixture
def asking(toy_course: Path) -> Path:
    """A course with two milestones, of which the second asks for a folder and for minutes."""
    asks = 'from autograder.datasets import option\n\nprint("on", option("data"), option("minutes"))'
    second = toy.notebook([toy.code("train_files", asks), toy.code("report", '"learned"')])
    path = toy_course / "milestones/02_1969_files/02_1969_files.ipynb"
    toy.write(second, path)
    return toy_course


def test_an_option_reaches_the_notebook_and_what_it_prints_in_training_comes_back(asking: Path) -> None:
    (asking / "my data").mkdir()
    milestone = Course(asking).milestones[1]
    lines: list[str] = []
    chosen = options(milestone, {"data": str(asking / "my data"), "text": None, "minutes": 0.5})
    train(milestone, lambda number, count, id: None, chosen=chosen, say=lines.append)
    train(milestone, lambda number, count, id: None, say=lines.append)
    assert lines == [f"on {asking / 'my data'} 0.5", "on None None"]


@pytest.mark.parametrize(
    ("number", "name", "value", "said"),
    [
        (0, "data", ".", "01_1957_toy does not take --data; taken by 02_1969_files"),
        (1, "text", "a.txt", "02_1969_files does not take --text"),
        (1, "data", "nowhere", "--data: expected a folder; there is none at nowhere"),
        (1, "minutes", 0.0, "--minutes: expected more than 0; got 0"),
        (1, "minutes", float("nan"), "--minutes: expected more than 0; got nan"),
    ],
)
def test_an_option_is_refused_in_words_before_anything_is_trained(
    asking: Path, number: int, name: str, value: str | float, said: str
) -> None:
    with pytest.raises(CourseError) as refused:
        options(Course(asking).milestones[number], {name: value})
    assert str(refused.value) == said


def test_a_text_that_is_a_folder_or_no_text_is_refused_before_anything_is_trained(asking: Path) -> None:
    milestone = Course(asking).milestones[1]
    nb = milestone.notebook()
    nb.cells.insert(0, toy.code("train_text", 'option("text")'))
    toy.write(nb, milestone.path)
    with pytest.raises(CourseError, match="--text: expected a file; there is none at"):
        options(milestone, {"text": str(asking)})
    picture = asking / "picture.txt"
    picture.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(CourseError, match=r"--text: expected text in UTF-8; .*picture\.txt is none"):
        options(milestone, {"text": str(picture)})
