"""The kernel calls that Python 3.11 does not have: namespaces, mounts, capabilities."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Literal

PLACE = "/submission"  # the folder that a submission may write

Mode = Literal["root", "user", "unsandboxed"]

# What the kernel counts for the whole machine: one submission could read there what another does.
COUNTERS = (
    *("locks", "stat", "vmstat", "diskstats", "interrupts", "softirqs", "schedstat", "zoneinfo", "buddyinfo"),
    *("pagetypeinfo", "slabinfo", "timer_list", "key-users", "keys", "loadavg", "pressure"),
    *("sys/fs/file-nr", "sys/fs/inode-nr", "sys/fs/inode-state", "sys/fs/dentry-state"),
)

_LIBC = ctypes.CDLL(None, use_errno=True)

_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _BIND, _REC, _PRIVATE = 0x1, 0x2, 0x4, 0x8, 0x1000, 0x4000, 0x40000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38
_CAPABILITY_VERSION_3 = 0x20080522


def _call(name: str, *arguments: object) -> None:
    if getattr(_LIBC, name)(*arguments) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _prctl(option: int, value: int) -> None:
    _call("prctl", option, value, 0, 0, 0)


def set_dumpable(dumpable: bool) -> None:
    """Whether other processes of the same user may look into this one (ptrace, /proc/PID/mem)."""
    _prctl(_PR_SET_DUMPABLE, dumpable)


def die_with_parent() -> None:
    """Be killed when the parent ends, however it does."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def separate(mode: Mode) -> None:
    """Give this process's next child namespaces of its own: pid, mount, ipc and network.

    The network is separate for each submission, too: abstract sockets are a way from one submission
    to another that is graded at the same time.
    """
    own = _NEWNS | _NEWIPC | _NEWPID | _NEWNET
    if mode == "root":
        _call("unshare", own)
    elif mode == "user":
        uid, gid = os.getuid(), os.getgid()
        _call("unshare", own | _NEWUSER)
        # The kernel gives the files of a non-dumpable process to root, and then the maps cannot be written.
        set_dumpable(True)
        for name, text in ("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1"):
            Path("/proc/self", name).write_text(text, encoding="ascii")
        set_dumpable(False)


def mount_private(file_bytes: int) -> None:
    """Give this submission empty writable folders of its own, and a fresh /proc and /dev/pts."""
    _call("mount", None, b"/", None, _REC | _PRIVATE, None)
    for folder in PLACE, "/dev/shm", "/tmp":
        _cover(folder, f"size={file_bytes},nr_inodes=20000,mode=1777")
    terminals = b"newinstance,ptmxmode=0666,mode=620"
    _call("mount", b"devpts", b"/dev/pts", b"devpts", _NOSUID | _NOEXEC, terminals)
    _call("mount", b"proc", b"/proc", b"proc", _NOSUID | _NODEV | _NOEXEC, None)
    for name in COUNTERS:
        _hide(Path("/proc", name))


def _hide(path: Path) -> None:
    """Put an empty file or folder in the place of this one, where the kernel has it."""
    if path.is_dir():
        _call("mount", b"tmpfs", os.fsencode(path), b"tmpfs", _NOSUID | _NODEV | _RDONLY, b"size=0,mode=555")
    elif path.exists():
        _call("mount", b"/dev/null", os.fsencode(path), None, _BIND, None)


def _cover(folder: str, options: str) -> None:
    """Mount an empty folder over this one, and show Python again if it lies there (a clone in /tmp)."""
    prefixes = {Path(sys.prefix), Path(sys.base_prefix)}
    covered = {path: os.open(path, os.O_PATH) for path in prefixes if Path(folder) in path.parents}
    _call("mount", b"tmpfs", folder.encode(), b"tmpfs", _NOSUID | _NODEV, options.encode())
    for path, descriptor in covered.items():
        path.mkdir(parents=True, exist_ok=True)
        _call("mount", f"/proc/self/fd/{descriptor}".encode(), os.fsencode(path), None, _BIND, None)
        os.close(descriptor)


def drop_privileges(uid: int | None) -> None:
    """Take the student's uid, where there is one, and give up every capability for good."""
    for capability in range(64):
        with contextlib.suppress(OSError):  # the kernel knows fewer than 64
            _prctl(_PR_CAPBSET_DROP, capability)
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits each
    _call("capset", ctypes.byref(header), ctypes.byref(nothing))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
