"""A student cell's outputs, rebuilt from what P sent. None of P's objects is taken as it is."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_output

from .inside.frames import FrameError, TooMuch

MIME = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")
KINDS = 20  # of one output; an honest one has a handful
LINES = 200  # of one traceback: its last ones


class CellOutputs:
    """Collects one cell's outputs in the order in which they come, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._outputs: list[NotebookNode] = []
        self._displays: dict[str, NotebookNode] = {}

    def add(self, header: dict[str, Any]) -> None:
        """Add what one frame shows. TooMuch for want of room, FrameError for what no notebook may hold."""
        try:
            self._add(header)
        except ValidationError as error:
            raise FrameError("an output that no notebook may hold") from error

    def _add(self, header: dict[str, Any]) -> None:
        match header:
            case {"stream": "stdout" | "stderr" as name, "text": str(text)}:
                self._add_text(name, text)
            case {"display": dict(data), "id": str(display), "update": bool(update)}:
                self._display(_bundle(data), display, update)
            case {"result": dict(data), "count": count}:
                number = count if type(count) is int and count >= 0 else None  # the student may have set it
                self._append(new_output("execute_result", data=_bundle(data), execution_count=number))
            case {"error": str(name), "message": str(message), "traceback": list(lines)}:
                self._append(_error(name, message, [str(line) for line in lines[-LINES:]]))
            case {"clear": True}:
                self._outputs.clear()
            case _:
                raise FrameError("a frame that is not an output")

    def add_reason(self, name: str, words: str) -> None:
        """Add in the grader's own words why the cell was stopped; there is always room for it."""
        self._outputs.append(_error(name, words, [words]))

    def finished(self) -> list[NotebookNode]:
        for output in self._outputs:
            if output.output_type == "stream":
                output.text = _overprinted(output.text)
        return self._outputs

    def _add_text(self, name: str, text: str) -> None:
        last = self._outputs[-1] if self._outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            self._append(new_output("stream", name=name, text=text))

    def _display(self, data: dict[str, str], display: str, update: bool) -> None:
        if update and display in self._displays:
            self._displays[display].data = NotebookNode(data)
            return
        output = new_output("display_data", data=data)
        self._append(output)
        if display:
            self._displays[display] = output

    def _append(self, output: NotebookNode) -> None:
        if len(self._outputs) >= self._most:
            raise TooMuch("more outputs than a notebook may show")
        self._outputs.append(output)

    def __len__(self) -> int:
        return len(self._outputs)


def _bundle(data: dict[str, Any]) -> dict[str, str]:
    texts = ((m, value) for m, value in data.items() if MIME.fullmatch(m) and isinstance(value, str))
    return dict(islice(texts, KINDS))


def _error(name: str, message: str, traceback: list[str]) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=traceback)


def _overprinted(text: str) -> str:
    """What a terminal shows in the end where a progress bar went back to the start of its line."""
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
