"""A kernel whose port another program took first is tried again; one that never starts is one clear line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import toy

from autograder.kernel import STARTS, KernelDidNotStart, run_notebook

# Takes the port that the kernel was given, as another program would, in its first `robbed` starts.
LAUNCHER = """
import json, socket, sys
from pathlib import Path

starts = Path(__file__).with_name("starts")
count = len(starts.read_text()) if starts.exists() else 0
starts.write_text("x" * (count + 1))
if count < {robbed}:
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    other = socket.socket()
    other.bind((given["ip"], given["shell_port"]))
    other.listen()
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""


@pytest.fixture
def robbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make Jupyter's kernel lose its port in so many starts; gives the file that counts the starts."""

    def prepare(times: int) -> Path:
        spec = tmp_path / "kernels" / "python3"
        spec.mkdir(parents=True)
        (spec / "launcher.py").write_text(LAUNCHER.format(robbed=times), encoding="utf-8")
        argv = [sys.executable, str(spec / "launcher.py"), "-f", "{connection_file}"]
        (spec / "kernel.json").write_text(json.dumps({"argv": argv, "language": "python"}), encoding="utf-8")
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
        return spec / "starts"

    return prepare


def test_a_port_taken_by_another_program_costs_a_start_and_nothing_else(
    robbed, tmp_path: Path, capfd
) -> None:
    starts = robbed(2)
    notebook = toy.notebook([toy.code("sum", "print(1 + 1)")])
    run_notebook(notebook, tmp_path)
    assert len(starts.read_text()) == 3
    assert notebook.cells[0].outputs[0].text == "2\n"
    assert capfd.readouterr() == ("", "")


def test_a_kernel_that_never_starts_is_one_line_with_its_last_word(robbed, tmp_path: Path, capfd) -> None:
    starts = robbed(STARTS)
    with pytest.raises(KernelDidNotStart) as caught:
        run_notebook(toy.notebook([toy.code("sum", "1 + 1")]), tmp_path)
    assert len(starts.read_text()) == STARTS
    assert "Address already in use" in str(caught.value) and "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("command", [["check", "01_toy"], ["milestone", "01_1957_toy"]])
def test_ctrl_c_ends_command_and_kernel_with_one_line(toy_course: Path, command: list[str]) -> None:
    started = toy_course / "started"
    nb = toy.reference(toy_course, command[1])
    note = f"import os, pathlib, time\npathlib.Path({str(started)!r}).write_text(str(os.getpid()))"
    nb.cells.insert(1, toy.code("sleeps", f"{note}\ntime.sleep(300)"))
    toy.write(nb, toy.source(toy_course, command[1]))
    autograder = Path(sys.executable).with_name("autograder")
    with subprocess.Popen(
        [autograder, *command],
        cwd=toy_course,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        _wait_until(lambda: started.exists() and started.read_text())
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "autograder: stopped; what was finished is kept\n")
    _wait_until(lambda: not Path("/proc", started.read_text()).exists())


def _wait_until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize(("chosen", "threads"), [(None, "1"), ("2", "2")])
def test_blas_has_one_thread_as_in_grading_unless_the_user_chose_another_number(
    chosen: str | None, threads: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if chosen:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", chosen)
    notebook = toy.notebook([toy.code("said", "import os; print(os.environ['OPENBLAS_NUM_THREADS'])")])
    run_notebook(notebook, tmp_path)
    assert notebook.cells[0].outputs[0].text == f"{threads}\n"
