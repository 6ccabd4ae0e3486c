"""The main job on the sample class: everybody gets what they earned, in words."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from autograder.course import Course
from autograder.demo import run_demo
from autograder.demo.sample_class import sample_class

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo's folder, and what it printed into a log; the course has what its class hands in."""
    root = tmp_path_factory.mktemp("course")
    for name in ("tinytorch", "tests/solutions", "tests/sample_class"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in {name for student in sample_class(Course(ROOT)) for name in student.hands_in}:
        folder = Course(ROOT).assignment(name).path.parent
        shutil.copytree(folder, root / folder.relative_to(ROOT))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    log = io.StringIO()
    run_demo(Course(root), Console(file=log, width=120))
    return root / "demo", log.getvalue()


@pytest.fixture(scope="module")
def rows(demo) -> dict[tuple[str, str], dict[str, str]]:
    with (demo[0] / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}


def fraction(row: dict[str, str], course: Path) -> float:
    return float(row["score"]) / Course(course).assignment(row["assignment"]).points


def test_complete_notebooks_get_full_marks_however_they_are_written(demo, rows):
    for student in ("ada", "blaise"):
        for assignment in ("01_tensor", "02_autograd", "01_1957_perceptron"):
            assert fraction(rows[student, assignment], demo[0]) == 1


def test_blank_and_dishonest_notebooks_get_nothing(rows):
    for student in ("donald", "mallory"):
        assert [float(rows[student, module]["score"]) for module in ("01_tensor", "02_autograd")] == [0, 0]


def test_half_of_a_notebook_gets_some_of_the_points(demo, rows):
    for module in ("01_tensor", "02_autograd"):
        assert 0.2 < fraction(rows["charles", module], demo[0]) < 0.8


def test_the_founding_bug_loses_points_and_its_dead_parameters_are_named(demo, rows):
    assert fraction(rows["frank", "01_1957_perceptron"], demo[0]) < 0.6
    assert "gradients flowing 0/2" in demo[1]


def test_a_module_that_is_knocked_out_costs_the_milestone_all_points_for_learning_and_is_named(demo, rows):
    assert fraction(rows["grace", "02_autograd"], demo[0]) > 0.8
    milestone = Course(demo[0]).assignment("01_1957_perceptron")
    points = {cell.id: cell.points for cell in milestone.test_cells}
    others = milestone.points - points["check_trace"] - points["check_accuracy"]
    assert 0 < float(rows["grace", milestone.name]["score"]) <= others
    said = " ".join(demo[1].replace("|", " ").split())
    assert said.count("the package below is broken: with the course's own solution") == 1  # frank's is right
    assert "wrong gradient: w, b), so there are no points for learning until it is mended" in said
    assert "it is mended: your own 02_autograd failed: mean: each of three elements has a third" in said


def test_what_was_not_submitted_is_no_zero(rows):
    assert rows["donald", "01_1957_perceptron"]["score"] == ""


def test_every_graded_notebook_has_a_page_without_hidden_source(demo, rows):
    pages = sorted((demo[0] / "feedback").rglob("*.html"))
    graded = [key for key, row in rows.items() if row["score"] != ""]
    assert len(pages) == len(graded)
    assert not any("BEGIN HIDDEN" in page.read_text(encoding="utf-8") for page in pages)


def test_the_milestone_is_trained_with_two_packages_that_differ(demo):
    assert demo[1].count("gradients flowing  2/2") == 2
    packages = [
        demo[0] / "packages" / name / "tinytorch" / "core" / "tensor.py" for name in ("ada", "blaise")
    ]
    assert len({package.read_bytes() for package in packages}) == 2


def test_a_log_is_plain_ascii(demo):
    assert demo[1].isascii()
