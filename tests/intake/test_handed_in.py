"""A notebook that arrives under another name, in a folder or in a zip is taken, or it is said why not."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
import toy

from autograder.batch.submissions import fingerprint
from autograder.course import Assignment, Course
from autograder.intake import archive, copy_in

Files = dict[str, bytes]


@pytest.fixture
def assignment(toy_course: Path) -> Assignment:
    return Course(toy_course).assignment("01_toy")


@pytest.fixture
def submission(assignment: Assignment) -> Path:
    folder = assignment.submission("ann")
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def notebook(assignment: Assignment, tmp_path: Path) -> bytes:
    return toy.write(toy.reference(assignment.course.root, "01_toy"), tmp_path / "a").read_bytes()


@pytest.fixture
def taken(submission: Path, assignment: Assignment, tmp_path: Path):
    return lambda: copy_in(submission, tmp_path / "copy", assignment)


def zipped(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "01_toy.IPYNB",
        "01_toy.ipynb.txt",
        "01_toy.ipynb.json",
        "01_toy/01_toy.ipynb",
        "my work/final.ipynb",
    ],
)
def test_another_ending_or_one_more_folder_is_taken_and_named(name, submission, notebook, taken):
    path = submission / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(notebook)
    result = taken()
    assert result.notebook is not None
    assert result.problems == [f"'01_toy.ipynb' is missing; {name!r} was graded in its place"]


@pytest.mark.parametrize(
    "files",
    [
        {"01_toy.ipynb": b"*"},
        {"my work/01_toy/final.ipynb": b"*", "__MACOSX/my work/._final.ipynb": b"x", "notes.md": b"x"},
        {"01_toy.ipynb": b"*", "02_more.ipynb": b"x", ".ipynb_checkpoints/01_toy-checkpoint.ipynb": b"*"},
        {"kit\\modules\\01_toy\\01_toy.ipynb": b"*", "kit\\modules\\01_toy\\copy.ipynb": b"*"},
    ],
)
def test_a_notebook_in_a_zip_is_taken_and_named(files, submission, notebook, taken):
    (submission / "work.ZIP").write_bytes(zipped({k: notebook if v == b"*" else v for k, v in files.items()}))
    result = taken()
    assert result.notebook is not None
    [problem] = result.problems
    name = f"work.ZIP: {next(iter(files))}"
    assert problem == f"'01_toy.ipynb' is missing; {name!r} was graded in its place"


def test_the_notebook_with_the_right_name_is_taken_whatever_lies_beside_it(submission, notebook, taken):
    (submission / "01_toy.ipynb").write_bytes(notebook)
    (submission / "old.zip").write_bytes(zipped({"01_toy.ipynb": notebook}))
    result = taken()
    assert result.notebook is not None
    assert result.problems == ["file 'old.zip' takes no part in grading and was left out"]


def test_two_that_bear_the_name_are_named_and_not_chosen_between(submission, notebook, taken):
    (submission / "a.zip").write_bytes(zipped({"1/01_toy.ipynb": notebook, "2/01_toy.ipynb": notebook}))
    result = taken()
    assert result.notebook is None
    assert "it could be any of 'a.zip: 1/01_toy.ipynb', 'a.zip: 2/01_toy.ipynb'" in result.problems[0]


def test_another_zip_in_its_place_is_noticed(submission, assignment, notebook):
    before = fingerprint(assignment, "ann")
    (submission / "work.zip").write_bytes(zipped({"01_toy.ipynb": notebook}))
    assert fingerprint(assignment, "ann") != before


# Zips that are refused. -----------------------------------------------------------------------------


def link() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        entry = zipfile.ZipInfo("01_toy.ipynb")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(entry, "/etc/passwd")
    return data.getvalue()


def locked() -> bytes:
    """As one with a password says of itself."""
    data = bytearray(zipped({"01_toy.ipynb": b"{}"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    return bytes(data)


def cut() -> bytes:
    return zipped({"01_toy.ipynb": b"{}" * 100})[:-30]


REFUSED = {
    "bomb": (lambda: zipped({"01_toy.ipynb": bytes(20_000_001)}), "of 20,000,001 bytes; expected at most"),
    "many": (lambda: zipped({f"{n}.ipynb": b"" for n in range(1001)}), "holds more than 1,000 files"),
    "notebooks": (lambda: zipped({f"{n}.ipynb": b"" for n in range(50)}), "it holds 50 notebooks"),
    "traversal": (lambda: zipped({"../../01_toy.ipynb": b"{}"}), "'../../01_toy.ipynb', which points out"),
    "backslashes": (lambda: zipped({"a\\..\\..\\01_toy.ipynb": b"{}"}), "which points out of it"),
    "absolute": (lambda: zipped({"/etc/01_toy.ipynb": b"{}"}), "which points out of it"),
    "link": (link, "holds a symbolic link, '01_toy.ipynb'"),
    "password": (locked, "the zip has a password"),
    "lzma": (lambda: zipped({"01_toy.ipynb": b"{}"}, zipfile.ZIP_LZMA), "compressed in an unusual way"),
    "no zip": (lambda: b"hello", "the zip cannot be read (BadZipFile)"),
    "cut": (cut, "the zip cannot be read (BadZipFile)"),
    "empty": (lambda: zipped({}), "no other notebook in the folder holds its cells"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_zip_that_may_do_harm_is_refused_in_words(case, submission, taken):
    make, reason = REFUSED[case]
    (submission / "work.zip").write_bytes(make())
    result = taken()
    assert result.notebook is None
    assert reason in result.problems[0]
    assert [path.name for path in submission.iterdir()] == ["work.zip"]


def test_a_size_that_is_a_lie_unpacks_no_more_than_it_says(notebook):
    data = bytearray(zipped({"01_toy.ipynb": bytes(30_000_000)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 1000)
    with pytest.raises(archive.CannotBeGraded, match="the zip cannot be read"):
        archive.read_member(bytes(data), "01_toy.ipynb")
