"""A disk that is full: a sentence, a status, nothing lost, and the batch goes on once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import toy
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.whole_file import write_whole

STUDENTS = "ada", "bob"
SENTENCE = "autograder: the disk is full: make room; then grade again, which goes on where it was\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(tmp_path)], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"a file system of its own cannot be mounted here: {mounted.stderr.strip()}")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Take all of the room but `left` bytes; return the file to remove."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - left))
    return ballast


def graded(course: Course) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder.cli", "grade", "01_toy", "--jobs", "1"]
    return subprocess.run(command, cwd=course.root, capture_output=True, encoding="utf-8")


def scores(course: Course) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        return {each.student.id: each.score for each in gradebook.assignment_submissions("01_toy")}


def test_a_full_disk_is_said_in_a_sentence_and_the_batch_goes_on_when_there_is_room(
    small_disk: Path, toy_course_released_once: Path
) -> None:
    course = Course(shutil.copytree(toy_course_released_once, small_disk / "course"))
    for student in STUDENTS:
        toy.submit(course.root, student, "01_toy", toy.reference(course.root, "01_toy"))
    ballast = fill(small_disk, 80_000)
    stopped = graded(course)
    assert (stopped.returncode, stopped.stderr) == (1, SENTENCE)
    assert "bob" not in stopped.stdout
    ballast.unlink()

    ballast = fill(small_disk, 100_000)
    without_pages = graded(course)
    assert without_pages.returncode == 1 and "No space left on device" in without_pages.stderr
    ballast.unlink()

    assert (graded(course).returncode, scores(course)) == (0, dict.fromkeys(STUDENTS, 20))
    for student in STUDENTS:
        assert (course.root / f"feedback/{student}/01_toy/01_toy.html").read_text().endswith("</html>\n")
    assert not [*course.root.rglob("*.tmp")]


def test_a_file_for_which_there_is_no_room_is_as_it_was(small_disk: Path) -> None:
    grades = small_disk / "grades.csv"
    write_whole(grades, b"before")
    fill(small_disk, 4_096)
    with pytest.raises(OSError, match="No space left"):
        write_whole(grades, bytes(100_000))
    assert grades.read_bytes() == b"before"
    assert not (small_disk / "grades.csv.tmp").exists()
