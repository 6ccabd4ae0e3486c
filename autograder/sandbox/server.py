"""The grader's end: one fork server, and the submissions that it runs."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath
from typing import Literal

from autograder.one_thread import ONE_THREAD

from . import bubblewrap
from .cells import CheckCell, Run, SandboxUnavailable, StudentCell
from .inside.frames import Channel
from .inside.limits import Limits
from .inside.namespaces import PLACE, Mode
from .phases import Phases
from .scratch import Scratch
from .submission import Submission

START_SECONDS = 30.0
OPEN_FILES = 1 << 16  # each submission that is under way needs one for each of its check cells
ERRORS = "errors.txt"
PACKAGE = Path(__file__).parents[1]  # ours, of which the sandbox sees the students' side
START = (
    "import sys; sys.path.append({!r}); from autograder.sandbox.inside import server; server.main({}, {!r})"
)


class Sandbox:
    """A fork server in a sandbox; a context manager. Any number of threads may call `run` at once.

    mode: "auto" chooses "root" or "user" by who asks. "unsandboxed" protects from nothing.

    Raises SandboxUnavailable where bubblewrap is missing, does not run or is refused by the kernel.
    """

    def __init__(self, mode: Literal["auto"] | Mode = "auto", limits: Limits | None = None) -> None:
        self.mode: Mode = ("root" if os.geteuid() == 0 else "user") if mode == "auto" else mode
        self.limits = limits or Limits()
        _refuse_unusable(self.mode)
        _allow_open_files()
        self._lock = threading.Lock()
        self._phases = Phases()
        self._scratch = Scratch()
        ours, theirs = socket.socketpair()
        self._control = Channel(ours)
        try:
            self._process = _start(self.mode, theirs, Path(self._scratch.name))
        except OSError as error:
            self._control.close()
            self._scratch.cleanup()
            what = f"The sandbox's process could not be started: {error}."
            raise SandboxUnavailable(f"{what} {BY_NAME}") from error
        self._wait_until_ready()

    def __repr__(self) -> str:
        return f"Sandbox(mode={self.mode!r}, limits={self.limits})"

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server and everything that it started."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._scratch.cleanup()

    def run(
        self,
        cells: Sequence[StudentCell | CheckCell],
        package: Mapping[str, bytes],
        limits: Limits | None = None,
        *,
        secret: bool = False,
    ) -> Run:
        """Run one submission.

        package: relative posix path -> bytes of what it may import beside the installed libraries.
        limits: in place of the sandbox's own.
        secret: whether the cells, too, are to be kept from who wrote the package. No other notebook's cells
            run meanwhile, and only answers come out.
        Raises SandboxUnavailable if the fork server has ended, or if the grader itself lacks open files.
        """
        for name in package:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"a package file must have a relative path without '..', not {name!r}")
        try:
            with (
                self._supervisor() as sock,
                closing(Submission(Channel(sock), limits or self.limits, self._phases)) as submission,
            ):
                return submission.run(cells, package, secret=secret)
        except OSError as error:  # what a student's process causes is handled where it happens
            raise SandboxUnavailable(f"The grader could not go on: {error}. {OPEN_FILES_HELP}") from error

    def _supervisor(self) -> socket.socket:
        """A conversation with a new submission's supervisor."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                with self._lock:
                    self._control.send({"submission": True}, fds=[theirs.fileno()])
            except OSError as error:
                ours.close()
                raise SandboxUnavailable(self._complaint("The fork server has ended.")) from error
        return ours

    def _wait_until_ready(self) -> None:
        self._control.sock.settimeout(START_SECONDS)
        try:
            ready = self._control.receive()
        except TimeoutError:
            ready = None
        if ready is None:
            complaint = self._complaint("The sandbox did not start.")
            self.close()
            raise SandboxUnavailable(complaint)

    def _complaint(self, what: str) -> str:
        lines = Path(self._scratch.name, ERRORS).read_text("utf-8", "replace").splitlines()
        return f"{what} Its last words: {lines[-1] if lines else 'none'}. {BY_NAME}"


OPEN_FILES_HELP = (
    "Each test cell of a submission that is under way needs an open file: "
    "if the grader may not have as many, allow it more (`ulimit -n`), and grade again."
)
BY_NAME = (
    "To run submissions without any protection, ask for it by name: `autograder grade --unsandboxed`, "
    'or Sandbox(mode="unsandboxed"). '
    "They can then read and change whatever you can."
)


def _refuse_unusable(mode: Mode) -> None:
    if mode == "unsandboxed":
        return
    if shutil.which("bwrap") is None:
        raise SandboxUnavailable(f"bubblewrap is not installed: apt-get install bubblewrap. {BY_NAME}")
    if mode == "root" and os.geteuid() != 0:
        raise SandboxUnavailable('mode "root" needs root; an ordinary user takes mode "user" or "auto".')
    if mode == "user" and os.geteuid() == 0:
        # Root would stay root inside: its files readable, its processes uncounted.
        raise SandboxUnavailable('mode "user" is for ordinary users; root takes mode "root" or "auto".')


def _allow_open_files() -> None:
    """Let this process open as many files as it may ask for. A session's usual 1024 are soon gone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(hard, OPEN_FILES) if hard != resource.RLIM_INFINITY else OPEN_FILES
    if resource.RLIM_INFINITY != soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _start(mode: Mode, control: socket.socket, scratch: Path) -> subprocess.Popen[bytes]:
    sandboxed = mode != "unsandboxed"
    engine = bubblewrap.ENGINE if sandboxed else PACKAGE.parent
    environment = _environment(PLACE if sandboxed else str(scratch))
    # -I: neither the folder, nor the user's site-packages, nor PYTHON* variables have a say.
    words = [sys.executable, "-I", "-c", START.format(str(engine), control.fileno(), mode)]
    if sandboxed:
        words = bubblewrap.command(mode, PACKAGE, words, environment)
    started: Future[subprocess.Popen[bytes]] = Future()

    def keep() -> None:
        # --die-with-parent looks at the thread that started it: this one lives until the server ends.
        try:
            with control, (scratch / ERRORS).open("wb") as errors:
                process = subprocess.Popen(
                    words,
                    env=environment,
                    pass_fds=[control.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=errors,
                    stderr=errors,
                    start_new_session=True,  # an interrupt from the terminal is the grader's to handle
                )
        except Exception as error:  # for the caller, which waits
            started.set_exception(error)
            return
        started.set_result(process)
        process.wait()

    threading.Thread(target=keep, name="sandbox", daemon=True).start()
    return started.result()


def _environment(place: str) -> dict[str, str]:
    """Everything that the fork server finds in its environment. Nothing is passed on."""
    return {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": f"{place}/home",
        "MPLCONFIGDIR": f"{place}/home/.matplotlib",
        "TMPDIR": f"{place}/tmp",
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        **ONE_THREAD,  # a fork keeps no others
    }
