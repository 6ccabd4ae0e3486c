"""Pages are written by processes that nobody waits for in vain, and that leave with their command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from autograder.report import workers
from autograder.report.workers import in_processes


def test_each_result_comes_with_its_item() -> None:
    assert dict(in_processes(lambda n: n * n, range(20))) == {n: n * n for n in range(20)}
    assert dict(in_processes(lambda n: n, [])) == {}


@pytest.mark.parametrize("trouble", ["sum(range(10 ** 11))", "os._exit(0)", "time.sleep(60)", "1 / 0"])
def test_one_that_takes_too_long_or_ends_costs_itself_alone(
    trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    work = lambda n: eval(trouble, {"os": os, "time": time}) if n % 3 == 0 else n  # noqa: E731
    begin = time.monotonic()
    assert dict(in_processes(work, range(7))) == {n: None if n % 3 == 0 else n for n in range(7)}
    assert time.monotonic() - begin < 10


LONG = """
import sys; sys.setswitchinterval(1000)
from autograder.report.workers import in_processes
print(list(in_processes(lambda n: print("begun", flush=True) or sum(range(10 ** 11)), [1])))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_worker_ends_with_its_command_however_that_ends(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LONG], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout and process.stdout.readline() == b"begun\n"
        (child,) = psutil.Process(process.pid).children()
        process.send_signal(number)
        process.wait(5)
    gone, _ = psutil.wait_procs([child], timeout=5)
    assert gone or child.status() == psutil.STATUS_ZOMBIE
