"""A batch that is killed goes on where it was, and ends with the same gradebook."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import toy
from nbgrader.api import Gradebook

from autograder.batch.grade import grade
from autograder.course import Course
from autograder.grading.state import Outcome, State, StateDamaged
from autograder.progress import Ended, Progress, silent
from autograder.sandbox import Sandbox

CLASS = [f"student{number}" for number in range(8)]
GRADE = """
import sys
from pathlib import Path
from autograder.batch.grade import grade
from autograder.course import Course
grade(Course(Path(sys.argv[1])), ["01_toy"], jobs=2)
"""


def scores(course: Course) -> dict[tuple[str, str], float]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        return {
            (submission.student.id, score.name): score.auto_score
            for submission in gradebook.assignment_submissions("01_toy")
            for score in submission.notebooks[0].grades
        }


def recorded(state: Path) -> int:
    """How many lines follow the seed's."""
    return state.read_text(encoding="utf-8").count("\n") - 1 if state.exists() else 0


def test_a_killed_batch_resumes_and_ends_with_the_same_gradebook(
    released_course: Course, sandbox: Sandbox, tmp_path: Path
):
    root = released_course.root
    for number, student in enumerate(CLASS):
        make = toy.reference if number % 2 else toy.blank
        toy.submit(root, student, "01_toy", make(root, "01_toy"))
    state = State.of(released_course.assignment("01_toy")).path  # the seed, before the two part
    undisturbed = Course(shutil.copytree(root, tmp_path / "undisturbed"))

    batch = subprocess.Popen([sys.executable, "-c", GRADE, str(root)])
    deadline = time.monotonic() + 60
    while recorded(state) < 2 and time.monotonic() < deadline:
        time.sleep(0.005)
    batch.kill()
    batch.wait()
    before = recorded(state)
    assert 2 <= before < len(CLASS)

    resumed = grade(released_course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))[0]
    assert len(resumed.graded_now) == len(CLASS) - before
    grade(undisturbed, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    assert scores(released_course) == scores(undisturbed)


@contextmanager
def ctrl_c(assignment: str, total: int) -> Iterator[Ended]:
    """What a terminal does, as soon as something has ended."""

    def ended(outcome: Outcome) -> None:
        raise KeyboardInterrupt

    yield ended


def test_an_interrupt_ends_the_running_notebooks_at_once_and_keeps_what_had_ended(released_course: Course):
    root = released_course.root
    toy.submit(root, "ada", "01_toy", toy.reference(root, "01_toy"))
    grade(released_course, ["01_toy"])
    endless = ("demo_double", "double(21)", "import time\ntime.sleep(200)")
    for student in "bob", "eve", "zoe":
        toy.submit(root, student, "01_toy", toy.edited(root, "01_toy", endless))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever started the tests ignores
    main = threading.main_thread().ident
    threading.Timer(5, lambda: signal.pthread_kill(main, signal.SIGINT)).start()  # it also ends a wait
    begin = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            grade(released_course, ["01_toy"], jobs=2)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - begin < 20
    assert list(State.of(released_course.assignment("01_toy")).outcomes) == ["ada"]
    assert not (root / ".autograder" / "errors").exists()


def test_a_stopped_regrade_goes_on_where_it_was(released_course: Course, sandbox: Sandbox):
    root = released_course.root
    students = ["ada", "bob", "eve"]
    for student in students:
        toy.submit(root, student, "01_toy", toy.reference(root, "01_toy"))

    def regrade(flag: bool = True, progress: Progress = silent) -> tuple[str, ...]:
        running = nullcontext(sandbox)
        return grade(
            released_course, ["01_toy"], jobs=1, regrade=flag, progress=progress, sandbox=lambda: running
        )[0].graded_now

    def stopped() -> None:
        with pytest.raises(KeyboardInterrupt):
            regrade(progress=ctrl_c)

    grade(released_course, ["01_toy"], sandbox=lambda: nullcontext(sandbox))
    for flag in True, False:
        stopped()
        assert regrade(flag) == ("bob", "eve")
    assert regrade(False) == ()
    assert regrade() == (*students,)
    stopped()
    notebook = toy.source(root, "01_toy")
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("Integer division.", "Whole numbers."))
    assert regrade() == (*students,), "some were graded by the tests as they were before"


