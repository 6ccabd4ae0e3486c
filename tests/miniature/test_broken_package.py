"""A package that is broken costs its student a milestone's points for learning, and no others."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.batch.grade import grade
from autograder.course import Assignment, Course
from autograder.grading.engine import Engine, Graded
from autograder.grading.learning import learning_program
from autograder.intake import own_package
from autograder.release.export import build_package
from autograder.release.publish import release
from autograder.release.student import released
from autograder.report.results import write_results
from autograder.sandbox import Limits, Sandbox
from autograder.verify import Solution, read_solutions
from autograder.verify.solutions import Edit

CONVOLUTION, STROKES = "04_convolution", "01_1900_strokes"
TRACE, ACCURACY = "trace: three steps on digits", "accuracy: the grader's digits"
DEAD = "founding bug: convolution computed on .data"
OUT_OF_GRAPH = "founding bug: the convolution's output taken out of the graph"
SOLUTION = "return self.fc(self.conv(x).tanh().flatten(1))"


@pytest.fixture(scope="module")
def engine(course: Course, sandbox: Sandbox) -> Engine:
    return Engine(course, 7, sandbox)


@pytest.fixture(scope="module")
def strokes(course: Course) -> Assignment:
    return course.assignment(STROKES)


def solution(assignment: Assignment, name: str) -> Solution:
    return next(each for each in read_solutions(assignment) if each.name == name)


def package_with(engine: Engine, strokes: Assignment, module: str, *edits: Edit) -> dict[str, bytes]:
    """The reference's package with one module edited."""
    notebook = Solution("broken", edits).apply(engine.course.assignment(module).notebook())
    return {**engine.reference_package(strokes), **build_package([notebook], engine.course.package)}


@pytest.fixture(scope="module")
def dead(engine: Engine, strokes: Assignment) -> dict[str, bytes]:
    """A package whose convolutions learn nothing."""
    founding_bug = solution(engine.course.assignment(CONVOLUTION), DEAD)
    return package_with(engine, strokes, CONVOLUTION, *founding_bug.edits)


def checks(graded: Graded) -> dict[str, tuple[str, float]]:
    """The word on each check and its points, by name."""
    return {check.name: (check.word, check.points) for cell in graded.cells.values() for check in cell.checks}


def test_a_broken_package_costs_all_points_for_learning_and_no_others(
    engine: Engine, strokes: Assignment, dead
):
    graded = engine.grade(strokes, strokes.notebook(), dead)
    assert checks(graded) == {
        "net: shape": ("ok", 1.0),
        TRACE: ("wrong value", 0.0),
        ACCURACY: ("not counted", 0.0),
    }
    assert graded.points == 1


def test_a_check_that_is_not_counted_says_which_one_told(engine: Engine, strokes: Assignment, dead):
    graded = engine.grade(strokes, strokes.notebook(), dead)
    summaries = {check.name: check.summary for cell in graded.cells.values() for check in cell.checks}
    assert summaries[TRACE].endswith("dead: conv.weight, conv.bias; not counted")
    assert summaries[ACCURACY] == (
        f"the package below is broken: with the course's own solution `{TRACE}` fails, too"
    )


def test_a_wrong_milestone_on_a_right_package_loses_only_its_own(engine: Engine, strokes: Assignment):
    notebook = solution(strokes, OUT_OF_GRAPH).apply(strokes.notebook())
    graded = engine.grade(strokes, notebook, engine.reference_package(strokes))
    assert {name: word for name, (word, _) in checks(graded).items()} == {
        "net: shape": "ok",
        TRACE: "wrong value",
        ACCURACY: "ok",
    }
    assert 0 < checks(graded)[TRACE][1] < 3 and checks(graded)[ACCURACY][1] == 1
    assert graded.broken is None


