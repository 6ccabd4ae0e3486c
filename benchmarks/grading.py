"""The engine beside plain `nbgrader autograde`, on the same submissions in one run: `make bench`.

What counts is the time that grading adds to the notebook's cells: the run time of the student's own is taken
off both sides, and once more that of the test cells, which are cells of the notebook, too.
    python -m benchmarks.grading [ASSIGNMENT] [STUDENTS]
"""

from __future__ import annotations

import logging
import shutil
import statistics
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.batch.grade import grade
from autograder.course import Assignment, Course
from autograder.demo.sample_class import SampleStudent, hand_in
from autograder.progress import Ended
from autograder.release.export import build_package
from autograder.release.publish import release
from autograder.sandbox import CheckCell, Run, Sandbox, StudentCell

ROOT = Path(__file__).parents[1]
GOAL = 0.25  # seconds a submission, one worker
LINE = "{:<44} {:>10} {:>10}"


class Seconds(NamedTuple):
    """Of the engine, a submission: in all, and by part. Startup comes once a batch.

    own: the student's cells. tests: the test cells, run as cells of a notebook like those.
    sandbox: all of the run but those two.
    """

    all: float
    own: float
    tests: float
    sandbox: float
    write: float
    startup: float


class Watched(Sandbox):
    """Remembers how long the student's cells of each submission ran."""

    def __enter__(self) -> Watched:
        self.runs: list[float] = []
        super().__enter__()
        return self

    def run(self, cells: Sequence[StudentCell | CheckCell], package: Mapping[str, bytes]) -> Run:
        run = super().run(cells, package)
        self.runs.append(sum(run.seconds.values()))
        return run


class Stopwatch:
    """From the first submission, when server and answer key are ready, to the last."""

    @contextmanager
    def __call__(self, assignment: str, total: int) -> Iterator[Ended]:
        self.began = perf_counter()
        yield lambda outcome: None
        self.end = perf_counter()


def main(name: str = "01_tensor", students: str = "8") -> int:
    names = [f"student{i:02}" for i in range(int(students))]
    with tempfile.TemporaryDirectory() as folder:
        course = new_class(Path(folder), name, names)
        engine = with_engine(course, name)
        ours = {student: score(course, name, student) for student in names}
        plain = with_nbgrader(course.assignment(name), names)
        theirs = {student: score(course, name, student) for student in names}
    print(f"{name}, {len(names)} submissions, one worker; seconds a submission")
    print(LINE.format("", "engine", "nbgrader"))
    print(LINE.format("in all", f"{engine.all:.2f}", f"{plain:.2f}"))
    taken_off = 0.0
    for what, cells in ("the student's own cells", engine.own), ("the test cells, too", engine.tests):
        taken_off += cells
        beyond = [total - taken_off for total in (engine.all, plain)]
        verdict = f"  at most {GOAL}{': MISSED' if beyond[0] > GOAL else ''}"
        print(LINE.format(f"beyond {what} ({cells:.2f})", *(f"{s:.2f}" for s in beyond)) + verdict)
    print(f"of the engine's: sandbox {engine.sandbox:.2f}, gradebook {engine.write:.2f}, side by side")
    print(f"fork server and answer key, once a batch: {engine.startup:.1f}")
    same = ours == theirs
    print(f"points by the engine {points(ours)}, by nbgrader {points(theirs)}", "" if same else "DIFFERENT")
    return 0 if same else 1


def new_class(root: Path, name: str, students: Sequence[str]) -> Course:
    """A copy of the course, released, with complete submissions."""
    for folder in ("modules", "milestones", "tinytorch"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    course = Course(root)
    release(course, [name])
    for student in students:
        hand_in(SampleStudent(student, "complete", (name,)), course)
    return course


def with_engine(course: Course, name: str) -> Seconds:
    watch, sandbox = Stopwatch(), Watched()
    start = perf_counter()
    (batch,) = grade(course, [name], jobs=1, progress=watch, sandbox=lambda: sandbox)
    parts = [outcome.seconds for outcome in batch.outcomes.values()]
    count = len(parts)
    own = statistics.mean(sandbox.runs[-count:])  # before them, the reference's own run
    tests = test_cells(batch.assignment)
    return Seconds(
        all=(watch.end - watch.began) / count,
        own=own,
        tests=tests,
        sandbox=statistics.mean(part["run"] for part in parts) - own - tests,
        write=statistics.mean(part["write"] for part in parts),
        startup=watch.began - start,
    )


def test_cells(assignment: Assignment) -> float:
    """Seconds that the reference's test cells take, hidden tests included, where its own cells run."""
    cells = [StudentCell(c.id, c.source) for c in assignment.notebook().cells if c.cell_type == "code"]
    package = build_package([m.notebook() for m in assignment.prerequisites], assignment.course.package)
    with Sandbox() as sandbox:
        seconds = sandbox.run(cells, package).seconds
    return sum(seconds[cell.id] for cell in assignment.test_cells)


def with_nbgrader(assignment: Assignment, students: Sequence[str]) -> float:
    """Seconds a submission, in this process, with nbgrader's own preprocessors and its kernel."""
    config = Config()
    config.CourseDirectory.root = str(assignment.course.root)
    config.CourseDirectory.assignment_id = assignment.name
    folders = CourseDirectory(config=config)
    converter = Autograde(coursedir=folders, config=config, force=True)
    converter.log = logging.Logger("nbgrader", logging.ERROR)
    start = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader 0.9 under SQLAlchemy 2
        converter.start()
    return (perf_counter() - start) / len(students)


def score(course: Course, name: str, student: str) -> float:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        return gradebook.find_submission(name, student).score


def points(scores: dict[str, float]) -> str:
    """One number if all are equal, as they should be."""
    return ", ".join(sorted({f"{score:g}" for score in scores.values()}))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
