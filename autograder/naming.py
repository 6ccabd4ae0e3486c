"""Names that others chose, in a sentence of ours: few of many, and none that acts on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

NAMED = 5  # in one sentence


def printable(text: str) -> str:
    """Without the control characters by which a student's name or code could act on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def quoted(name: str) -> str:
    """A name out of a submission, short and without control characters."""
    return repr(name if len(name) <= 60 else f"{name[:57]}...")


def some(names: Iterable[str]) -> str:
    """Names for one sentence; of many, the first few and how many more there are."""
    listed = [*names]
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return ", ".join(listed[:NAMED]) + more


def about(noun: str, names: Iterable[str], predicate: str) -> Iterator[str]:
    """One sentence about the one or more things named; none about nothing."""
    listed = [*map(quoted, names)]
    if len(listed) == 1:
        yield f"{noun} {listed[0]} {predicate}"
    elif listed:
        yield f"{noun}s {some(listed)}: each {predicate}"
