"""The `autograder` command: one function a verb, no logic.

What only one verb needs is imported in it: a student's installation has neither nbgrader nor the sandbox, and
`--help` should not wait for them.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.error import AutograderError

if TYPE_CHECKING:
    from autograder.course import Assignment, Course

app = typer.Typer(
    help="Check, export and train as a student; release and grade as an instructor; verify as an author.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console(highlight=False, markup=False, emoji=False)  # names are students' and authors' words
STOPPED = 130  # the status of a command that Ctrl-C ended
INSTRUCTORS = ("release", "grade", "verify", "demo")  # need what a student's installation lacks

Name = Annotated[
    str,
    typer.Argument(metavar="ASSIGNMENT", help="Such as 01_tensor; of a milestone the last word is enough."),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="ASSIGNMENT", help="Such as 01_tensor. All, if none is named."),
]


@app.command()
def check(notebook: Name) -> None:
    """Student: run a notebook's visible checks. Each by itself, with points."""
    from autograder.practice import check_notebook, describe

    practice = check_notebook(_assignment(_course(), notebook).path)
    typer.echo(describe(practice))
    raise typer.Exit(int(practice.points < practice.max_points or bool(practice.left_out)))


@app.command()
def export(notebooks: Names = None) -> None:
    """Student, author: write what notebooks export into tinytorch/. Save the notebooks first."""
    from autograder.release.export import export as export_notebook
    from autograder.release.exports import left_out
    from autograder.release.stubs import still_unwritten

    course = _course()
    for assignment in _named(course, notebooks) or course.modules:
        notebook = assignment.notebook()
        path = export_notebook(notebook, course.package)
        typer.echo(f"{assignment.name}: {path.relative_to(course.root) if path else 'exports nothing'}")
        if path and (missing := still_unwritten(path.read_text(encoding="utf-8"))):
            typer.echo(f"  not written yet: {', '.join(stub.function for stub in missing)}")
        for sentence in left_out(notebook):
            typer.echo(f"  {sentence}")


@app.command()
def milestone(
    names: Names = None,
    data: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Train on its IDX files, such as Fashion-MNIST's.")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="FILE", help="Train on this text.")] = None,
    minutes: Annotated[float | None, typer.Option(help="How long to train.")] = None,
) -> None:
    """Student: train milestones with your own package. Prints the report, writes the picture to plots/."""
    from autograder.milestone import options, train
    from autograder.progress import steps_on

    course = _course()
    chosen = _named(course, names) or [each for each in course.milestones if not each.is_draft]
    given = {each.name: options(each, {"data": data, "text": text, "minutes": minutes}) for each in chosen}
    for assignment in chosen:
        with steps_on(console, assignment.name) as step:
            say = partial(console.print, soft_wrap=True)
            training = train(assignment, step, chosen=given[assignment.name], say=say)
        typer.echo(training.report)
        if training.picture:
            path = course.root / "plots" / f"{assignment.name}.png"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(training.picture)
            typer.echo(f"picture: {path.relative_to(course.root)}")


@app.command()
def release(names: Names = None) -> None:
    """Instructor: write student versions and the kit to release/. Run again, grades stay."""
    from autograder.release.publish import release as publish

    course = _course()
    kit = publish(course, [assignment.name for assignment in _named(course, names)])
    typer.echo(f"student kit: {kit.relative_to(course.root)}")
    if not names and course.drafts:
        typer.echo(f"drafts, not released: {', '.join(draft.name for draft in course.drafts)}")


@app.command()
def grade(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ASSIGNMENT", help="Such as 01_tensor. All that are released, if none is named."
        ),
    ] = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be given several times.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Submissions run at once; one a core if not given.")
    ] = None,
    regrade: Annotated[bool, typer.Option("--regrade", help="Also what has been graded before.")] = False,
    unsandboxed: Annotated[
        bool,
        typer.Option(
            "--unsandboxed", help="Run students' code with your own rights, where bubblewrap is missing."
        ),
    ] = False,
) -> None:
    """Instructor: grade what was handed in. Writes feedback/ and grades.csv; a stopped batch goes on."""
    from autograder.batch.grade import grade as grade_batch
    from autograder.gradebook.config import limits
    from autograder.gradebook.released import all_released
    from autograder.progress import progress_on
    from autograder.report.class_table import print_class
    from autograder.report.csv_export import grades_csv
    from autograder.report.results import write_results
    from autograder.sandbox import Sandbox

    course = _course()
    chosen = _named(course, names) or all_released(course)
    grades = grades_csv(course)  # a folder in its place is told before the work, not after
    batches = grade_batch(
        course,
        [assignment.name for assignment in chosen],
        student,
        jobs=jobs,
        regrade=regrade,
        progress=progress_on(console),
        sandbox=lambda: Sandbox("unsandboxed" if unsandboxed else "auto", limits(course)),
    )
    print_class(batches, console)
    if not names and len(chosen) < len(course.assignments):
        skipped = [assignment.name for assignment in course.assignments if assignment not in chosen]
        typer.echo(f"not released yet: {', '.join(skipped)}")
    complete = write_results(course, batches, partial(typer.echo, err=True))
    typer.echo(f"grades: {grades.relative_to(course.root)}, feedback: feedback/")
    raise typer.Exit(int(not complete or not any(batch.handed_in for batch in batches)))


