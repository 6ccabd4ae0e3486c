"""Whatever a notebook does, it ends that notebook alone; checks frozen before it are still answered."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from types import SimpleNamespace

import psutil
import pytest
from rooms import TIGHT, Room, notebook, text

from autograder.sandbox import CheckCell, Run, Sandbox
from autograder.sandbox.inside import supervisor
from autograder.sandbox.inside.frames import Channel
from autograder.sandbox.submission import Submission

BEFORE = CheckCell("before", "check.value('x', x)")
AFTER = CheckCell("after", "check.value('x', x)")

ENDINGS = {
    "os._exit": ("import os; os._exit(0)", "died"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "died"),
    "kill": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "died"),
    "a loop that ignores interrupts": (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "timeout",
    ),
    "100 MB of output": ("for _ in range(100): print('x' * (1 << 20))", "output"),
    "one text of 100 MB": ("print('x' * (100 << 20))", "output"),
    "100 MB past sys.stdout": ("import os\nfor _ in range(100): os.write(1, b'x' * (1 << 20))", "output"),
    "a thousand outputs of no bytes": (
        "from IPython.display import publish_display_data as show\nfor _ in range(1000): show({})",
        "output",
    ),
    "memory of many processes": (
        "import os, time\n"
        "for _ in range(4):\n    if os.fork() == 0:\n        kept = bytearray(60 << 20); time.sleep(60)\n"
        "time.sleep(60)",
        "memory",
    ),
    "nonsense to the grader": (
        "import os\nfor fd in range(3, 30):\n"
        "    try: os.write(fd, b'\\0\\0\\0\\4\\0\\0\\0\\0null')\n    except OSError: pass",
        "unusable",
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_it_ends_that_notebook_and_no_check_frozen_before_it(room: Room, name: str) -> None:
    source, ended = ENDINGS[name]
    run = room.run("x = 1", BEFORE, source, "x = 2", AFTER)
    assert run.ended == ended
    assert value(run, "before") == 1
    assert run.answers["after"].ended == "not reached"
    assert "s3" not in run.outputs
    assert "NotebookEnded" in text(run, "s2")
    assert len(repr(run.outputs)) < 2 * TIGHT.output_bytes


def test_the_outputs_of_all_cells_count_and_what_was_cleared_does_not(room: Room) -> None:
    some = "from IPython.display import clear_output, display\nfor n in range(60): display(n)"
    assert room.run(some, "clear_output()", some, BEFORE).ended == "output"
    cleared = f"{some}\nclear_output()"
    assert room.run("x = 1", cleared, cleared, BEFORE).ended == "finished"


def test_an_endless_loop_costs_its_own_cell_alone(room: Room) -> None:
    run = room.run("x = 1", "print('here')\nwhile True: pass", "x = 2", AFTER)
    assert run.ended == "finished"
    assert value(run, "after") == 2
    assert (
        "here" in text(run, "s1")
        and "KeyboardInterrupt" in text(run, "s1")
        and "TimeLimit" in text(run, "s1")
    )


CROWD = "import os, time\nfor _ in range(12):\n    if os.fork() == 0:\n        while True: pass\n"


def test_the_time_in_which_others_have_the_processor_does_not_count(room: Room) -> None:
    busy = CROWD + "begin = time.process_time()\nwhile time.process_time() < begin + 0.4: pass\n"
    run = room.run("x = 1", busy, CheckCell("busy", busy + "check.value('x', x)"), AFTER)
    assert "TimeLimit" not in text(run, "s1")
    assert value(run, "busy") == value(run, "after") == 1


def test_who_sleeps_in_a_crowd_is_ended_in_time(room: Room) -> None:
    asleep = CheckCell("asleep", CROWD + "time.sleep(60)")
    begin = time.monotonic()
    run = room.run("x = 1", asleep)
    assert run.answers["asleep"].ended == "timeout"
    assert time.monotonic() - begin < 15  # and not a minute more, as if it had stood in a queue


def test_a_loop_that_every_check_runs_into_does_not_hold_up_the_class(room: Room) -> None:
    checks = [CheckCell(f"loop{n}", "while True: pass", 0, {}) for n in range(16)]
    begin = time.monotonic()
    run = room.run("x = 1", *checks, AFTER)
    taken = time.monotonic() - begin
    assert {run.answers[check.id].ended for check in checks} == {"timeout"}
    assert taken < len(checks) * TIGHT.check_seconds
    assert value(run, "after") == 1


def test_all_cells_together_may_not_take_longer_than_the_total(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "limits", replace(TIGHT, total_seconds=1.0))
    run = sandbox.run(notebook("x = 1", BEFORE, *["import time; time.sleep(0.4)"] * 5), {})
    assert run.ended == "timeout" and "s6" not in run.outputs
    assert value(run, "before") == 1
    assert "1 s in all" in run.reason


def test_all_checks_together_have_what_is_left_of_the_total(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "limits", replace(TIGHT, total_seconds=1.0))
    checks = [CheckCell(f"c{n}", "import time; time.sleep(0.4); check.value('x', x)") for n in range(16)]
    begin = time.monotonic()
    run = sandbox.run(notebook("x = 1", *checks), {})
    assert run.ended == "finished" and value(run, "c0") == 1
    assert [run.answers[f"c{n}"].ended for n in range(6, 16)] == ["timeout"] * 10
    assert time.monotonic() - begin < 5  # and not 6.4
    assert "1 s in all" in run.reason


def test_one_process_cannot_map_more_memory_than_the_limit(room: Room) -> None:
    assert "MemoryError" in room.printed(f"x = bytearray({TIGHT.memory * 5 // 4})")


@pytest.mark.parametrize("folder", [".", "/tmp", "/dev/shm"])
def test_files_are_limited(room: Room, folder: str) -> None:
    printed = room.printed(f"""
