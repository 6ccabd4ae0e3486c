"""Other processes, as /proc shows them."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path


def living(but: Collection[int] = ()) -> list[int]:
    """Every process in sight that is alive, this one and those of `but` aside."""
    return [pid for pid in _pids() if pid not in but and _parent(pid) is not None]


def descendants() -> list[int]:
    """Every living process that descends from this one."""
    parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
    return [pid for pid in parents if _descends(pid, os.getpid(), parents)]


def tasks(but: Collection[int]) -> int:
    """How many processes and threads there are but this one and those of `but`.

    Dead ones that nobody has buried count, too; not so the children of `but`, which only those can bury.
    """
    states = [_stat(pid) for pid in _pids() if pid not in but]
    return sum(state.threads for state in states if state is not None and state.parent not in but)


def send_signal(pid: int, number: signal.Signals) -> None:
    """Send a signal to one process, if there is still one."""
    if pid > 1:  # never pid 0 or a negative one: that would be a whole group
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def queued_seconds(pid: int) -> float:
    """How long a process has stood in the queue for a processor so far; 0 where the kernel does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    return 0.0


def _pids() -> list[int]:
    names = [path.name for path in Path("/proc").iterdir()]
    return [int(name) for name in names if name.isdigit() and int(name) != os.getpid()]


@dataclass(frozen=True)
class _Stat:
    """What /proc/PID/stat says."""

    alive: bool
    parent: int
    threads: int


def _stat(pid: int) -> _Stat | None:
    """None if there is no such process."""
    with contextlib.suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        fields = stat.rpartition(")")[2].split()  # a process may have ")" in its name
        threads = int(fields[17])
        # A process whose first thread has ended looks dead, and lives on in the others.
        return _Stat(fields[0] not in "ZX" or threads > 1, int(fields[1]), threads)
    return None


def _parent(pid: int) -> int | None:
    """The pid of a process's parent; None if the process is not alive."""
    stat = _stat(pid)
    return stat.parent if stat is not None and stat.alive else None


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == ancestor:
            return True
    return False


def resident_bytes(pid: int) -> int:
    """Memory that a process has in use; what it shares with others counts in full. Quick."""
    for process in _with_memory(pid):
        with contextlib.suppress(OSError):
            if pages := int((process / "statm").read_text(encoding="ascii").split()[1]):
                return pages * resource.getpagesize()
    return 0


def proportional_bytes(pid: int) -> int:
    """Memory that a process has in use; of what it shares with others its part. Slow."""
    for process in _with_memory(pid):
        try:
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
        except PermissionError:
            return resident_bytes(pid)  # it hides from its own user: let it count in full
        except OSError:
            continue
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return 0


def _with_memory(pid: int) -> Iterator[Path]:
    """Where its memory is counted: with its first thread; once that has ended, with every other one."""
    yield Path(f"/proc/{pid}")
    with contextlib.suppress(OSError):
        yield from Path(f"/proc/{pid}/task").iterdir()
