"""The invariant: once a hidden byte has entered the sandbox, nothing that leaves it is ever shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from rooms import Room, notebook, text

from autograder.sandbox import CheckCell, Run, Sandbox
from autograder.sandbox.submission import Submission

SECRET = "secret_4711"
SPY = """
import ast, builtins, pathlib
real = builtins.compile
def compile(source, *args, **kwargs):
    with open("/dev/shm/spied", "a") as file:
        file.write(source if isinstance(source, str) else ast.unparse(source))
    return real(source, *args, **kwargs)
builtins.compile = compile
"""
TELL = """
import time, pathlib
time.sleep(0.2)
print(pathlib.Path("/dev/shm/spied").read_text())
"""
CELLS = notebook(SPY, CheckCell("hidden", f"check.value({SECRET!r}, 1)"), TELL)


def test_a_planted_compile_hook_finds_nothing_that_a_later_cell_could_print(room: Room) -> None:
    run = room.together([(CELLS, {})])[0]
    assert SECRET not in shown(run)
    assert list(run.answers["hidden"].answers) == [SECRET]


def test_the_same_hook_succeeds_where_the_child_is_run_at_once(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze = Submission._freeze

    def freeze_and_ask(self, cell, shown, deadline):
        freeze(self, cell, shown, deadline)
        frozen = self._frozen.pop()
        with monkeypatch.context() as patch:
            patch.setattr(Submission, "_keep", lambda self, wake, keep: True)
            self._frozen = [frozen]
            self._ask(0, deadline)

    monkeypatch.setattr(Submission, "_freeze", freeze_and_ask)
    assert SECRET in shown(sandbox.run(CELLS, {}))


def test_the_notebook_is_ended_before_the_first_source_is_sent(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = []
    for name in "_run_cell", "_freeze", "_end_notebook", "_ask":
        watch(monkeypatch, name, order)
    sandbox.run(CELLS, {})
    assert order == ["_run_cell", "_run_cell", "_freeze", "_run_cell", "_end_notebook", "_ask"]


def test_the_notebooks_process_is_gone_and_not_only_told_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """With much memory to give back, it takes long enough to be caught."""
    found = []
    real = Submission._ask

    def ask(self, number, deadline):
        running = psutil.Process(roomy._process.pid).children(recursive=True)
        found.append([process.pid for process in running if pid_inside(process) == self._pid])
        return real(self, number, deadline)

    monkeypatch.setattr(Submission, "_ask", ask)
    with Sandbox() as roomy:
        cells = notebook(CheckCell("before", "check.value('a', 1)"), "large = bytearray(b'x') * (600 << 20)")
        run = roomy.run(cells, {})
    assert (run.ended, found) == ("finished", [[]])


def pid_inside(process: psutil.Process) -> int | None:
    """The pid of a living process in its submission's namespace, the third from here; else None."""
    with suppress(OSError):
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        fields = dict(line.split(":", 1) for line in status.splitlines())
        pids = fields["NSpid"].split()
        return int(pids[2]) if len(pids) == 3 and fields["State"].split()[0] not in "ZX" else None
    return None


def watch(monkeypatch: pytest.MonkeyPatch, name: str, order: list[str]) -> None:
    real = getattr(Submission, name)

    def watched(self, *args):
        order.append(name)
        return real(self, *args)

    monkeypatch.setattr(Submission, name, watched)


def test_no_check_runs_while_another_notebooks_own_cells_run(room: Room) -> None:
    """Whatever it did, they could watch: files that it opens, locks, the processor that it takes."""
    clock = "import time; begin = time.monotonic(); time.sleep({}); print(begin, time.monotonic())"
    when = "check.value('begin', time.monotonic()); time.sleep(0.4); check.value('end', time.monotonic())"
    short, long = (
        notebook(clock.format(0.1), CheckCell("c", when)),
        notebook(clock.format(0.8), CheckCell("c", when)),
    )
    runs = room.together([(short, {}), (long, {}), (short, {})])
    cells = [[float(time) for time in text(run, "s0").split()] for run in runs]
    checks = [[float(a.arrays["value"]) for a in run.answers["c"].answers.values()] for run in runs]
    for begin, end in cells:
        for one, other in zip(cells, checks, strict=True):
            assert (begin, end) == tuple(one) or other[1] < begin or end < other[0]


def test_no_other_notebooks_cells_run_while_secret_ones_do(sandbox: Sandbox) -> None:
    clock = "import time; begin = time.monotonic(); time.sleep(0.4); end = time.monotonic()"
    cells = notebook(clock, CheckCell("c", "check.value('begin', begin); check.value('end', end)"))
    with ThreadPoolExecutor(3) as threads:
        runs = threads.map(lambda secret: sandbox.run(cells, {}, secret=secret), (False, True, False))
        first, secret, last = (
            [float(answer.arrays["value"]) for answer in run.answers["c"].answers.values()] for run in runs
        )
    for begin, end in first, last:
        assert end < secret[0] or secret[1] < begin


@pytest.mark.parametrize(
    "source", [f"print({SECRET!r}); {SECRET}", f"print({SECRET!r}); import os; os._exit(1)"]
)
def test_of_secret_cells_nothing_comes_out_but_answers(sandbox: Sandbox, source: str) -> None:
    run = sandbox.run(notebook(CheckCell("c", "check.value('it', 1)"), source), {}, secret=True)
    assert list(run.answers["c"].answers) == ["it"]
    assert (run.outputs, run.seconds, run.reason) == ({}, {}, "")


def shown(run: Run) -> str:
    return repr(run.outputs)
