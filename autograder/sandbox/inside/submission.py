"""Pid 1 of a submission's namespaces prepares them, starts P in them, and supervises it."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path

from pyseccomp import SyscallFilter

from . import namespaces, notebook
from .frames import Channel, Frame
from .limits import Limits
from .namespaces import Mode
from .supervisor import Supervisor


def supervise(
    grader: Channel, mode: Mode, uid: int | None, shell: notebook.NotebookShell, rules: SyscallFilter
) -> None:
    """Prepare the private folders, start P, and serve the grader until it closes the conversation."""
    namespaces.adopt_orphans()
    for number in signal.SIGINT, signal.SIGCHLD:
        signal.signal(number, signal.SIG_DFL)  # without a handler, pid 1 gets no signal from inside
    frame = grader.receive()
    if frame is None:
        return
    limits = Limits(**frame.header["limits"])
    place = _private_place(mode, limits, uid)
    _write_package(place / "package", frame)
    conversation = socket.socket(fileno=grader.take_fd())
    pid = os.fork()
    if pid == 0:
        grader.close()
        channel = Channel(conversation, takes_fds=True)
        try:
            _become_notebook(place, mode, uid, limits, frame.header["frozen"], rules)
            captured = notebook.connect(channel, shell)
        except Exception as error:
            tell_failure(channel, error)
            return
        channel.send({"ready": True})
        notebook.run(channel, shell, captured)
        return
    conversation.close()
    grader.send({"started": pid})
    Supervisor(grader, pid, limits, alone=mode != "unsandboxed").serve()
    if mode == "unsandboxed":
        shutil.rmtree(place, ignore_errors=True)


def tell_failure(grader: Channel, error: BaseException) -> None:
    """Keep the traceback in the file of errors, and tell the grader in one line what has failed."""
    traceback.print_exception(error, file=sys.__stderr__)
    with contextlib.suppress(OSError):  # it may have gone
        grader.send({"failed": f"{type(error).__name__}: {error}"})


def _private_place(mode: Mode, limits: Limits, uid: int | None) -> Path:
    """The folder that this submission may write: package/, home/ and notebook/ in it."""
    if mode == "unsandboxed":
        place = Path(tempfile.mkdtemp(prefix="autograder-"))
    else:
        namespaces.mount_private(limits.file_bytes)
        place = Path(namespaces.PLACE)
    (place / "package").mkdir()
    for name in "home/.matplotlib", "home", "tmp", "notebook":
        (place / name).mkdir(parents=True, exist_ok=True)
        if uid is not None:
            os.chown(place / name, uid, uid)
    return place


def _write_package(folder: Path, frame: Frame) -> None:
    start = 0
    for name, size in frame.header["files"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(frame.body[start : start + size])
        start += size


def _become_notebook(
    place: Path, mode: Mode, uid: int | None, limits: Limits, frozen: int, rules: SyscallFilter
) -> None:
    """Turn this process into P: limited, without privileges, and in the student's folder."""
    os.setsid()  # where the kernel knows autogroups, each session has an equal share of the processors
    os.environ["HOME"] = str(place / "home")
    os.chdir(place / "notebook")
    # The student's folder comes last: a numpy.py in it shadows nothing.
    sys.path[:] = [str(place / "package"), *sys.path, ""]
    _limit(limits, frozen, own_uid=mode != "unsandboxed")
    if mode != "unsandboxed":
        namespaces.drop_privileges(uid)
        rules.load()
    namespaces.set_dumpable(True)  # or its own /proc/self is closed to it
    # Should the machine itself run out of memory, the kernel takes P before anything that is trusted.
    Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _limit(limits: Limits, frozen: int, *, own_uid: bool) -> None:
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    ceilings = {
        resource.RLIMIT_AS: mapped + limits.memory,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if own_uid:
        # Pid 1 has the same uid in user mode; P and the frozen children count as well.
        ceilings[resource.RLIMIT_NPROC] = limits.processes + frozen + 2
    for limit, most in ceilings.items():
        resource.setrlimit(limit, (most, most))
