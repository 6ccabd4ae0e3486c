"""The sandbox starts, or says in one sentence why not and what to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from rooms import demoted, notebook, reachable_by_all, text

from autograder.sandbox import CheckCell, Sandbox, SandboxUnavailable
from autograder.sandbox.server import ERRORS


def test_without_bubblewrap_it_says_what_to_install_and_how_to_go_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxUnavailable, match=r"apt-get install bubblewrap.*mode=\"unsandboxed\""):
        Sandbox()


def test_bubblewrap_is_taken_from_wherever_the_path_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, alias = str(shutil.which("bwrap")), tmp_path / "bwrap"
    alias.write_text(f'#!/bin/sh\ntouch {tmp_path}/taken\nexec {real} "$@"\n', encoding="utf-8")
    alias.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with Sandbox():
        assert (tmp_path / "taken").exists()


def test_a_bubblewrap_that_does_not_run_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/nowhere\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable, match=r"could not be started.*mode=\"unsandboxed\""):
        Sandbox()


def test_the_mode_of_another_user_is_refused() -> None:
    other = "user" if os.geteuid() == 0 else "root"
    with pytest.raises(SandboxUnavailable, match=other):
        Sandbox(other)


def test_unsandboxed_gives_the_same_answers_and_leaves_nothing_running() -> None:
    mark = f"{time.time_ns()}"
    cells = notebook(
        f"import subprocess; p = subprocess.Popen(['sleep', '{mark}'], start_new_session=True)",
        CheckCell("c", "check.value('a', tinytorch.x)"),
        "import tinytorch\nprint(tinytorch.__file__)",
        CheckCell("d", "check.value('a', tinytorch.x)"),
    )
    with Sandbox("unsandboxed") as sandbox:
        run = sandbox.run(cells, {"tinytorch/__init__.py": b"x = 5"})
    assert run.answers["c"].raised == {0}
    assert run.answers["d"].answers["a"].arrays["value"] == 5
    assert not os.path.exists(text(run, "s2").strip())  # noqa: PTH110
    assert not [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]


def test_it_outlives_the_thread_that_started_it_and_ends_when_closed() -> None:
    started: list[Sandbox] = []
    thread = threading.Thread(target=lambda: started.append(Sandbox()))
    thread.start()
    thread.join()
    with started[0] as sandbox:
        time.sleep(0.1)
        assert text(sandbox.run(notebook("print(1)"), {}), "s0") == "1\n"
        processes = psutil.Process(sandbox._process.pid).children(recursive=True)
    assert processes and not any(living(process) for process in processes)


def living(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE  # where init does not reap


@pytest.mark.parametrize("who", ["myself", "an ordinary user"])
def test_it_works_where_python_lies_in_tmp(who: str) -> None:
    if Path("/tmp") in Path(__file__).parents:
        pytest.skip("every test proves it: this repository lies in /tmp")
    if who == "an ordinary user" and os.geteuid() != 0:
        pytest.skip("that is me")
    script = """
from autograder.sandbox import Sandbox, StudentCell
with Sandbox() as sandbox:
    cell = StudentCell("s", "import tabnanny, psutil; open('/tmp/x', 'w'); print(psutil.__file__)")
    print(sandbox.run([cell], {}).outputs["s"][0].text)
"""
    view = [*reachable_by_all(), "--tmpfs", "/tmp", "--perms", "0755", "--dir", "/tmp/clone"]
    view += ["--ro-bind", sys.prefix, "/tmp/clone/.venv", *(demoted() if who == "an ordinary user" else [])]
    python = f"/tmp/clone/.venv/bin/{Path(sys.executable).name}"
    ran = subprocess.run([*view, python, "-c", script], capture_output=True, encoding="utf-8")
    assert ran.stdout.startswith("/tmp/clone/.venv/lib/"), ran.stderr


def test_a_fork_server_that_ends_is_not_the_students_fault() -> None:
    with Sandbox() as sandbox:
        threading.Timer(0.5, sandbox._process.kill).start()
        with pytest.raises(SandboxUnavailable, match="ended"):
            sandbox.run(notebook("import time; time.sleep(20)"), {})
        with pytest.raises(SandboxUnavailable, match="ended"):
            sandbox.run([], {})


@pytest.mark.parametrize(
    ("limits", "package", "reason"),
    [
        ({"processes": 1 << 70}, {}, "OverflowError"),  # of setrlimit, in the notebook's process
        ({"file_bytes": -1}, {}, "OSError: .*mount"),
        ({}, {"a\0b": b""}, "ValueError: .*null byte"),
    ],
)
def test_a_submission_that_cannot_be_set_up_is_not_the_students_fault(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, limits: dict, package: dict, reason: str
) -> None:
    monkeypatch.setattr(sandbox, "limits", replace(sandbox.limits, **limits))
    with pytest.raises(SandboxUnavailable, match=reason):
        sandbox.run(notebook("x = 1"), package)
    assert re.search(f"Traceback(?s:.*){reason}", Path(sandbox._scratch.name, ERRORS).read_text("utf-8"))
