"""Only regular files come in, and nothing in a submission is changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
import toy

from autograder.batch.submissions import fingerprint, submitters
from autograder.course import Assignment, Course
from autograder.intake import copy_in, find_notebook, require_regular_files
from autograder.intake.document import CannotBeGraded
from autograder.intake.files import submitted_at


@pytest.fixture
def assignment(toy_course: Path) -> Assignment:
    return Course(toy_course).assignment("01_toy")


@pytest.fixture
def submission(assignment: Assignment) -> Path:
    """The folder of a perfect submission."""
    root = assignment.course.root
    return toy.submit(root, "ann", "01_toy", toy.reference(root, "01_toy")).parent


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "ann" / "01_toy"


def tree(folder: Path) -> dict[str, object]:
    """What lies in a folder, down to the bytes and the times."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.is_file() and path.read_bytes())
        for path in folder.rglob("*")
    }


def test_a_submission_is_copied_and_not_touched(submission, copied, assignment):
    before = tree(submission)
    result = copy_in(submission, copied, assignment)
    assert result.problems == []
    assert nbformat.read(copied / "01_toy.ipynb", as_version=4) == result.notebook
    assert sorted(path.name for path in copied.iterdir()) == ["01_toy.ipynb"]
    assert tree(submission) == before


def test_what_lies_beside_the_notebook_stays_out_and_is_named(submission, copied, assignment):
    (submission / "numpy.py").write_text("raise SystemExit", encoding="utf-8")
    (submission / "page.html").write_text("<script>", encoding="utf-8")
    (submission / "gradebook.db").symlink_to(assignment.course.root / "gradebook.db")
    (submission / ".ipynb_checkpoints").mkdir()
    os.mkfifo(submission / "pipe")
    result = copy_in(submission, copied, assignment)
    assert result.notebook is not None
    assert [path.name for path in copied.iterdir()] == ["01_toy.ipynb"]
    (problem,) = result.problems
    names = "'gradebook.db', 'numpy.py', 'page.html', 'pipe'"
    assert problem == f"files {names}: each takes no part in grading and was left out"


# The notebook itself. -------------------------------------------------------------------------------


def link_to_the_reference(path: Path, assignment: Assignment) -> None:
    path.symlink_to(assignment.path)


def link_to_nothing(path: Path, assignment: Assignment) -> None:
    path.symlink_to("nowhere")


def link_to_itself(path: Path, assignment: Assignment) -> None:
    path.symlink_to(path)


def hard_link_to_the_reference(path: Path, assignment: Assignment) -> None:
    path.hardlink_to(assignment.path)


def pipe(path: Path, assignment: Assignment) -> None:
    os.mkfifo(path)


def folder(path: Path, assignment: Assignment) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("put", "reason"),
    [
        (link_to_the_reference, "it is a symbolic link; hand in the file itself"),
        (link_to_nothing, "it is a symbolic link; hand in the file itself"),
        (link_to_itself, "it is a symbolic link; hand in the file itself"),
        (hard_link_to_the_reference, "the file has a second name elsewhere (a hard link)"),
        (pipe, "it is not a regular file"),
        (folder, "it is not a regular file"),
    ],
)
def test_a_notebook_that_is_not_a_regular_file_is_not_read(put, reason, submission, copied, assignment):
    path = submission / "01_toy.ipynb"
    path.unlink()
    put(path, assignment)
    result = copy_in(submission, copied, assignment)
    assert result.notebook is None
    assert reason in result.problems[-1]
    assert list(copied.iterdir()) == []


def test_a_linked_folder_is_not_followed(submission, copied, assignment):
    linked = submission.parent.parent / "bob"
    linked.mkdir()
    (linked / "01_toy").symlink_to(submission)
    result = copy_in(linked / "01_toy", copied, assignment)
    assert result.notebook is None
    assert "links are not followed" in result.problems[0]


def test_a_copy_of_before_does_not_outlive_a_broken_submission(submission, copied, assignment):
    copy_in(submission, copied, assignment)
    (submission / "01_toy.ipynb").write_text("{", encoding="utf-8")
    assert copy_in(submission, copied, assignment).notebook is None
    assert list(copied.iterdir()) == []


def test_one_link_among_the_files_is_found(submission):
    require_regular_files(submission)
    (submission / "data").mkdir()
    (submission / "data" / "key").symlink_to("/etc/hostname")
    with pytest.raises(CannotBeGraded, match="'key': it is a symbolic link"):
        require_regular_files(submission)


