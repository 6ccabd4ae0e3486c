"""P: the process that runs a student's cells. Everything in it belongs to the student's code."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from . import check_cell
from .frames import Channel
from .outputs import Hook, Outputs, Publisher, Stream


class NotebookShell(InteractiveShell):
    """An IPython shell that behaves as a notebook kernel's does, without a kernel."""

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)
    outputs: Outputs

    def connect(self, outputs: Outputs) -> None:
        """Send everything that cells show to `outputs`."""
        self.outputs = self.display_pub.outputs = self.displayhook.outputs = outputs
        sys.stdout, sys.stderr = Stream("stdout", outputs), Stream("stderr", outputs)

    def enable_gui(self, gui: str | None = None) -> None:
        """`%matplotlib inline` asks for none."""

    def ask_exit(self) -> None:
        """`exit` ends a session; a notebook's cells go on."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.show({"error": etype.__name__, "message": str(evalue), "traceback": [*map(str, stb)]})


def warm_shell() -> NotebookShell:
    """A shell that has imported, drawn and failed once: a first traceback alone takes 95 ms."""
    # The history would open a database and start a thread, and a fork keeps neither.
    shell = NotebookShell.instance(config=Config(HistoryManager={"enabled": False}))
    stdout, stderr = sys.stdout, sys.stderr
    shell.connect(Outputs(lambda _: None))
    for source in WARM_UP:
        shell.run_cell(source)
    sys.stdout, sys.stderr = stdout, stderr
    shell.reset(new_session=True)
    return shell


WARM_UP = (
    "import numpy.fft, numpy.linalg, numpy.random, numpy.testing, matplotlib.pyplot, asyncio, tempfile",
    "%matplotlib inline",
    "matplotlib.pyplot.plot([0, 1])",
    "1 / 0",
)


def connect(grader: Channel, shell: NotebookShell) -> IO[bytes]:
    """Send what cells show to the grader. Returns the file of what goes past sys.stdout."""
    shell.connect(Outputs(grader.send))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _capture_descriptors()


def run(grader: Channel, shell: NotebookShell, captured: IO[bytes]) -> None:
    """Run cells and fork at check cells, as the grader asks, to the end of the conversation."""
    outputs = shell.outputs
    while (frame := grader.receive()) is not None:
        match frame.header:
            case {"run": str(source)}:
                run_cell(shell, source)
                outputs.write("stdout", captured.read().decode("utf-8", "replace"))
                outputs.flush()
                grader.send({"done": True})
            case {"fork": True}:
                grader.send({"forked": _freeze(grader, shell.user_ns)})


def run_cell(shell: NotebookShell, source: str) -> None:
    """Run a cell as a notebook does, whatever it raises."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        shell.run_cell(source, store_history=True)
    except BaseException as error:  # an interrupt in IPython's own code, an exception whose str() raises
        shell.outputs.show({"error": type(error).__name__, "message": "", "traceback": []})
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _freeze(grader: Channel, namespace: dict[str, Any]) -> int:
    """Fork a child that waits for its check cell; its pid, or 0 where no process can be had."""
    with socket.socket(fileno=grader.take_fd()) as conversation:
        try:
            pid = os.fork()
        except OSError:
            return 0
        if pid == 0:
            try:
                grader.close()
                check_cell.answer(Channel(conversation), namespace)
            finally:
                os._exit(0)
        return pid


def _capture_descriptors() -> IO[bytes]:
    """Send what goes past sys.stdout (child processes, C code) to a file, and return it for reading."""
    with tempfile.NamedTemporaryFile("ab", buffering=0) as writing:
        for descriptor in 1, 2:
            os.dup2(writing.fileno(), descriptor)
        return Path(writing.name).open("rb")
