"""A frozen child: a copy of P at a check cell, which waits for that cell's source until P has ended."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import arrays
from .frames import Channel, FrameError

if TYPE_CHECKING:
    from autograder.checks.answers import Answer


def answer(grader: Channel, namespace: dict[str, Any]) -> None:
    """Wait for the source, run it, and send what its checks record."""
    frame = grader.receive()
    if frame is None:
        return
    _silence()
    _record(grader, frame.header["seed"], arrays.unpack(frame.header["arrays"], frame.body))
    for index in run(frame.header["cell"], frame.header["source"], namespace):
        grader.send({"raised": index})
    grader.send({"finished": True})


def run(cell: str, source: str, namespace: dict[str, Any]) -> Iterator[int]:
    """Run a check cell statement by statement; the index of each statement that raises."""
    for index, statement in enumerate(ast.parse(source).body):
        try:
            # Not through IPython: its hooks and transformers are the student's.
            exec(compile(ast.Module([statement], []), f"<{cell}>", "exec"), namespace)
        except BaseException:  # SystemExit, too: one statement must not cost those after it
            yield index


def _record(grader: Channel, seed: int, supplied: dict[str, Any]) -> None:
    from autograder.checks import check, given

    def send(said: Answer) -> None:
        try:
            described, body = arrays.pack(said.arrays)
        except FrameError:
            grader.send({"unusable": True})
        else:
            header = {"check": said.check, "kind": said.kind, "text": said.text, "arrays": described}
            grader.send(header, body)

    check.record_to(send)
    given.supply(seed=seed, arrays=supplied)


def _silence() -> None:
    """Whatever is printed from here on goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in 0, 1, 2:
        os.dup2(nowhere, descriptor)
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