def test_a_right_submission_is_run_once_and_one_that_did_not_learn_twice(
    engine: Engine, strokes: Assignment, monkeypatch: pytest.MonkeyPatch
):
    engine.key(strokes)
    package, runs, run = engine.reference_package(strokes), [], engine.sandbox.run
    monkeypatch.setattr(engine.sandbox, "run", lambda *args, **how: runs.append(how) or run(*args, **how))
    engine.grade(strokes, strokes.notebook(), package)
    assert runs == [{}]
    engine.grade(strokes, released(strokes), package)
    assert runs == [{}, {}, {"secret": True}]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("return Convolve", "import os; os._exit(0)\n        return Convolve", "process ended"),
        ("return Convolve", "while True: pass\n        return Convolve", "ran out of time"),
        ("class Conv1d", "class Convolution1d", "raised an error"),
    ],
    ids=["dies", "hangs", "lacks a name"],
)
def test_a_package_is_broken_that(engine: Engine, strokes: Assignment, old: str, new: str, word: str):
    package = package_with(engine, strokes, CONVOLUTION, Edit("conv1d", old, new))
    with Sandbox(limits=Limits(check_seconds=1)) as impatient:
        graded = Engine(engine.course, 7, impatient).grade(strokes, strokes.notebook(), package)
    assert graded.broken and graded.broken.word == word
    assert graded.points == 0


def test_the_same_seed_gives_the_same_verdict(engine: Engine, strokes: Assignment, dead):
    first, second = (engine.grade(strokes, strokes.notebook(), dead) for _ in range(2))
    assert replace(first, seconds={}) == replace(second, seconds={})


# Nothing leaves the second run. ----------------------------------------------------------------------

SPY = '''
    def __init_subclass__(cls):
        """What the cell says that makes a network of this."""
        import os, pathlib, sys
        cells = "\\n".join(map(str, sys._getframe(1).f_globals.get("In", ())))
        if "class Strokes" not in cells:
            return
        print(cells)
        print(cells, file=sys.stderr)
        os.write(1, cells.encode())
        os.system("echo '" + cells.replace("'", "") + "'")
        for place in "/tmp/told", "/dev/shm/told", "told", os.path.expanduser("~/told"):
            pathlib.Path(place).write_text(cells)
'''
ENDINGS = {
    "raises": """
        raise RuntimeError(cells)
""",
    "answers": """
        from autograder.checks import check
        def answer(name, *_, **__):
            for kind in "trace", "predicts":
                check._send(check.Answer(name, kind, {}, {"told": cells}))
        check.trace = check.predicts = answer
""",
    "names": """
        line = next(line for line in cells.splitlines() if "self.fc(" in line)
        cls.named_parameters = lambda self: iter([(line, self.fc.weight)])
""",
}


def hand_in(student: str, assignment: Assignment, notebook: NotebookNode) -> None:
    path = assignment.submission(student) / assignment.path.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def spies(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of its own, released, with a student for each of ENDINGS, who left the milestone blank."""
    made = shutil.ignore_patterns("submitted", "autograded", "feedback", "gradebook.db", ".autograder")
    own = Course(shutil.copytree(course.root, tmp_path_factory.mktemp("spies") / "course", ignore=made))
    release(own)
    for student, ending in ENDINGS.items():
        for assignment in own.modules:
            notebook = assignment.notebook()
            for cell in notebook.cells:
                cell.source += f"\n{SPY}{ending}" if cell.id == "module" else ""
            hand_in(student, assignment, notebook)
        hand_in(student, own.assignment(STROKES), released(own.assignment(STROKES)))
    return own


def test_nothing_of_the_courses_own_solution_is_told_however_a_package_tries(
    spies: Course, sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
):
    before = contents(spies)
    [batch] = grade(spies, [STROKES], sandbox=lambda: nullcontext(sandbox))
    assert write_results(spies, [batch], print)
    for outcome in batch.outcomes.values():
        assert outcome.cause.startswith("the package below is broken")
    written = {path: said for path, said in contents(spies).items() if before.get(path) != said}
    assert {path.suffix for path in written} >= {".html", ".jsonl", ".ipynb", ".db", ".csv"}
    assert [path for path, said in written.items() if SOLUTION.encode() in said] == []
    assert SOLUTION not in "".join([*capfd.readouterr(), repr(batch)])


@pytest.mark.parametrize("student", ENDINGS)
def test_the_same_package_tells_it_where_the_run_is_not_secret(spies: Course, sandbox: Sandbox, student: str):
    strokes = spies.assignment(STROKES)
    package = own_package(strokes, student)
    assert package is not None
    run = sandbox.run(learning_program(strokes, 7), package)
    assert SOLUTION in repr(run.outputs)
    assert student == "raises" or SOLUTION in repr(run.answers)


def contents(course: Course) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