def test_of_two_processes_that_begin_a_batch_both_use_the_seed_of_the_first(
    released_course: Course, monkeypatch: pytest.MonkeyPatch
):
    assignment = released_course.assignment("01_toy")
    first = State.of(assignment)
    first.record(outcome("ada", 1))
    monkeypatch.setattr(Path, "exists", lambda path: path != first.path)  # as it was a moment before
    second = State.of(assignment)
    assert (second.seed, list(second.outcomes)) == (first.seed, ["ada"])
    assert [path.name for path in first.path.parent.iterdir()] == ["01_toy.jsonl"]


def test_the_state_on_disk_is_the_state_that_was_recorded(released_course: Course):
    assignment = released_course.assignment("01_toy")
    state = State.of(assignment)
    state.record(Outcome("ada", "hash", 3.5, 20, problems=("mended",)))
    state.record(Outcome("bob", "hash", None, 20, problems=("not JSON",)))
    again = State.of(assignment)
    assert (again.seed, again.outcomes) == (state.seed, state.outcomes)
    assert [str(outcome) for outcome in again.outcomes.values()] == [
        "ada: 3.5 of 20 points",
        "bob: could not be graded: not JSON",
    ]


def outcome(student: str, points: float | None) -> Outcome:
    return Outcome(student, "hash", points, 20)


def test_an_outcome_is_added_to_what_is_on_disk_and_the_last_one_of_a_student_counts(released_course: Course):
    assignment = released_course.assignment("01_toy")
    state = State.of(assignment)
    for new in outcome("ada", 1), outcome("bob", 2), outcome("ada", 3):
        before = state.path.read_bytes()
        state.record(new)
        assert state.path.read_bytes().startswith(before)
    assert State.of(assignment).outcomes == {"ada": outcome("ada", 3), "bob": outcome("bob", 2)}
    assert state.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_line_torn_by_a_kill_costs_its_own_outcome_alone(released_course: Course):
    assignment = released_course.assignment("01_toy")
    state = State.of(assignment)
    state.record(outcome("ada", 1))
    whole = state.path.read_bytes()
    state.record(outcome("bob", 2))
    line = state.path.read_bytes()[len(whole) :]
    for end in range(1, len(line)):
        state.path.write_bytes(whole + line[:end])
        resumed = State.of(assignment)
        assert (resumed.seed, list(resumed.outcomes)) == (state.seed, ["ada"])
    resumed.record(outcome("eve", 3))
    assert list(State.of(assignment).outcomes) == ["ada", "eve"]


def test_to_look_for_outcomes_begins_no_batch(released_course: Course):
    assignment = released_course.assignment("01_toy")
    assert State.kept(assignment) is None
    assert not (released_course.root / ".autograder").exists()


SEED = '{"seed": 1}\n'


@pytest.mark.parametrize(
    "damage", ["", "{", "[]\n", "{}\n", f"{SEED}3\n", f"{SEED}{{\n", f'{SEED}{{}}\n{{"a']
)
def test_a_damaged_state_is_an_error_that_says_what_to_do_and_stays_as_it_is(released_course: Course, damage):
    state = State.of(released_course.assignment("01_toy"))
    state.path.write_text(damage, encoding="utf-8")
    with pytest.raises(StateDamaged, match=r"01_toy\.jsonl is damaged .*backup"):
        grade(released_course, ["01_toy"])
    assert state.path.read_text(encoding="utf-8") == damage


def test_two_batches_have_two_seeds(released_course: Course):
    one, other = (State.of(released_course.assignment(name)) for name in toy.MODULES)
    assert one.seed != other.seed
