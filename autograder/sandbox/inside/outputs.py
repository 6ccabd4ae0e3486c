"""What a student's cells print and show, sent to the grader in order while they run."""

from __future__ import annotations

import base64
import io
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

BATCH = 8192  # characters
PATIENCE = 0.1  # seconds that text may wait, so that a cell which is killed still shows what it printed

Send = Callable[[dict[str, Any]], None]


class Outputs:
    """Collects text, and keeps it in order with everything else that a cell shows."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = threading.RLock()  # a student's threads print, too
        self._owner = os.getpid()
        self._name, self._size, self._since = "", 0, 0.0
        self._parts: list[str] = []

    def write(self, name: str, text: str) -> None:
        if os.getpid() != self._owner:
            # A student's own child process: only whole frames of P may go through P's socket.
            os.write(1, text.encode("utf-8", "replace"))
            return
        with self._lock:
            if name != self._name:
                self.flush()
                self._name, self._since = name, time.monotonic()
            self._parts.append(text)
            self._size += len(text)
            if self._size > BATCH or time.monotonic() - self._since > PATIENCE:
                self.flush()

    def flush(self) -> None:
        with self._lock:
            text, self._parts, self._size, self._since = "".join(self._parts), [], 0, time.monotonic()
            for start in range(0, len(text), BATCH):
                self._send({"stream": self._name, "text": text[start : start + BATCH]})

    def show(self, output: dict[str, Any]) -> None:
        with self._lock:
            self.flush()
            self._send(output)


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a notebook."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name = name
        self._outputs = outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self.name, text)
        return len(text)


class Publisher(DisplayPublisher):
    """What `display(...)` calls."""

    outputs: Outputs

    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        name = str((transient or {}).get("display_id", ""))
        self.outputs.show({"display": _texts(data), "id": name, "update": update})

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.show({"clear": True})


class Hook(DisplayHook):
    """What shows the value of a cell's last expression."""

    outputs: Outputs

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: object = None) -> None:
        self.outputs.show({"result": _texts(format_dict), "count": self.prompt_count})

    def finish_displayhook(self) -> None:
        pass


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    """A MIME bundle's texts, and its bytes in base64 as nbformat wants them."""
    return {
        mime: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for mime, value in data.items()
        if isinstance(value, bytes | str)
    }
