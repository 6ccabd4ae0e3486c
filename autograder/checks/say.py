"""Printing that a Windows console can take."""

from __future__ import annotations

import sys


def say(text: object) -> None:
    """Print `text`; characters that the stream cannot encode become question marks."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(str(text).encode(encoding, "replace").decode(encoding))
