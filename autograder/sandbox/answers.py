"""What a frozen child answered, rebuilt from what it sent."""

from __future__ import annotations

from typing import get_args

from autograder.checks.answers import Answer, CellAnswers, Ended, Kind

from .inside import arrays
from .inside.frames import Frame, FrameError

FRAMES = 2000  # from one cell
TEXTS = 100  # in one answer
CHARACTERS = 10_000  # in one text or name


class CellRecord:
    """Collects one check cell's answers; the first of each name counts."""

    def __init__(self) -> None:
        self.finished = False
        self._answers: dict[str, Answer] = {}
        self._raised: set[int] = set()
        self._unusable = False
        self._frames = 0

    def add(self, frame: Frame) -> None:
        """Take one frame. FrameError if it is none that the child's side would send."""
        self._frames += 1
        if self._frames > FRAMES:
            raise FrameError(f"more than {FRAMES} frames")
        match frame.header:
            case {"check": str(), **_rest}:
                answer = _answer(frame)
                self._answers.setdefault(answer.check, answer)
            case {"raised": int(index)} if type(index) is int and index >= 0:
                self._raised.add(index)
            case {"unusable": True}:
                self._unusable = True
            case {"finished": True}:
                self.finished = True
            case _:
                raise FrameError("a frame that is not an answer")

    def answers(self, ended: Ended = "finished") -> CellAnswers:
        """What was collected; `ended` if the child did not get to its end."""
        if ended == "finished" and self._unusable:
            ended = "unusable"
        return CellAnswers(self._answers, frozenset(self._raised), ended)


def _answer(frame: Frame) -> Answer:
    match frame.header:
        case {"check": str(check), "kind": kind, "text": dict(text), "arrays": described}:
            pass
        case _:
            raise FrameError("an answer that lacks its check, kind, text or arrays")
    if kind not in get_args(Kind):
        raise FrameError("an answer of an unknown kind")
    words = [check, *text, *text.values()]
    if len(text) > TEXTS or not all(isinstance(word, str) and len(word) <= CHARACTERS for word in words):
        raise FrameError("an answer's texts are too many, too long, or not texts")
    return Answer(check, kind, arrays.unpack(described, frame.body), text)
