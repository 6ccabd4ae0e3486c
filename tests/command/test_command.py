"""The command: every error is one clear line and a non-zero exit; `--help` is enough to use it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import toy

from autograder.cli import app, main
from autograder.course import Course
from autograder.release.publish import generate
from autograder.release.student import released

VERBS = sorted(command.callback.__name__ for command in app.registered_commands)  # type: ignore[union-attr]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command in a folder, or where one is; returns exit status, standard output, standard error."""

    def command(folder: Path | None, *args: str) -> tuple[int, str, str]:
        if folder is not None:
            monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["autograder", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


def test_help_names_every_verb_and_whom_it_serves(run, tmp_path):
    status, out, _ = run(tmp_path, "--help")
    assert status == 0
    assert VERBS == ["check", "demo", "export", "grade", "milestone", "release", "verify"]
    assert all(f"\n  {verb} " in out for verb in VERBS)
    assert all(f"{user}: " in out for user in ("Student", "Instructor", "Author"))
    assert "..." not in out.partition("Commands:")[2]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(run, tmp_path, verb):
    status, out, _ = run(tmp_path, verb, "--help")
    assert status == 0
    assert f"Usage: autograder {verb}" in out


@pytest.mark.parametrize("verb", ["check", "export", "release", "grade", "milestone", "verify"])
def test_an_assignment_that_does_not_exist_lists_those_that_do(run, toy_course, verb):
    status, out, err = run(toy_course, verb, "09_spatial")
    assert status == 1
    assert err.count("\n") == 1
    assert "'09_spatial'" in err and "01_toy, 02_more, 01_1957_toy" in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("verb", ["export", "release", "grade", "milestone", "verify"])
def test_outside_a_course_it_says_so(run, tmp_path, verb):
    status, _, err = run(tmp_path, verb)
    assert status == 1
    assert "no course" in err and err.count("\n") == 1


def test_grading_before_releasing_says_what_to_do_first(run, toy_course):
    status, _, err = run(toy_course, "grade", "01_toy")
    assert status == 1
    assert "autograder release" in err


def test_a_milestone_that_is_a_module_is_an_error_that_says_what_to_use(run, toy_course):
    status, _, err = run(toy_course, "milestone", "01_toy")
    assert status == 1
    assert "autograder check 01_toy" in err


def test_an_option_that_a_milestone_does_not_take_is_one_clear_line(run, toy_course):
    status, out, err = run(toy_course, "milestone", "01_1957_toy", "--data", str(toy_course))
    assert (status, out) == (1, "")
    assert err == "autograder: 01_1957_toy does not take --data\n"


def test_export_says_where_each_notebook_went_and_may_be_repeated(run, toy_course, capsys, monkeypatch):
    monkeypatch.chdir(toy_course)
    for _ in range(2):
        monkeypatch.setattr(sys, "argv", ["autograder", "export", "01_toy"])
        with pytest.raises(SystemExit):
            main()
        assert capsys.readouterr().out == "01_toy: tinytorch/core/toy.py\n"


def test_export_names_what_is_not_written_yet(run, toy_course):
    path = toy.source(toy_course, "01_toy")
    toy.write(released(Course(toy_course).assignment("01_toy")), path)
    status, out, _ = run(toy_course, "export", "01_toy")
    assert (status, out.splitlines()) == (
        0,
        ["01_toy: tinytorch/core/toy.py", "  not written yet: double, Affine.__call__, halve"],
    )


@pytest.mark.parametrize("points", [None, "4", True, -4, float("nan"), [4]])
def test_points_in_a_students_file_that_are_no_number_are_one_line(run, toy_course, points):
    nb = toy.reference(toy_course, "01_toy")
    next(cell for cell in nb.cells if cell.id == "check_double").metadata.nbgrader["points"] = points
    toy.write(nb, toy.source(toy_course, "01_toy"))
    status, out, err = run(toy_course, "check", "01_toy")
    assert (status, out, err) == (
        1,
        "",
        f"autograder: cell check_double: expected its points to be a number; got {points!r}; "
        "put the cell back as it was released\n",
    )


@pytest.mark.parametrize("kept", [(), ("setup", "double")])
def test_a_notebook_without_tests_is_no_success(run, toy_course, kept):
    nb = toy.reference(toy_course, "01_toy")
    nb.cells = [cell for cell in nb.cells if cell.id in kept]
    path = toy.write(nb, toy.source(toy_course, "01_toy"))
    status, out, err = run(toy_course, "check", "01_toy")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"autograder: {path} has no test cell; expected those that")


@pytest.mark.parametrize("verb", ["release", "grade"])
def test_a_draft_that_is_named_says_so_in_one_sentence(run, toy_course, verb):
    toy.write(toy.draft(toy_course, "02_more"), toy.source(toy_course, "02_more"))
    status, _, err = run(toy_course, verb, "02_more")
    assert status == 1 and err.count("\n") == 1
    assert err.startswith("autograder: 02_more is a draft (it has no graded cell)")


def test_verify_lists_drafts_and_proves_nothing_of_them(run, toy_course):
    toy.write(toy.draft(toy_course, "01_toy"), toy.source(toy_course, "01_toy"))
    status, out, _ = run(toy_course, "verify", "01_toy")
    assert (status, out) == (0, "drafts, of which nothing is proven: 01_toy\n")


def test_an_assignment_may_be_named_by_the_path_of_its_notebook(run, toy_course):
    notebook = toy_course / "modules/01_toy/01_toy.ipynb"
    for place, path in [
        (toy_course, "modules/01_toy/01_toy.ipynb"),
        (toy_course, "modules/01_toy/"),
        (toy_course, str(notebook)),
        (toy_course, "01_toy"),
        (notebook.parent, "01_toy.ipynb"),
        (notebook.parent, "."),
    ]:
        status, out, _ = run(place, "export", path)
        assert (status, out) == (0, "01_toy: tinytorch/core/toy.py\n")


