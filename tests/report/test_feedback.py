"""Feedback pages are for those who were graded, and hold no hidden test and nothing alive."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
import toy
from live_page import live
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from page_attacks import MARKUP
from rendering import FORMGRADER

from autograder.batch.alone import alone
from autograder.batch.grade import grade
from autograder.course import Course
from autograder.report import results, workers
from autograder.report.feedback import write_feedback
from autograder.report.results import write_results

pytestmark = pytest.mark.filterwarnings("ignore")  # SQLAlchemy's, about nbgrader


@pytest.fixture(scope="module")
def graded_once(toy_course_released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ann handed in a perfect notebook, eve one with attacks and markers, bob a file that is no notebook."""
    root = shutil.copytree(toy_course_released_once, tmp_path_factory.mktemp("graded") / "toy course")
    toy.submit(root, "ann", "01_toy", toy.reference(root, "01_toy"))
    evil = toy.edited(root, "01_toy", ("double", "#| export\n", ""))
    evil.cells += [new_markdown_cell(text) for text in MARKUP]
    evil.cells.append(toy.code("marker", "### BEGIN HIDDEN TESTS\nx = 1"))
    toy.submit(root, "eve", "01_toy", evil)
    toy.submit(root, "bob", "01_toy", evil).write_text("{", encoding="utf-8")
    grade(Course(root), ["01_toy"])
    return root


@pytest.fixture
def graded_course(graded_once: Path, tmp_path: Path) -> Course:
    return Course(shutil.copytree(graded_once, tmp_path / "toy course"))


def test_pages_are_written_for_those_who_were_graded(graded_course):
    feedback = write_feedback(graded_course, ["01_toy"])["01_toy"]
    folder = graded_course.root / "feedback"
    assert feedback.problems == []
    assert feedback.pages == {name: folder / name / "01_toy/01_toy.html" for name in ("ann", "eve")}
    assert sorted(path.name for path in folder.iterdir()) == ["ann", "eve"]
    ann, eve = (page.read_text(encoding="utf-8") for page in feedback.pages.values())
    assert live(eve) - live(ann) == {}
    assert "doubles any shape" in ann  # the verdict on a hidden check has its name
    for hidden in ("given.normal", "HIDDEN TESTS", "check.value"):
        assert hidden not in ann


def test_a_page_says_what_was_mended(graded_course):
    pages = write_feedback(graded_course, ["01_toy"])["01_toy"].pages
    said = {
        name: page.read_text(encoding="utf-8").count("About this notebook") for name, page in pages.items()
    }
    assert said == {"ann": 0, "eve": 1}
    assert "does not begin with `#| export`: the package lacks `double`" in pages["eve"].read_text(
        encoding="utf-8"
    )


def test_a_notebook_without_a_score_gets_no_page(graded_course):
    autograded = graded_course.root / "autograded"
    shutil.copytree(autograded / "ann", autograded / "zoe")
    feedback = write_feedback(graded_course, ["01_toy"])["01_toy"]
    assert list(feedback.pages) == ["ann", "eve"]
    assert feedback.problems == []


def test_pages_are_replaced_by_the_next_grading(graded_course):
    first = write_feedback(graded_course, ["01_toy"])["01_toy"].pages["ann"]
    first.write_text("old", encoding="utf-8")
    grade(graded_course, ["01_toy"], ["ann"], regrade=True)
    write_feedback(graded_course, ["01_toy"])
    assert first.read_text(encoding="utf-8") != "old"


def test_a_page_that_a_stopped_grading_left_old_is_replaced_by_the_next_command(graded_course):
    page = write_feedback(graded_course, ["01_toy"])["01_toy"].pages["ann"]
    assert "Score: 20.0" in page.read_text(encoding="utf-8")
    toy.submit(graded_course.root, "ann", "01_toy", toy.blank(graded_course.root, "01_toy"))
    grade(graded_course, ["01_toy"], ["ann"], regrade=True)  # and here the terminal is closed
    write_results(graded_course, grade(graded_course, ["01_toy"]), print)
    assert "Score: 0.0" in page.read_text(encoding="utf-8")


CTRL_C = """
import os, signal, sys, time
from pathlib import Path
from autograder.course import Course
from autograder.report import feedback

def write(page):
    (page.assignment.course.root / page.student).touch()
    time.sleep(1)
    return ""

feedback._write = write
os.cpu_count = lambda: 1  # no other process that has only just begun
try:
    feedback.write_feedback(Course(Path(sys.argv[1])), ["01_toy"])
except KeyboardInterrupt:
    print("stopped")
"""