@app.command()
def verify(
    names: Names = None,
    seed: Annotated[int, typer.Option(help="Of the hidden inputs. Every seed must do: try some others.")] = 1,
    milestones: Annotated[
        bool, typer.Option("--milestones", help="That a broken module costs a milestone all it learned.")
    ] = False,
) -> None:
    """Author: prove that grading is right. Reference full marks, blank 0, the wrong fail what they name."""
    if milestones:
        return _knock_out(names, seed)
    from autograder.progress import steps_on
    from autograder.sandbox import Sandbox
    from autograder.verify import verify as verify_assignment
    from autograder.verify.matrix import matrix, summary

    course = _course()
    named, verified = _named(course, names) or course.notebooks, []
    with Sandbox() as sandbox:
        for assignment in (each for each in named if not each.is_draft):
            with steps_on(console, assignment.name) as step:
                verified.append(verify_assignment(assignment, sandbox, seed, step))
            typer.echo(f"{matrix(verified[-1])}\n")
    for verification in verified:
        typer.echo(summary(verification))
    if drafts := [each.name for each in named if each.is_draft]:
        typer.echo(f"drafts, of which nothing is proven: {', '.join(drafts)}")
    raise typer.Exit(int(any(verification.problems for verification in verified)))


@app.command()
def demo() -> None:
    """Instructor, author: the main job on a sample class, in demo/."""
    from autograder.demo import run_demo

    run_demo(_course(), console)


def _knock_out(names: Sequence[str] | None, seed: int) -> None:
    from autograder.progress import steps_on
    from autograder.sandbox import Sandbox
    from autograder.verify import knock_out
    from autograder.verify.matrix import knockout_summary, knockout_table

    course = _course()
    chosen = [course.assignment(name, among=course.milestones) for name in names or ()]
    with Sandbox() as sandbox, steps_on(console, "broken packages") as step:
        found = knock_out(chosen or course.milestones, sandbox, seed, step)
    typer.echo(f"{knockout_table(found)}\n\n{knockout_summary(found)}")
    raise typer.Exit(int(bool(found.problems)))


def _course() -> Course:
    from autograder.course import Course, CourseError

    try:
        here = Path.cwd()
    except FileNotFoundError as error:
        raise CourseError("the folder that you are in was deleted; go to the course") from error
    return Course.around(here)


def _named(course: Course, names: Sequence[str] | None) -> list[Assignment]:
    return [_assignment(course, name) for name in names or ()]


def _assignment(course: Course, name: str) -> Assignment:
    """The assignment of that name, or the one whose own notebook or folder is at that path, not a copy."""
    from autograder.course import CourseError

    if Path(name).name == name and not name.endswith(".ipynb"):
        return course.assignment(name)
    place = Path(name).resolve()
    for assignment in course.notebooks:
        if place in (assignment.path.resolve(), assignment.path.parent.resolve()):
            return assignment
    known = ", ".join(assignment.name for assignment in course.notebooks) or "none"
    raise CourseError(f"{name} is no assignment of the course in {course.root}; there is {known}")


def _said(error: Exception) -> str | None:
    """The one line that is said of an error; None of a mistake of ours, whose traceback is needed."""
    if isinstance(error, AutograderError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and sys.argv[1] in INSTRUCTORS:
        missing = (error.name or "a module").partition(".")[0]
        return (
            f"`autograder {sys.argv[1]}` needs an instructor's installation ({missing} is missing): "
            "run `make setup` in a clone of the course"
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{error.strerror}: make room, then run the command again; what was finished is kept"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if "sqlalchemy.exc" in sys.modules and isinstance(error, sys.modules["sqlalchemy.exc"].SQLAlchemyError):
        from autograder.gradebook.writer import unusable

        return unusable(str(error)) or (
            f"the gradebook cannot be used ({str(error).splitlines()[0]}): back up gradebook.db, then "
            "run `nbgrader db upgrade` if nbgrader was upgraded, or else take the file from a backup"
        )
    return None


def main() -> None:
    """The command. What its reader can act on is printed as one line, with exit status 1."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a console without UTF-8 shows `?`, and goes on
    try:
        app(prog_name="autograder")
    except Exception as error:
        line = _said(error)
        if line is None:
            raise
        print(f"autograder: {line}", file=sys.stderr)
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == STOPPED:
            print("autograder: stopped; what was finished is kept", file=sys.stderr)
        raise


if __name__ == "__main__":
    main()