@pytest.mark.parametrize("verb", ["check", "export", "release", "grade", "milestone", "verify"])
def test_a_copy_elsewhere_is_not_taken_for_the_courses_own(run, toy_course, tmp_path, verb):
    copy = toy.write(toy.blank(toy_course, "01_toy"), tmp_path / "backup" / "01_toy.ipynb")
    for path in str(copy), "../backup/01_toy.ipynb", "01_toy.ipynb", "submitted/ada/01_toy/":
        status, _, err = run(toy_course, verb, path)
        assert status == 1
        assert err.startswith(f"autograder: {path} is no assignment of the course in {toy_course}; ")


def test_grade_takes_what_is_released_and_names_what_is_not(run, toy_course):
    generate(Course(toy_course).assignment("01_toy"))
    toy.submit(toy_course, "ada", "01_toy", toy.reference(toy_course, "01_toy"))
    status, out, _ = run(toy_course, "grade")
    assert (status, out.count("20 / 20"), out.count("not released yet: 02_more, 01_1957_toy\n")) == (0, 1, 1)
    assert "not released yet" not in run(toy_course, "grade", "01_toy")[1]
    status, _, err = run(toy_course, "grade", "01_toy", "02_more")
    assert status == 1 and "autograder release 02_more" in err


def test_grade_where_nothing_is_released_is_one_clear_error(run, toy_course):
    status, _, err = run(toy_course, "grade")
    assert (status, err) == (
        1,
        "autograder: no assignment is in the gradebook; run `autograder release` first\n",
    )


@pytest.mark.parametrize("options", [[], ["--student", "eve"]])
def test_where_nobody_handed_in_it_says_where_it_looked_and_the_status_tells(run, released_course, options):
    root, sentence = released_course.root, "expected submitted/<student>/01_toy/01_toy.ipynb\n"
    if options:
        toy.submit(root, "eve", "02_more", toy.blank(root, "02_more"))
    status, out, _ = run(root, "grade", "01_toy", *options)
    assert (status, out.splitlines(keepends=True)[0]) == (1, f"01_toy: nothing to grade; {sentence}")
    if options:
        status, out, _ = run(root, "grade", "01_toy", "02_more", *options)
        assert status == 0 and sentence in out


def junk_gradebook(root: Path) -> None:
    (root / "gradebook.db").write_bytes(b"junk" * 1000)


def old_gradebook(root: Path) -> None:
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        database.execute("ALTER TABLE grade_cells DROP COLUMN max_score")


def broken_settings(root: Path) -> None:
    (root / "nbgrader_config.py").write_text("c = get_config(\n", encoding="utf-8")


def settings_that_fail(root: Path) -> None:
    (root / "nbgrader_config.py").write_text("c = get_conf()\n", encoding="utf-8")


def state_is_a_file(root: Path) -> None:
    (root / ".autograder").touch()


def grades_are_a_folder(root: Path) -> None:
    (root / "grades.csv").mkdir()


def folder_is_gone(root: Path) -> None:
    shutil.rmtree(root)


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        (junk_gradebook, "file is not a database): back up gradebook.db"),
        (old_gradebook, "run `nbgrader db upgrade` if nbgrader was upgraded"),
        (broken_settings, "nbgrader_config.py cannot be run: SyntaxError: '(' was never closed"),
        (settings_that_fail, "nbgrader_config.py cannot be run: NameError: name 'get_conf' is not defined"),
        (state_is_a_file, ".autograder: File exists"),
        (grades_are_a_folder, "grades.csv is a folder"),
        (folder_is_gone, "the folder that you are in was deleted; go to the course"),
    ],
)
def test_what_is_broken_in_the_course_folder_is_one_line(run, released_course, monkeypatch, breaks, words):
    root = released_course.root
    toy.submit(root, "ada", "01_toy", toy.blank(root, "01_toy"))
    monkeypatch.chdir(root)
    breaks(root)
    status, out, err = run(None, "grade", "01_toy")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("autograder: ") and words in err


@pytest.mark.parametrize(
    ("verb", "missing"),
    [*((verb, "nbgrader") for verb in ("grade", "release", "verify", "demo")), ("grade", "fcntl")],
)
def test_a_students_installation_says_what_an_instructors_verb_needs(toy_course, verb, missing):
    code = (
        f"import sys; sys.argv = ['autograder', {verb!r}]; sys.modules[{missing!r}] = None\n"
        "from autograder.cli import main; main()"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=toy_course)
    assert (ended.returncode, ended.stderr) == (
        1,
        f"autograder: `autograder {verb}` needs an instructor's installation ({missing} is missing): "
        "run `make setup` in a clone of the course\n",
    )


def test_a_demo_never_removes_a_folder_that_it_did_not_make(run, toy_course):
    (toy_course / "demo").mkdir()
    (toy_course / "demo" / "mine.txt").write_text("mine", encoding="utf-8")
    status, _, err = run(toy_course, "demo")
    assert status == 1
    assert "was not made by a demo" in err
    assert (toy_course / "demo" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_help_imports_neither_nbgrader_nor_nbdev():
    """A student's installation has no nbgrader; and help should not wait."""
    code = (
        "import sys; sys.argv = ['autograder', '--help']\n"
        "from autograder.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'nbgrader', 'nbdev', 'matplotlib', 'seccomp'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.endswith("[]\n")


def test_ctrl_c_says_what_is_kept(run, toy_course, monkeypatch):
    def stop(*args, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.practice.check_notebook", stop)
    status, _, err = run(toy_course, "check", "01_toy")
    assert (status, err) == (130, "autograder: stopped; what was finished is kept\n")
