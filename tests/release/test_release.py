"""`release`: what it writes, what it registers, and what it never loses."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
import toy
from nbgrader.api import Gradebook

from autograder.conversion import SettingsError
from autograder.course import Course
from autograder.release.error import ReleaseError
from autograder.release.publish import release


def _gradebook(root: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}")


def test_modules_and_milestones_are_released_and_registered_with_their_points(toy_course: Path) -> None:
    release(Course(toy_course))
    with _gradebook(toy_course) as book:
        points = {assignment.name: assignment.max_score for assignment in book.assignments}
        hidden = book.find_source_cell("hidden_double", "01_toy", "01_toy").source
    assert points == {"01_toy": 22, "02_more": 22, "01_1957_toy": 10}
    assert "doubles any shape" in hidden
    for name in points:
        assert (toy_course / "release" / name / f"{name}.ipynb").is_file()


def test_the_search_path_for_programs_is_afterwards_what_it_was(toy_course: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/here:/there")
    release(Course(toy_course))
    assert os.environ["PATH"] == "/here:/there"


def test_releasing_again_gives_the_same_bytes_and_keeps_every_grade(toy_course: Path) -> None:
    kit = release(Course(toy_course))
    with _gradebook(toy_course) as book:
        book.add_student("ada")
        book.add_submission("01_toy", "ada")
        book.find_grade("check_double", "01_toy", "01_toy", "ada").auto_score = 3.5
        book.db.commit()
    before = _released(toy_course)
    assert release(Course(toy_course)) == kit
    assert _released(toy_course) == before
    with _gradebook(toy_course) as book:
        assert book.find_grade("check_double", "01_toy", "01_toy", "ada").auto_score == 3.5


def test_a_test_cell_added_after_submissions_is_refused_and_grades_stay(toy_course: Path) -> None:
    release(Course(toy_course))
    with _gradebook(toy_course) as book:
        book.add_student("ada")
        book.add_submission("01_toy", "ada")
        book.find_grade("check_double", "01_toy", "01_toy", "ada").auto_score = 3.5
        book.db.commit()
    _add_a_test_cell(toy_course)
    said = r"^01_toy was not released: Cannot add or remove cells.*; see \"Grade again\""
    with pytest.raises(ReleaseError, match=said):
        release(Course(toy_course))
    with _gradebook(toy_course) as book:
        assert book.find_grade("check_double", "01_toy", "01_toy", "ada").auto_score == 3.5


def test_a_refused_release_leaves_what_was_released_before_and_the_next_kit_holds_it(
    toy_course: Path,
) -> None:
    kit = release(Course(toy_course))
    before = _released(toy_course)
    with _gradebook(toy_course) as book:
        book.add_student("ada")
        book.add_submission("01_toy", "ada")
    _add_a_test_cell(toy_course)
    with pytest.raises(ReleaseError, match="01_toy was not released"):
        release(Course(toy_course), ["01_toy"])
    assert _released(toy_course) == before
    notebooks = _notebooks(kit)
    assert _notebooks(release(Course(toy_course), ["02_more"])) == notebooks


def _add_a_test_cell(root: Path) -> None:
    path = toy.source(root, "01_toy")
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(toy.graded("check_late", 1, 'check.equal("late", 1, 1)'))
    toy.write(nb, path)


def _released(root: Path) -> dict[Path, bytes | None]:
    """All that lies in release/, hidden or not: files with their bytes, and folders."""
    return {path: path.read_bytes() if path.is_file() else None for path in (root / "release").rglob("*")}


def test_only_what_is_named_is_released_and_the_kit_holds_all_released_so_far(toy_course: Path) -> None:
    course = Course(toy_course)
    assert _notebooks(release(course, ["01_toy"])) == ["modules/01_toy/01_toy.ipynb"]
    assert _notebooks(release(course, ["02_more"])) == [
        "modules/01_toy/01_toy.ipynb",
        "modules/02_more/02_more.ipynb",
    ]


def _notebooks(kit: Path) -> list[str]:
    names = zipfile.ZipFile(kit).namelist()
    return [name.partition("/")[2] for name in names if name.endswith(".ipynb")]


def test_a_notebook_not_in_the_form_stops_the_release_before_anything_is_written(toy_course: Path) -> None:
    (toy_course / "modules/02_more/notes.txt").touch()
    with pytest.raises(ReleaseError, match=r"02_more: notes.txt lies beside the notebook"):
        release(Course(toy_course))
    assert not (toy_course / "release").exists()


def test_nothing_outside_of_release_and_the_gradebook_is_touched(toy_course: Path) -> None:
    student = toy.submit(toy_course, "ada", "01_toy", toy.reference(toy_course, "01_toy"))
    before = {path: path.read_bytes() for path in toy_course.rglob("*") if path.is_file()}
    release(Course(toy_course))
    after = {path: path.read_bytes() for path in toy_course.rglob("*") if path.is_file()}
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert {path.relative_to(toy_course).parts[0] for path in changed} == {"release", "gradebook.db"}
    assert student in after


def test_the_courses_own_nbgrader_configuration_is_respected(toy_course: Path) -> None:
    (toy_course / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "toys"\n', encoding="utf-8"
    )
    release(Course(toy_course), ["01_toy"])
    with _gradebook(toy_course) as book:
        assert [assignment.course_id for assignment in book.assignments] == ["toys"]


def test_where_nbgrader_would_read_the_courses_path_as_a_pattern_it_is_refused_in_words(
    tmp_path: Path,
) -> None:
    root = toy.make_toy_course(tmp_path / "[2026] course")
    with pytest.raises(SettingsError, match=r"expected a path without \* \? \[ .*2026.*; rename"):
        release(Course(root))
    assert not (root / "release").exists()


def test_a_draft_is_neither_released_nor_in_the_kit_and_says_so_when_it_is_named(toy_course: Path) -> None:
    toy.write(toy.draft(toy_course, "02_more"), toy.source(toy_course, "02_more"))
    course = Course(toy_course)
    with pytest.raises(ReleaseError, match=r"^02_more is a draft \(it has no graded cell\)"):
        release(course, ["02_more"])
    with pytest.raises(ReleaseError, match=r"^01_1957_toy was not released: it needs 02_more, "):
        release(course)
    shutil.rmtree(toy_course / "milestones")
    kit = release(Course(toy_course))
    names = zipfile.ZipFile(kit).namelist()
    assert any(name.endswith("core/toy.py") for name in names)
    assert not [name for name in names if "more" in name]