import errno
try:
    for n in range(4):
        open(f"{folder}/{{n}}", "wb").write(bytes({TIGHT.file_bytes * 2 // 3}))
except OSError as error:
    print(errno.errorcode[error.errno])
try:
    open("{folder}/0", "wb").write(bytes({TIGHT.file_bytes + 1}))
except OSError as error:
    print(errno.errorcode[error.errno])
""")
    assert printed in ("ENOSPC\nEFBIG\n", "ENOSPC\nENOSPC\n")


# Its children leave without a traceback: twenty of those take more memory than a notebook may.
BOMB = """
import os
first = os.getpid()
try:
    while True: os.fork()
except OSError:
    if os.getpid() != first: os._exit(0)
    raise
"""


def test_processes_are_limited_and_a_fork_bomb_ends(room: Room) -> None:
    run = room.run("x = 1", BEFORE, BOMB, "x = 2", AFTER)
    assert "Resource temporarily unavailable" in text(run, "s2")
    assert value(run, "before") == 1


LEFT_BEHIND = {
    "processes": "alive = []\nfor _ in range({n}):\n    alive.append(os.fork())\n"
    "    if alive[-1] == 0:\n        alive.clear(); time.sleep(60)",
    "dead processes": "alive = []\nfor _ in range({n}):\n    alive.append(os.fork())\n"
    "    if alive[-1] == 0:\n        os._exit(0)",
    "threads": "alive = [threading.Thread(target=time.sleep, args=[60]) for _ in range({n})]\n"
    "for thread in alive: thread.start()",
}


@pytest.mark.parametrize("kind", LEFT_BEHIND)
def test_every_check_may_have_as_many_processes_whatever_the_one_before_left_behind(
    room: Room, kind: str
) -> None:
    checks = [
        CheckCell(f"c{n}", f"{LEFT_BEHIND[kind].format(n=TIGHT.processes)}\ncheck.value('x', len(alive))")
        for n in range(5)
    ]
    run = room.run("import os, threading, time; threading.stack_size(1 << 16)", *checks)
    assert [value(run, check.id) for check in checks] == [TIGHT.processes] * len(checks)


# A process of threads whose first one has ended: to the kernel's list of processes it is a dead one.
HEADLESS = """
import ctypes, os, threading, time
threading.stack_size(1 << 16)
def headless(work, threads):
    if os.fork() == 0:
        for n in range(threads): threading.Thread(target=work if n == 0 else time.sleep, args=[60]).start()
        ctypes.CDLL(None).syscall(60, 0)  # exit, of this thread alone
    time.sleep(0.3)
"""


def test_a_process_whose_first_thread_has_ended_is_ended_before_the_checks(room: Room) -> None:
    mark = f"/dev/shm/{time.time_ns()}"
    beat = f"def beat(_):\n    while True: open({mark!r}, 'w').close(); time.sleep(0.01)\n"
    crowd = CheckCell(
        "crowd", LEFT_BEHIND["threads"].format(n=TIGHT.processes) + "\ncheck.value('x', len(alive))"
    )
    gone = CheckCell(
        "gone",
        f"open({mark!r}); os.unlink({mark!r}); time.sleep(0.2)\ncheck.value('x', os.path.exists({mark!r}))",
    )
    begin = time.monotonic()
    run = room.run(f"{HEADLESS}{beat}headless(beat, {TIGHT.processes - 2})", gone, crowd)
    assert value(run, "gone") is False
    assert value(run, "crowd") == TIGHT.processes
    assert time.monotonic() - begin < 10


def test_the_memory_of_a_process_whose_first_thread_has_ended_counts(room: Room) -> None:
    fill = "def fill(_):\n    kept = bytearray(150 << 20); time.sleep(60)\n"
    run = room.run("x = 1", BEFORE, f"{HEADLESS}{fill}headless(fill, 2); headless(fill, 2); time.sleep(60)")
    assert run.ended == "memory"
    assert value(run, "before") == 1


def test_what_cannot_be_ended_costs_that_notebook_its_checks_and_says_so(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a process that waits for a broken disk does. Nothing hidden enters its sandbox."""
    monkeypatch.setattr(Submission, "_keep", lambda self, wake, keep: False)
    run = sandbox.run(notebook("x = 1", BEFORE), {})
    assert run.answers["before"].ended == "not reached" and not run.answers["before"].answers
    assert "could not be ended" in run.reason


def test_who_waits_for_what_does_not_die_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.01)
    monkeypatch.setattr(supervisor, "descendants", lambda: [7])
    monkeypatch.setattr(supervisor, "send_signal", lambda pid, number: None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watchdog = supervisor.Supervisor(Channel(ours), 1, TIGHT, alone=False)
        watchdog._obey({"keep": [], "wake": 0})
        answer = Channel(theirs).receive()
    assert answer is not None and answer.header == {"kept": False}


@pytest.mark.parametrize("buried_by", ["pid 1", "its parent"])
def test_a_killed_process_hides_none_that_gets_its_number_after_it(
    monkeypatch: pytest.MonkeyPatch, buried_by: str
) -> None:
    alive, ended = [7], [0, 7]
    monkeypatch.setattr(supervisor, "os", SimpleNamespace(WNOHANG=1, waitpid=lambda *_: (ended.pop(), 0)))
    monkeypatch.setattr(supervisor, "descendants", lambda: [*alive])
    monkeypatch.setattr(supervisor, "send_signal", lambda pid, number: None)
    for count in "resident_bytes", "proportional_bytes":
        monkeypatch.setattr(supervisor, count, lambda pid: 100)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watchdog = supervisor.Supervisor(Channel(ours), 1, replace(TIGHT, memory=99), alone=False)
        watchdog._kill_all_but(set())
        assert not watchdog._memory_is_over()  # what was killed is giving its memory back
        if buried_by == "pid 1":
            watchdog._bury()
        else:
            alive.clear()
            assert not watchdog._memory_is_over()
            alive.append(7)
        assert watchdog._memory_is_over()


@pytest.mark.parametrize("last", ["", "import os; os._exit(0)"])
def test_nothing_is_left_running(room: Room, last: str) -> None:
    mark = f"{time.time_ns()}"
    room.run(
        f"""
import os, signal, subprocess
for number in set(signal.Signals) - {{signal.SIGKILL, signal.SIGSTOP}}:
    signal.signal(number, signal.SIG_IGN)
subprocess.Popen(["sleep", "{mark}"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "{mark}"])
    os._exit(0)
"""
        + last,
        BEFORE,
    )
    assert living(mark) == []


def living(mark: str) -> list[int]:
    """Processes of this whole machine whose command line has the mark."""
    return [p.pid for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]


def value(run: Run, cell: str) -> object:
    return run.answers[cell].answers["x"].arrays["value"].item()
