"""Frames: what the grader and the sandbox say to each other. Both sides import this module.

A frame is two lengths, a JSON object and raw bytes. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import select
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PREFIX = struct.Struct("!II")  # bytes of the JSON header, bytes of the body
DEPTH = 6  # containers inside containers in a header; the deepest honest one has 4
HEADER = 8 << 20  # bytes; what JSON describes takes many times more memory than its text
CHUNK = 1 << 16


class FrameError(ValueError):
    """What arrived is not a frame that the other side may send."""


class TooMuch(FrameError):
    """More than this conversation may carry."""


@dataclass(frozen=True)
class Frame:
    """One message: a flat JSON object and the raw bytes that it describes."""

    header: dict[str, Any]
    body: bytes = b""


class Channel:
    """One end of a conversation over a stream socket.

    budget: bytes that may still arrive; None where the peer is trusted.
    takes_fds: whether file descriptors that come along are kept. Where not, the kernel drops them.
    """

    def __init__(self, sock: socket.socket, *, budget: int | None = None, takes_fds: bool = False) -> None:
        self.sock = sock
        self.budget = budget
        self._takes_fds = takes_fds
        self._buffer = bytearray()
        self._fds: list[int] = []

    def fileno(self) -> int:
        return self.sock.fileno()

    def close(self) -> None:
        self.sock.close()

    def send(self, header: Mapping[str, Any], body: bytes = b"", fds: Sequence[int] = ()) -> None:
        """Send one frame, and open file descriptors along with it."""
        text = json.dumps(header).encode("utf-8")
        data = PREFIX.pack(len(text), len(body)) + text + body
        sent = socket.send_fds(self.sock, [data], list(fds)) if fds else 0
        self.sock.sendall(data[sent:])

    def receive(self) -> Frame | None:
        """Wait for the next frame; None at the end of the conversation."""
        while (frame := self.take()) is None:
            if not self.fill():
                return None
        return frame

    def fill(self) -> bool:
        """Read once what has arrived; False at the end of the conversation."""
        try:
            if self._takes_fds:
                data, fds, _, _ = socket.recv_fds(self.sock, CHUNK, 4)
                self._fds += fds
            else:
                data = self.sock.recv(CHUNK)
        except ConnectionResetError:
            return False
        self._buffer += data
        return bool(data)

    def take(self) -> Frame | None:
        """The next frame, if all of it has arrived. Lengths are checked before anything is stored."""
        if len(self._buffer) < PREFIX.size:
            return None
        header_size, body_size = PREFIX.unpack_from(self._buffer)
        size = PREFIX.size + header_size + body_size
        if self.budget is not None and (size > self.budget or header_size > HEADER):
            raise TooMuch(f"a frame of {header_size} + {body_size} bytes where {self.budget} may still come")
        if len(self._buffer) < size:
            return None
        if self.budget is not None:
            self.budget -= size
        header = _parse(bytes(self._buffer[PREFIX.size : PREFIX.size + header_size]))
        body = bytes(self._buffer[PREFIX.size + header_size : size])
        del self._buffer[:size]
        return Frame(header, body)

    def take_fd(self) -> int:
        """The file descriptor that came with the last frame."""
        return self._fds.pop(0)


def ready(channels: Sequence[Channel], seconds: float) -> list[Channel]:
    """Wait until `fill` would not wait; for which channels that is so, none after `seconds`."""
    poll = select.poll()  # select.select refuses descriptors from 1024 on
    for channel in channels:
        poll.register(channel, select.POLLIN)
    found = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
    return [channel for channel in channels if channel.fileno() in found]


def _parse(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
        if b"\\ud" in text.lower():  # half a surrogate pair can be said in JSON, but not written to a file
            header = json.loads(json.dumps(header, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise FrameError("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise FrameError("a header that is not a JSON object")
    _refuse_deep(header, DEPTH)
    return header


def _refuse_deep(value: object, depth: int) -> None:
    if isinstance(value, dict | list):
        if depth == 0:
            raise FrameError("a header nested too deeply")
        for inner in value.values() if isinstance(value, dict) else value:
            _refuse_deep(inner, depth - 1)
