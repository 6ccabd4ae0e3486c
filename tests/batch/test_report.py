"""The class at a glance, and grades.csv: a zero is a zero, and what could not be graded says why."""

from __future__ import annotations

import csv
import io
import re
from contextlib import nullcontext
from dataclasses import replace

import pytest
import toy
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.batch.grade import Batch, grade
from autograder.course import Course
from autograder.grading.state import Failure, Outcome
from autograder.progress import progress_on
from autograder.report.class_table import print_class
from autograder.report.csv_export import export_csv


def printed(batches: list[Batch], **settings) -> str:
    screen = io.StringIO()
    print_class(batches, Console(file=screen, **settings))
    return screen.getvalue()


@pytest.fixture
def batch(toy_course) -> Batch:
    trace = Failure("hidden_conv", "learns", "wrong value", "gradients flowing 2/6; dead: conv.weight")
    outcomes = [
        Outcome("ada", "", 20, 20),
        Outcome("[bob]", "", 12.5, 20, (*(Failure("c", f"check {i}", "no answer") for i in range(4)), trace)),
        Outcome("eve", "", None, 20, problems=("the file is not JSON",)),
    ]
    assignment = Course(toy_course).assignment("01_toy")
    return Batch(assignment, ("ada", "eve"), {o.student: o for o in outcomes}, ("ada",), ("eve",))


def test_a_students_name_is_printed_as_it_is(batch):
    name = "a:b:c [red]x[/red] :smile:"
    outcome = Outcome(name, "", None, 4, problems=("cell ':b:' is missing",))
    for console in {"width": 200}, {"width": 200, "force_terminal": True, "color_system": None}:
        said = printed([replace(batch, outcomes={name: outcome}, changed=(name,))], **console)
        assert said.count(name) == 2 and "':b:'" in said
        screen = io.StringIO()
        progress = progress_on(Console(file=screen, **console))
        with progress("01_toy", 1) as ended:
            ended(outcome)
        assert name in screen.getvalue() and "':b:'" in screen.getvalue()


def test_the_table_says_in_words_what_failed(batch):
    text = printed([batch])
    assert text.isascii()
    assert re.search(r"\| ada +\| +20 / 20 \|", text)
    for words in ("[bob]", "12.5 / 20", "learns: gradients flowing 2/6; dead: conv.weight", "and 2 more"):
        assert words in text
    assert "01_toy could not be graded: the file is not JSON" in text
    assert "not graded" in text
    assert "eve; to grade it anew, use --regrade" in text


def test_who_did_not_hand_in_is_not_given_a_zero(batch):
    course = batch.assignment.course
    other = Batch(course.assignment("02_more"), ("zed",), {"zed": Outcome("zed", "", 5, 5)}, ("zed",), ())
    text = printed([batch, other])
    assert text.count("not submitted") == 4
    assert "nothing to grade" not in text


def test_what_nobody_handed_in_has_no_column_but_a_sentence(batch):
    text = printed([batch, Batch(batch.assignment.course.assignment("02_more"), (), {}, (), ())])
    assert "not submitted" not in text
    assert text.count("02_more") == text.count("02_more: nothing to grade") + 2 == 3


def test_a_course_of_twenty_assignments_fits_into_a_log_and_says_below_what_failed(batch):
    text = printed([batch] * 20)
    assert max(len(line) for line in text.splitlines() if line.startswith(("|", "+"))) <= 120
    assert re.search(r"\|ada +(\| +20){20}\|", text) and re.search(r"\|eve +(\| +\?){20}\|", text)
    assert "[bob]: 01_toy: learns: gradients flowing 2/6; dead: conv.weight" in text


def test_where_nobody_handed_in_one_sentence_says_where_it_was_looked_for(batch):
    sentence = "01_toy: nothing to grade; expected submitted/<student>/01_toy/01_toy.ipynb\n"
    assert printed([Batch(batch.assignment, (), {}, (), ())]) == sentence


def test_a_terminal_gets_lines_and_a_log_gets_ascii(batch):
    assert not printed([batch], force_terminal=True, width=100).isascii()


def test_the_csv_tells_a_zero_from_what_could_not_be_graded(released_course: Course, sandbox):
    root = released_course.root
    toy.submit(root, "ada", "01_toy", toy.reference(root, "01_toy"))
    toy.submit(root, "blank", "01_toy", toy.blank(root, "01_toy"))
    toy.submit(root, "corrupt", "01_toy", toy.blank(root, "01_toy")).write_text("{", encoding="utf-8")
    grade(released_course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        gradebook.update_or_create_student("ada", last_name='Byron, "King"')
        gradebook.find_grade("reflection", "01_toy", "01_toy", "ada").manual_score = 1.5
        gradebook.db.commit()
    with export_csv(released_course).open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == "01_toy"}
    assert {student: row["score"] for student, row in rows.items()} == {
        "ada": "21.5",
        "blank": "0.0",
        "corrupt": "",
    }
    assert rows["ada"]["last_name"] == 'Byron, "King"'
    assert {row["max_score"] for row in rows.values()} == {"22.0"}
    assert [s for s, row in rows.items() if row["could_not_be_graded"]] == ["corrupt"]


def test_a_record_without_a_single_score_is_not_a_zero(released_course: Course):
    """What nbgrader's own autograde leaves of a notebook that it cannot read."""
    with Gradebook(f"sqlite:///{released_course.root}/gradebook.db") as gradebook:
        for student in "eve", "zoe":
            gradebook.add_student(student)
            gradebook.add_submission("01_toy", student)
        gradebook.find_grade("reflection", "01_toy", "01_toy", "zoe").manual_score = 0
        gradebook.db.commit()
    with export_csv(released_course).open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == "01_toy"}
    assert {student: row["score"] for student, row in rows.items()} == {"eve": "", "zoe": "0.0"}


def test_no_name_is_a_formula_in_a_spreadsheet(released_course: Course):
    name = '=HYPERLINK("http://evil","ada")'
    with Gradebook(f"sqlite:///{released_course.root}/gradebook.db") as gradebook:
        gradebook.add_student("eve", last_name=name, first_name="-1+1")
    with export_csv(released_course).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["student_id"] == "eve"]
    assert rows and {(row["last_name"], row["first_name"]) for row in rows} == {(f"'{name}", "'-1+1")}


def test_grades_csv_is_written_whole_or_not_at_all(released_course: Course, monkeypatch):
    with Gradebook(f"sqlite:///{released_course.root}/gradebook.db") as gradebook:
        gradebook.add_student("ada")
    path = export_csv(released_course)
    before = path.read_bytes()

    def crash(*rows):
        raise MemoryError

    monkeypatch.setattr("autograder.report.csv_export._scores", crash)
    with pytest.raises(MemoryError):
        export_csv(released_course)
    assert path.read_bytes() == before


def test_grades_csv_draws_no_seed_for_what_was_never_graded(released_course: Course):
    export_csv(released_course)
    assert not (released_course.root / ".autograder").exists()
