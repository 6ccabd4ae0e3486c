"""One submission, as the grader sees it: first the notebook, to its end; only then the checks."""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from nbformat import NotebookNode

from autograder.checks.answers import CellAnswers, Ended

from .answers import CellRecord
from .cells import CheckCell, NotebookEnded, Run, SandboxUnavailable, StudentCell, reason
from .inside import arrays
from .inside.frames import Channel, Frame, FrameError, TooMuch, ready
from .inside.limits import Limits
from .outputs import CellOutputs
from .phases import Phases

GRACE = 2.0  # seconds for a cell to react to an interrupt
PATIENCE = 60.0  # seconds for the trusted side to do as it is told, however busy the machine is
MOST_PIDS = 1 << 22  # the kernel's own limit
CELLS_SHARE = 0.75  # of a submission's seconds; the rest is for the checks that were frozen before
SHORT = 0.05  # seconds in the queue for a processor that are not worth another look


# What can go wrong in a conversation because of the process at its other end. Any other OSError is the
# grader's own trouble: too many open files, no memory.
PEER_ERRORS = (ConnectionError, TimeoutError)


class ProcessEnded(Exception):
    """The process that should speak has died, has taken too much memory, or cannot be ended."""

    def __init__(self, ended: Literal["died", "memory", "stuck"]) -> None:
        super().__init__(ended)
        self.ended = ended


@dataclasses.dataclass(frozen=True)
class Frozen:
    """A child that waits for its check cell."""

    cell: CheckCell
    channel: Channel
    pid: int