def test_ctrl_c_while_pages_are_written_ends_in_silence(graded_course):
    """A terminal sends it to every process of the command."""
    command = [sys.executable, "-W", "ignore", "-c", CTRL_C, str(graded_course.root)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as writing:
        while writing.poll() is None and not (graded_course.root / "ann").exists():
            time.sleep(0.01)
        os.killpg(writing.pid, signal.SIGINT)
        assert writing.communicate() == ("stopped\n", "")


def test_a_page_that_could_not_be_written_is_named(graded_course):
    broken = graded_course.root / "autograded/ann/01_toy/01_toy.ipynb"
    broken.chmod(0o644)
    broken.write_text("{", encoding="utf-8")
    feedback = write_feedback(graded_course, ["01_toy"])["01_toy"]
    assert list(feedback.pages) == ["eve"]
    assert feedback.problems[0].startswith("ann: the page of 01_toy could not be written")


def test_a_class_is_given_pages_and_grades_and_a_sentence_where_a_page_is_missing(graded_course):
    broken = graded_course.root / "autograded/ann/01_toy/01_toy.ipynb"
    broken.chmod(0o644)
    broken.write_text("{", encoding="utf-8")
    said: list[str] = []
    write_results(graded_course, grade(graded_course, ["01_toy"]), said.append)
    assert [sentence.split(" could not be written")[0] for sentence in said] == ["ann: the page of 01_toy"]
    assert (graded_course.root / "feedback/eve/01_toy/01_toy.html").is_file()
    assert "eve" in (graded_course.root / "grades.csv").read_text(encoding="utf-8")


def test_the_grades_are_written_before_the_first_page(graded_course, monkeypatch):
    def interrupted(course, names):
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "write_feedback", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_results(graded_course, [], print)
    assert "eve" in (graded_course.root / "grades.csv").read_text(encoding="utf-8")


def test_of_two_commands_the_second_waits_and_finds_the_pages_of_the_first(graded_course):
    """Together, one took away what the other had just begun, which then said that it could not be written."""
    said: list[str] = []
    second = Thread(target=write_results, args=(graded_course, grade(graded_course, ["01_toy"]), said.append))
    with alone(graded_course):
        second.start()
        second.join(0.5)
        assert second.is_alive() and not (graded_course.root / "grades.csv").exists()
        write_feedback(graded_course, ["01_toy"])
        page = graded_course.root / "feedback/ann/01_toy/01_toy.html"
        written = page.stat().st_mtime_ns
    second.join()
    assert (said, page.stat().st_mtime_ns) == ([], written)


def test_whether_every_page_is_there_is_said(graded_course):
    assert write_results(graded_course, grade(graded_course, ["01_toy"]), print) is True
    broken = graded_course.root / "autograded/ann/01_toy/01_toy.ipynb"
    broken.chmod(0o644)
    broken.write_text("{", encoding="utf-8")
    assert write_results(graded_course, grade(graded_course, ["01_toy"]), lambda _: None) is False


def test_a_page_that_takes_too_long_gets_a_plain_one_in_its_place_and_stops_nobody(
    graded_course, monkeypatch
):
    """In one go of C, which no signal's handler interrupts; and not again on the next run."""
    from autograder.report import feedback

    write = feedback._write
    monkeypatch.setattr(workers, "SECONDS", 10.0)
    monkeypatch.setattr(
        feedback, "_write", lambda page: sum(range(10**11)) if page.student == "ann" else write(page)
    )
    written = write_feedback(graded_course, ["01_toy"])["01_toy"]
    assert ["ann: the page of 01_toy took longer" in problem for problem in written.problems] == [True]
    assert list(written.pages) == ["ann", "eve"] and not written.missing
    plain = written.pages["ann"].read_text(encoding="utf-8")
    assert "doubles any shape" in plain and "given.normal" not in plain
    assert write_feedback(graded_course, ["01_toy"])["01_toy"].problems == []


def test_formgrader_started_in_the_course_shows_nothing_alive(graded_course, monkeypatch):
    """Set up as Jupyter does: its settings come from the course's nbgrader_config.py."""
    monkeypatch.chdir(graded_course.root)
    monkeypatch.setattr(sys, "path", [*sys.path])  # nbgrader adds to it
    formgrader = FormgradeExtension()
    formgrader.root_dir = str(graded_course.root)
    formgrader.initialize([])
    server = SimpleNamespace(settings={})
    formgrader.init_tornado_settings(server)
    ann, eve = (
        server.settings["nbgrader_exporter"].from_filename(
            f"autograded/{name}/01_toy/01_toy.ipynb", resources=dict(FORMGRADER)
        )[0]
        for name in ("ann", "eve")
    )
    assert len(eve) > len(ann)
    assert live(eve) - live(ann) == {}


def test_pages_that_are_newer_than_their_notebook_are_left(graded_course):
    pages = write_feedback(graded_course, ["01_toy"])["01_toy"].pages
    for page in pages.values():
        page.write_text("old", encoding="utf-8")
    os.utime(pages["eve"], (0, 0))
    write_feedback(graded_course, ["01_toy"])
    assert pages["ann"].read_text(encoding="utf-8") == "old"
    assert pages["eve"].read_text(encoding="utf-8") != "old"


def test_a_score_given_by_hand_reaches_the_page_although_nobody_was_graded_now(graded_course):
    page = write_feedback(graded_course, ["01_toy"])["01_toy"].pages["ann"]
    page.write_text("old", encoding="utf-8")
    with Gradebook(f"sqlite:///{graded_course.root / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook("01_toy", "01_toy", "ann")
        grade_by_hand = next(grade for grade in notebook.grades if grade.auto_score is None)
        grade_by_hand.manual_score = 1.5
        gradebook.db.commit()
    write_feedback(graded_course, ["01_toy"])
    assert "1.5" in page.read_text(encoding="utf-8")
