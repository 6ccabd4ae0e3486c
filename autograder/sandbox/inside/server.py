"""Z, the fork server: imports everything once, and forks a supervisor for each submission.

It never runs student code, and no process of the same user may look into it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
from pathlib import Path

from pyseccomp import SyscallFilter

from . import namespaces, notebook, submission, syscalls
from .frames import Channel
from .namespaces import Mode

# The range that systemd keeps for dynamic users: no account of the machine lies in it.
FIRST_UID, UIDS = 61184, 4336


def main(descriptor: int, mode: Mode) -> None:
    """Serve the grader on an inherited socket until it closes it."""
    control = Channel(socket.socket(fileno=descriptor), takes_fds=True)
    namespaces.set_dumpable(False)
    namespaces.adopt_orphans()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    shell, rules = _preload()
    control.send({"ready": True})
    # From anywhere: the kernel counts processes by uid, and another grader on this machine has some, too.
    number = int.from_bytes(os.urandom(2), "big")
    while control.receive() is not None:
        uid = FIRST_UID + number % UIDS if mode == "root" else None
        number += 1
        with socket.socket(fileno=control.take_fd()) as conversation:
            grader = Channel(conversation, takes_fds=True)
            try:
                if os.fork() == 0:
                    control.close()
                    _start(grader, mode, uid, shell, rules)
            except OSError as error:
                grader.send({"failed": str(error)})


def _preload() -> tuple[notebook.NotebookShell, SyscallFilter]:
    import autograder.checks  # noqa: F401

    for name in "HOME", "TMPDIR", "MPLCONFIGDIR":
        Path(os.environ[name]).mkdir(parents=True, exist_ok=True)
    shell, rules = notebook.warm_shell(), syscalls.build()
    gc.collect()
    gc.freeze()  # or every child's first collection copies every page
    return shell, rules


def _start(
    grader: Channel, mode: Mode, uid: int | None, shell: notebook.NotebookShell, rules: SyscallFilter
) -> None:
    """In a process of its own, which ends here: its child is pid 1 of the new namespaces."""
    try:
        namespaces.separate(mode)
        if os.fork() == 0:
            submission.supervise(grader, mode, uid, shell, rules)
    except ConnectionError:
        pass  # the grader has gone
    except BaseException as error:
        submission.tell_failure(grader, error)
    finally:
        os._exit(0)
