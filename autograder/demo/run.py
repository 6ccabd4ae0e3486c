"""Release, hand in, grade in the sandbox, feedback, a milestone: each step as its own command does it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter

from rich.console import Console

from autograder.batch.grade import grade
from autograder.course import Assignment, Course
from autograder.demo.sample_class import SampleStudent, hand_in, sample_class, submitted_modules
from autograder.error import AutograderError
from autograder.milestone import train
from autograder.progress import progress_on, steps_on
from autograder.release.export import build_package, export
from autograder.release.publish import release
from autograder.report.class_table import print_class
from autograder.report.csv_export import grades_csv
from autograder.report.results import write_results

FOLDER = "demo"
MARK = "made-by-autograder-demo"
COPIED = ("modules", "milestones", "tinytorch", "tests/solutions", "tests/sample_class")


def run_demo(source: Course, console: Console) -> None:
    """Take the sample class through a copy of the course in demo/, which a later demo replaces."""
    course = _copy(source)
    students = sample_class(course)
    with _step(console, "export: notebooks -> the package tinytorch"):
        for module in course.modules:
            export(module.notebook(), course.package)
    with _step(console, "release: solutions and hidden tests taken out, one kit for the students"):
        kit = release(course)
        console.print(f"  {kit.relative_to(source.root)}, {kit.stat().st_size // 1024} KiB")
    with _step(console, f"hand in: a class of {len(students)}"):
        for student in students:
            hand_in(student, course)
            console.print(f"  {student.name:8} {student.story}", markup=False)
    names = [assignment.name for assignment in course.assignments]
    with _step(console, "grade: in the sandbox, the verdict computed outside of it"):
        batches = grade(course, names, progress=progress_on(console))
    print_class(batches, console)
    with _step(console, "feedback: a page for each student, without hidden tests; grades.csv"):
        write_results(course, batches, partial(console.print, markup=False))
        pages = sorted((course.root / "feedback").rglob("*.html"))
        console.print(f"  {len(pages)} pages, such as {pages[0].relative_to(source.root)}", soft_wrap=True)
        console.print(f"  {grades_csv(course).relative_to(source.root)}")
    for milestone in course.milestones:
        for student in students:
            if student.trains and milestone.name in student.hands_in:
                _train(student, milestone, course, console)


def _train(student: SampleStudent, milestone: Assignment, course: Course, console: Console) -> None:
    """Train a milestone with the package that is rebuilt from the student's own notebooks."""
    home = course.root / "packages" / student.name
    for path, content in build_package(submitted_modules(student, milestone), course.package).items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content)
    with _step(console, f"milestone {milestone.name}, trained with {student.name}'s own package"):
        with steps_on(console, milestone.name) as step:
            training = train(milestone, step, package=home)
        console.print(training.report, markup=False, highlight=False)
        if training.picture:
            picture = home / f"{milestone.name}.png"
            picture.write_bytes(training.picture)
            console.print(f"picture: {picture.relative_to(course.root.parent)}", soft_wrap=True)


def _copy(source: Course) -> Course:
    """A fresh copy of the course in demo/. Raises AutograderError if demo/ is not a demo's."""
    target = source.root / FOLDER
    if target.exists():
        if not (target / MARK).is_file():
            raise AutograderError(f"{target} was not made by a demo, so it stays: move it away first")
        shutil.rmtree(target)
    target.mkdir()
    (target / MARK).touch()
    for name in COPIED:
        shutil.copytree(source.root / name, target / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(source.root / "nbgrader_config.py", target)
    return Course(target)


@contextmanager
def _step(console: Console, title: str) -> Iterator[None]:
    """A title above, the seconds that it took below."""
    begin = perf_counter()
    console.print(f"\n{title}", style="bold", markup=False, soft_wrap=True)
    yield
    console.print(f"  {perf_counter() - begin:.1f} s", style="dim")
