"""What pid 1 of a submission's namespaces does: it counts memory, and ends what must end.

It is trusted and never runs student code. When it exits, the kernel kills everything in its namespaces.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Collection
from typing import Any

from .frames import Channel, ready
from .limits import Limits
from .processes import (
    descendants,
    living,
    proportional_bytes,
    queued_seconds,
    resident_bytes,
    send_signal,
    tasks,
)

TICK = 0.02  # seconds between two looks at memory
PATIENCE = 20.0  # seconds for what was killed to be gone, however busy the machine is


class Supervisor:
    """Serves the grader's wishes about processes, and reports the notebook's end and too much memory."""

    def __init__(self, grader: Channel, notebook_pid: int, limits: Limits, *, alone: bool) -> None:
        self._grader = grader
        self._notebook = notebook_pid
        self._limits = limits
        self._alone = alone  # nobody else's process is in this pid namespace
        self._watched = {notebook_pid}
        self._killed: set[int] = set()
        self._frozen = 0  # children that waited for a check when the notebook ended
        self._over = False
        self._next_look = 0.0

    def serve(self) -> None:
        """Do what the grader asks until it closes the conversation; then end everything."""
        while True:
            if ready([self._grader], TICK):
                frame = self._grader.receive()
                if frame is None:
                    self._kill_all_but(set())
                    self._wait_for_all_but(set())
                    return  # and the kernel ends what is left
                self._obey(frame.header)
            self._bury()
            self._watch_memory()

    def _obey(self, wish: dict[str, Any]) -> None:
        match wish:
            case {"interrupt": True}:
                send_signal(self._notebook, signal.SIGINT)
            case {"queued": int(pid)}:
                self._grader.send({"queued": queued_seconds(pid)})
            case {"keep": list(pids), "wake": int(wake)}:
                keep = set(pids)
                self._kill_all_but(keep)
                self._frozen = max(self._frozen, len(keep))
                done = self._make_room(keep) if wake else self._wait_for_all_but(keep)
                self._watched, self._over = {wake}, False
                if done:
                    send_signal(wake, signal.SIGCONT)
                self._grader.send({"kept": done})

    def _kill_all_but(self, keep: set[int]) -> None:
        """Stop everything at one instant, so that nothing can fork away; then kill what is not kept.

        What is killed runs none of its code any more, but takes some milliseconds to give back its memory.
        """
        self._stop()
        self._killed = set()
        while rest := self._others(keep | self._killed):
            for pid in rest:
                send_signal(pid, signal.SIGKILL)
            self._killed.update(rest)

    def _wait_for_all_but(self, keep: set[int]) -> bool:
        return self._wait_while(lambda: bool(self._others(keep)))

    def _make_room(self, keep: set[int]) -> bool:
        """Wait until what was killed does not count against the next check's limit of processes.

        The notebook and each check that is over left room for one. So the last check's process need not
        be waited for, which takes 3 ms to end.
        """
        room = 1 + self._frozen - len(keep)
        return self._wait_while(lambda: self._alone and tasks(keep) > room)

    def _wait_while(self, crowded: Callable[[], bool]) -> bool:
        """Bury the dead until there is room; False if that takes too long: something does not die."""
        deadline = time.monotonic() + PATIENCE
        self._bury()
        while crowded():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.0005)
            self._bury()
        return True

    def _stop(self) -> None:
        if self._alone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGSTOP)
        else:
            for pid in self._others():
                send_signal(pid, signal.SIGSTOP)

    def _others(self, but: Collection[int] = ()) -> list[int]:
        return living(but) if self._alone else [pid for pid in descendants() if pid not in but]

    def _bury(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                self._killed.discard(pid)  # another process may get its number
                if pid in self._watched:
                    self._grader.send({"gone": pid})

    def _watch_memory(self) -> None:
        start = time.monotonic()
        if self._over or start < self._next_look:
            return
        if self._memory_is_over():
            self._over = True
            self._stop()
            self._grader.send({"over": "memory"})
        # At most a tenth of the time goes into looking, however many pages there are to count.
        self._next_look = start + 10 * (time.monotonic() - start)

    def _memory_is_over(self) -> bool:
        everybody = self._others()
        self._killed.intersection_update(everybody)  # some may have been buried by others
        pids = [pid for pid in everybody if pid not in self._killed]
        # The quick count is too high, so it can only acquit.
        return all(
            sum(map(count, pids)) > self._limits.memory for count in (resident_bytes, proportional_bytes)
        )
