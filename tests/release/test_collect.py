"""`nbgrader zip_collect`, as the guide gives it, finds out whose notebook each downloaded file is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.gradebook.config import COLLECTED

GUIDE = Path(__file__).parents[2] / "docs" / "instructor.md"
WHERE = "/home/prof/course/downloaded/01_tensor/extracted/"


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("ada/01_tensor.ipynb", "ada"),
        ("ada/01_tensor/01_tensor.ipynb", "ada"),
        ("ada_01_tensor.ipynb", "ada"),
        ("all/ada lovelace/01_tensor.ipynb", "ada lovelace"),
        ("all/Ada Lovelace_123_assignsubmission_file_/01_tensor.ipynb", "Ada Lovelace"),
        ("all/Ada Lovelace_123_assignsubmission_file/01_tensor.ipynb", "Ada Lovelace"),
        ("submissions/lovelaceada_12_345_01_tensor.ipynb", "lovelaceada"),
        ("submissions/lovelaceada_LATE_12_345_01_tensor-1.ipynb", "lovelaceada"),
        ("gradebook/Homework_1_ada_attempt_2026-02-03-12-00-00_01_tensor.ipynb", "ada"),
        ("01_tensor.ipynb", None),
        ("ada/02_autograd.ipynb", None),
        ("modules/01_tensor/01_tensor.ipynb", None),
    ],
)
def test_a_downloaded_file_tells_whose_it_is(path, student):
    found = re.match(COLLECTED, WHERE + path)
    assert (found and found["student_id"]) == student
    assert found is None or found["file_id"] == "01_tensor"


def test_the_guides_line_collects_a_download(released_course: Course) -> None:
    root = released_course.root
    download = root / "downloaded" / "01_toy" / "archive" / "all.zip"
    download.parent.mkdir(parents=True)
    with zipfile.ZipFile(download, "w") as packed:
        packed.writestr("Ada Lovelace_123_assignsubmission_file_/01_toy.ipynb", "{}")
        packed.writestr("bob_1_2_01_toy-1.ipynb", "{}")
        packed.writestr("HW_eve_attempt_2026-02-03-12-00-00_01_toy.ipynb", "{}")
    [line] = re.findall(r"`nbgrader (zip_collect [^`]*)`", GUIDE.read_text(encoding="utf-8"))
    command = shlex.split(line.replace("01_tensor", "01_toy"))
    nbgrader = [sys.executable, "-m", "nbgrader", *command]
    ran = subprocess.run(nbgrader, cwd=root, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    collected = {path.relative_to(root / "submitted").as_posix() for path in root.glob("submitted/*/*/*")}
    assert collected == {
        "Ada Lovelace/01_toy/01_toy.ipynb",
        "bob/01_toy/01_toy.ipynb",
        "eve/01_toy/01_toy.ipynb",
        "eve/01_toy/timestamp.txt",
    }
    time = (root / "submitted/eve/01_toy/timestamp.txt").read_text(encoding="utf-8")
    assert time.startswith("2026-02-03 12:00:00")