class Submission:
    """The conversation with one submission's supervisor, its notebook process and its frozen children."""

    def __init__(self, supervisor: Channel, limits: Limits, phases: Phases) -> None:
        supervisor.sock.settimeout(PATIENCE)
        self._supervisor = supervisor
        self._limits = limits
        self._phases = phases
        self._notebook, self._theirs = _conversation(limits.output_bytes, limits.cell_seconds)
        self._pid = 0
        self._frozen: list[Frozen] = []
        self._seconds: dict[str, float] = {}
        self._slow_checks = 0
        self._late = False  # whether a check was cut short, or not asked, because the whole took too long
        self._queued: dict[int, float] = {}  # seconds, by pid, for which the clock was put back

    def close(self) -> None:
        for channel in self._supervisor, self._notebook, *(frozen.channel for frozen in self._frozen):
            channel.close()
        self._theirs.close()

    def run(
        self, cells: Sequence[StudentCell | CheckCell], package: Mapping[str, bytes], *, secret: bool
    ) -> Run:
        """Fork now, run later.

        Invariant: once a hidden byte has entered the sandbox, nothing that leaves it is ever shown, except
        the grader's verdict words. It rests on the order of these lines: the outputs are complete, and the
        notebook's process is dead, before the first check cell's source is sent. If the cells are secret, the
        first of them is such a byte: nobody else's run from then on, and no output, time or reason is kept.
        """
        self._start(cells, package)
        with self._phases.during("checks" if secret else "cells"):
            begin = self._now()
            outputs, ended = self._run_notebook(cells, begin + CELLS_SHARE * self._limits.total_seconds)
            ended = ended if self._end_notebook() else "stuck"
            total, taken = self._limits.total_seconds, self._now() - begin
            left = max(total - taken, (1 - CELLS_SHARE) * total)
        with self._phases.during("checks"):
            answers = self._ask_all(self._now() + left) if ended != "stuck" else {}
        for cell in cells:
            if isinstance(cell, CheckCell):
                answers.setdefault(cell.id, CellAnswers(ended="not reached"))
        if secret:
            return Run({}, answers, ended, {})
        why = reason("timeout" if self._late and ended == "finished" else ended, self._limits)
        return Run(outputs, answers, ended, self._seconds, why)

    def _start(self, cells: Sequence[StudentCell | CheckCell], package: Mapping[str, bytes]) -> None:
        header = {
            "limits": dataclasses.asdict(self._limits),
            "frozen": sum(isinstance(cell, CheckCell) for cell in cells),
            "files": [[name, len(content)] for name, content in package.items()],
        }
        self._tell_supervisor(header, b"".join(package.values()), fds=[self._theirs.fileno()])
        self._pid = self._hear_supervisor()["started"]
        self._theirs.close()
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        """The notebook's process says that it is set up: what goes wrong until then is no student's fault."""
        try:
            answer = self._next(self._notebook, self._pid, self._now() + PATIENCE).header
        except (ProcessEnded, FrameError, *PEER_ERRORS) as error:
            raise SandboxUnavailable(f"A notebook's process did not get ready: {error!r}.") from error
        if "failed" in answer:
            raise SandboxUnavailable(f"A notebook's process could not be set up: {answer['failed']}.")

    def _run_notebook(
        self, cells: Sequence[StudentCell | CheckCell], deadline: float
    ) -> tuple[dict[str, list[NotebookNode]], NotebookEnded]:
        shown: dict[str, CellOutputs] = {}
        last = CellOutputs(self._limits.outputs)
        ended: NotebookEnded = "finished"
        try:
            for cell in cells:
                if isinstance(cell, CheckCell):
                    self._freeze(cell, last, deadline)
                else:
                    room = self._limits.outputs - sum(map(len, shown.values()))
                    last = shown[cell.id] = CellOutputs(room)
                    self._run_cell(cell, last, deadline)
        except (ProcessEnded, FrameError, *PEER_ERRORS) as error:
            ended = _notebook_ended(error)
            last.add_reason("NotebookEnded", reason(ended, self._limits))
        return {name: outputs.finished() for name, outputs in shown.items()}, ended

    def _run_cell(self, cell: StudentCell, shown: CellOutputs, deadline: float) -> None:
        start, clock = self._now(), time.monotonic()
        if start > deadline:
            raise TimeoutError
        self._notebook.send({"run": cell.source})
        try:
            self._listen("done", shown, min(start + self._limits.cell_seconds, deadline))
        except TimeoutError:
            self._tell_supervisor({"interrupt": True})
            self._listen("done", shown, self._now() + GRACE)
            shown.add_reason("TimeLimit", f"The cell was interrupted after {time.monotonic() - clock:.0f} s.")
        finally:
            self._seconds[cell.id] = time.monotonic() - clock

    def _freeze(self, cell: CheckCell, shown: CellOutputs, deadline: float) -> None:
        """Have a child forked that waits for this cell. Nothing of the cell is sent."""
        channel, theirs = _conversation(self._limits.answer_bytes, self._limits.check_seconds)
        try:
            with theirs:
                self._notebook.send({"fork": True}, fds=[theirs.fileno()])
            pid = self._listen("forked", shown, deadline).header["forked"]
            if type(pid) is not int or not 0 <= pid < MOST_PIDS:
                raise FrameError("a child without a pid")
        except BaseException:
            channel.close()
            raise
        self._frozen.append(Frozen(cell, channel, pid))

    def _listen(self, end: str, shown: CellOutputs, deadline: float) -> Frame:
        """Collect outputs until a frame that says `end`."""
        while end not in (frame := self._next(self._notebook, self._pid, deadline)).header:
            shown.add(frame.header)
        return frame

    def _end_notebook(self) -> bool:
        """Read nothing more of P's; have it killed, and all that it started but the frozen children.

        False if something does not end: then nothing hidden may enter the sandbox.
        """
        self._notebook.close()
        return self._keep(wake=0, keep=[frozen.pid for frozen in self._frozen])

    def _ask_all(self, deadline: float) -> dict[str, CellAnswers]:
        answers = {frozen.cell.id: self._ask(n, deadline) for n, frozen in enumerate(self._frozen)}
        self._keep(wake=0, keep=[])
        return answers

    def _ask(self, number: int, deadline: float) -> CellAnswers:
        """Wake one child, send it its cell, and collect what it answers. Later ones stay stopped."""
        frozen = self._frozen[number]
        if self._now() > deadline:
            self._late = True
            return CellAnswers(ended="timeout")
        described, body = arrays.pack(frozen.cell.arrays)
        record = CellRecord()
        try:
            if not self._keep(wake=frozen.pid, keep=[later.pid for later in self._frozen[number:]]):
                raise ProcessEnded("stuck")
            own_deadline = min(deadline, self._now() + self._seconds_for_a_check())
            header = {"cell": frozen.cell.id, "source": frozen.cell.source, "seed": frozen.cell.seed}
            frozen.channel.send({**header, "arrays": described}, body)
            while not record.finished:
                record.add(self._next(frozen.channel, frozen.pid, own_deadline))
            return record.answers()
        except (ProcessEnded, FrameError, *PEER_ERRORS) as error:
            ended = _cell_ended(error)
            self._slow_checks += ended == "timeout"
            self._late |= ended == "timeout" and own_deadline == deadline
            return record.answers(ended)

    def _seconds_for_a_check(self) -> float:
        limits = self._limits
        hurry = self._slow_checks >= limits.slow_checks
        return min(limits.check_seconds, limits.hurried_seconds) if hurry else limits.check_seconds

    def _keep(self, wake: int, keep: list[int]) -> bool:
        """Have every process killed but those to keep, and these stopped but the one to wake; say if so."""
        self._tell_supervisor({"keep": keep, "wake": wake})
        while "kept" not in (said := self._hear_supervisor()):
            pass
        return said["kept"] is True

    def _next(self, channel: Channel, pid: int, deadline: float) -> Frame:
        """The next frame of the process `pid`, all that it sent before it died included."""
        while (wait := deadline - self._now()) > 0 or self._stood_in_a_queue(pid):
            if (frame := channel.take()) is not None:
                return frame
            spoke = ready([channel, self._supervisor], max(wait, 0))
            if channel in spoke:
                if not channel.fill():
                    raise ProcessEnded("died")
            elif spoke:
                match self._hear_supervisor():
                    case {"over": "memory"}:
                        raise ProcessEnded("memory")
                    case {"gone": gone} if gone == pid:
                        raise ProcessEnded("died")
        raise TimeoutError

    def _now(self) -> float:
        """The clock, without the time that others took from this submission's processes."""
        return time.monotonic() - sum(self._queued.values())

    def _stood_in_a_queue(self, pid: int) -> bool:
        """Put the clock back by what `pid` has waited for a processor; whether that is worth another look."""
        self._tell_supervisor({"queued": pid})
        while "queued" not in (said := self._hear_supervisor()):
            if said == {"over": "memory"}:
                raise ProcessEnded("memory")
        before = self._queued.get(pid, 0.0)
        left = self._limits.total_seconds - sum(self._queued.values())
        self._queued[pid] = before + min(said["queued"] - before, left)
        return self._queued[pid] - before > SHORT

    def _tell_supervisor(self, header: Mapping[str, Any], body: bytes = b"", fds: Sequence[int] = ()) -> None:
        with _supervisor_answers():
            self._supervisor.send(header, body, fds)

    def _hear_supervisor(self) -> dict[str, Any]:
        with _supervisor_answers():
            frame = self._supervisor.receive()
        if frame is None:
            raise SandboxUnavailable("The sandbox ended while a submission ran in it.")
        if "failed" in frame.header:
            raise SandboxUnavailable(f"The sandbox could not run a submission: {frame.header['failed']}.")
        return frame.header


@contextlib.contextmanager
def _supervisor_answers() -> Iterator[None]:
    try:
        yield
    except PEER_ERRORS as error:
        raise SandboxUnavailable(f"The sandbox has ended, or does not answer: {error}.") from error


def _conversation(budget: int, seconds: float) -> tuple[Channel, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.settimeout(seconds)  # for sending: a peer that does not read must not stop the grader
    return Channel(ours, budget=budget), theirs


def _notebook_ended(error: Exception) -> NotebookEnded:
    match error:
        case ProcessEnded():
            return error.ended
        case TooMuch():
            return "output"
        case FrameError():
            return "unusable"
        case TimeoutError():
            return "timeout"
    return "died"


def _cell_ended(error: Exception) -> Ended:
    match error:
        case FrameError():
            return "unusable"
        case TimeoutError():
            return "timeout"
    return "died"
