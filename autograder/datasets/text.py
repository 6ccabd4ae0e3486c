"""Jane Austen's *Pride and Prejudice*, in two parts."""

from __future__ import annotations

import bz2
from pathlib import Path

PATH = Path(__file__).with_name("prideprejudice.txt.bz2")


def load_text(part: str) -> str:
    """The first nine tenths of the characters ("train") or the last tenth ("held-out")."""
    if part not in ("train", "held-out"):
        raise ValueError(f"expected a part among train, held-out; got {part!r}")
    text = bz2.decompress(PATH.read_bytes()).decode("utf-8")
    cut = len(text) * 9 // 10
    return text[:cut] if part == "train" else text[cut:]