@pytest.fixture
def as_ordinary_user() -> Iterator[Path]:
    """A folder that all may read, and from now on the rights of somebody who is not root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)
        if os.getresuid()[2] == 0:
            os.setresuid(0, 0, 0)


@pytest.mark.parametrize(
    ("closed", "mode", "reason"),
    [
        ("ann/01_toy", 0o000, "the folder '01_toy' cannot be read; change its permissions"),
        ("ann/01_toy", 0o444, "the folder '01_toy' cannot be read; change its permissions"),
        ("ann/01_toy", 0o311, "the folder '01_toy' cannot be read; change its permissions"),
        ("ann", 0o000, "the folder 'ann' cannot be read; change its permissions"),
        ("ann/01_toy/01_toy.ipynb", 0o000, "'01_toy.ipynb': the file cannot be read (Permission denied)"),
    ],
)
def test_what_may_not_be_read_is_said_and_not_called_missing(closed, mode, reason, as_ordinary_user):
    course = Course(toy.make_toy_course(as_ordinary_user))
    assignment = course.assignment("01_toy")
    folder = toy.submit(course.root, "ann", "01_toy", toy.reference(course.root, "01_toy")).parent
    copied = as_ordinary_user / "copy"
    assert copy_in(folder, copied, assignment).notebook is not None
    for path in (as_ordinary_user, copied):
        path.chmod(0o777)
    (course.submitted / closed).chmod(mode)
    if os.geteuid() == 0:
        os.setresuid(64000, 64000, 0)
    assert submitters(assignment, None) == ["ann"]
    assert fingerprint(assignment, "ann")
    assert copy_in(folder, copied, assignment).problems == [reason]


# The name. ------------------------------------------------------------------------------------------


def test_a_renamed_notebook_is_graded_and_named(submission, copied, assignment):
    (submission / "01_toy.ipynb").rename(submission / "01_toy (final).ipynb")
    (submission / "scratch.ipynb").write_text("{", encoding="utf-8")
    result = copy_in(submission, copied, assignment)
    assert result.notebook is not None
    assert result.problems[0] == "'01_toy.ipynb' is missing; '01_toy (final).ipynb' was graded in its place"
    assert (copied / "01_toy.ipynb").is_file()


def test_two_candidates_are_not_chosen_between(submission, assignment):
    text = (submission / "01_toy.ipynb").read_bytes()
    (submission / "01_toy.ipynb").rename(submission / "a.ipynb")
    (submission / "b.ipynb").write_bytes(text)
    path, problem = find_notebook(submission, assignment)
    assert path is None
    assert "'01_toy.ipynb' is missing, and it could be any of 'a.ipynb', 'b.ipynb'" in problem


def test_another_assignment_is_not_taken_for_this_one(submission, assignment):
    root = assignment.course.root
    (submission / "01_toy.ipynb").unlink()
    toy.write(toy.reference(root, "02_more"), submission / "02_more.ipynb")
    path, problem = find_notebook(submission, assignment)
    assert path is None
    assert problem == "'01_toy.ipynb' is missing, and no other notebook in the folder holds its cells"


def test_another_assignment_under_this_name_is_not_scored_zero(submission, copied, assignment):
    toy.write(toy.notebook([toy.solution("other", "x = 1")]), submission / "01_toy.ipynb")
    result = copy_in(submission, copied, assignment)
    assert result.notebook is None
    assert "is it another notebook?" in result.problems[-1]


def test_a_name_cannot_write_to_the_terminal(submission, copied, assignment):
    (submission / "\x1b[31mred\n").write_text("", encoding="utf-8")
    (problem,) = copy_in(submission, copied, assignment).problems
    assert problem.isprintable()


# The time. ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-03 04:05:06.000007 UTC",
        "2026-02-03 04:05",
        "2026-02-03 05:05 +0100",
        "2026-02-03 05:05 CET",
        "2026-02-03 04:05 Z",
        "2026-02-03 06:05:00+02:00",
        "2026-02-02 23:35:00.000007-04:30",
        "2026-02-03T04:05:00Z",
        "2026-02-03T04:05:00+00:00",
        "2026-02-03T06:05:00 +02:00",
        "2026-02-03T04:05:00",
        "2026-02-03T05:05:00 Europe/Berlin",
    ],
)
def test_a_time_is_kept_in_utc_wherever_its_zone_stands(text, submission, copied, assignment):
    (submission / "timestamp.txt").write_text(text, encoding="utf-8")
    assert copy_in(submission, copied, assignment).problems == []
    assert (copied / "timestamp.txt").read_text(encoding="utf-8").startswith("2026-02-03 04:05")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2999-01-01 00:00:00 UTC", "timestamp.txt lies in the future (2999-01-01 00:00 UTC)"),
        ("in time", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("2026-02-03", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("2026-02-03T", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("2026-02-03 00:00:00 Nowhere", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("2026-02-03 00:00:00+02:00 UTC", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("2026-99-99 00:00:00 UTC", "timestamp.txt does not hold a date and a time; it was ignored"),
        ("0001-01-01 00:00:00 +9999", "timestamp.txt"),
        ("9" * 1000, "timestamp.txt: the file has 1,000 bytes"),
        ("\udcff\udcfe", "timestamp.txt does not hold a date and a time; it was ignored"),
    ],
)
def test_a_time_that_cannot_be_is_not_believed(text, reason, submission, copied, assignment):
    (submission / "timestamp.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = copy_in(submission, copied, assignment)
    assert result.notebook is not None
    assert reason in result.problems[0]
    assert "when it was handed in is not known" in result.problems[0]
    assert not (copied / "timestamp.txt").exists()


def test_a_linked_time_is_not_read(submission):
    (submission / "timestamp.txt").symlink_to("/etc/hostname")
    when, problem = submitted_at(submission)
    assert when is None
    assert "timestamp.txt: it is a symbolic link" in str(problem)


def test_a_clock_in_another_zone_is_not_in_the_future(submission):
    (submission / "timestamp.txt").write_text("2026-02-03 14:00:00", encoding="utf-8")
    when = datetime(2026, 2, 3, 14, 0, tzinfo=UTC)
    assert submitted_at(submission, now=datetime(2026, 2, 3, tzinfo=UTC)) == (when, None)
