"""The course folder: every fact is read from the notebooks, and errors say what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy

from autograder.course import Course, CourseError

POEM = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "ode", "metadata": {}}]}'


def test_modules_and_milestones_come_in_order_with_what_their_notebooks_say(toy_course: Path) -> None:
    course = Course(toy_course)
    assert [module.name for module in course.modules] == ["01_toy", "02_more"]
    assert [milestone.name for milestone in course.milestones] == ["01_1957_toy"]
    first = course.modules[0]
    assert (first.number, first.kind, first.points) == (1, "module", 20)


def test_a_module_may_import_the_modules_before_it_and_a_milestone_up_to_the_one_that_it_names(
    toy_course: Path,
) -> None:
    course = Course(toy_course)
    first, second = course.modules
    assert (first.prerequisites, second.prerequisites) == ([], [first])
    assert course.milestones[0].prerequisites == [first, second]
    milestone = toy.edited(toy_course, toy.MILESTONE, ("setup", "02_more", "01_toy"))
    toy.write(milestone, course.milestones[0].path)
    assert course.milestones[0].prerequisites == [first]


def test_a_milestone_does_without_what_it_says_that_it_does_not_use(toy_course: Path) -> None:
    course = Course(toy_course)
    _, second = course.modules
    milestone = toy.edited(toy_course, toy.MILESTONE, ("setup", '"02_more"', '"02_more", without=["01_toy"]'))
    toy.write(milestone, course.milestones[0].path)
    assert course.milestones[0].prerequisites == [second]


def test_a_milestone_that_does_not_say_what_it_is_after_is_an_error_that_says_how(toy_course: Path) -> None:
    path = toy.source(toy_course, toy.MILESTONE)
    path.write_text(path.read_text(encoding="utf-8").replace(', after=\\"02_more\\"', ""), encoding="utf-8")
    with pytest.raises(CourseError, match=r'expected begin\(.*after="NN_name"\)'):
        _ = Course(toy_course).milestones[0].prerequisites


def test_an_assignment_is_found_by_its_name_without_number_and_year(toy_course: Path) -> None:
    course = Course(toy_course)
    assert course.assignment("more").name == "02_more"
    assert course.assignment("toy", among=course.milestones).name == "01_1957_toy"


def test_an_unknown_name_lists_what_exists_and_a_shared_one_what_it_may_mean(toy_course: Path) -> None:
    course = Course(toy_course)
    with pytest.raises(CourseError, match="'03_none'; there is 01_toy, 02_more, 01_1957_toy"):
        course.assignment("03_none")
    with pytest.raises(CourseError, match=r"'modules/01_toy/01_toy\.ipynb'; there is 01_toy"):
        course.assignment("modules/01_toy/01_toy.ipynb")  # a path may be that of a copy
    with pytest.raises(CourseError, match=r"several .* 'toy'; there is 01_toy, 01_1957_toy"):
        course.assignment("toy")


def test_a_module_without_graded_cells_is_a_draft_part_of_the_package_and_no_assignment(
    toy_course: Path,
) -> None:
    toy.write(toy.draft(toy_course, "01_toy"), toy.source(toy_course, "01_toy"))
    course = Course(toy_course)
    first, second = course.modules
    assert (course.drafts, second.prerequisites) == ([first], [first])
    assert course.assignments == [second, *course.milestones]
    assert course.assignment("01_toy") == first


def test_the_course_is_found_from_any_folder_in_it_and_from_nowhere_else(
    toy_course: Path, tmp_path: Path
) -> None:
    assert Course.around(toy_course / "modules" / "01_toy").root == toy_course
    with pytest.raises(CourseError, match="no course at"):
        Course.around(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", "{}", POEM, "\xff"])
def test_a_file_that_is_no_notebook_is_named(toy_course: Path, text: str) -> None:
    path = toy.source(toy_course, "01_toy")
    path.write_text(text, encoding="latin-1")
    with pytest.raises(CourseError, match=r"01_toy\.ipynb is not a notebook"):
        Course(toy_course).modules[0].notebook()


def test_a_notebook_from_an_editor_without_cell_ids_is_read_by_its_grade_ids(toy_course: Path) -> None:
    nb = toy.reference(toy_course, "01_toy")
    nb.nbformat_minor = 4
    for cell in nb.cells:
        del cell["id"]
    toy.write(nb, toy.source(toy_course, "01_toy"))
    read = Course(toy_course).modules[0].notebook()
    assert [cell.id for cell in read.cells][:2] == ["cell-0", "setup"]
