"""Bytes of a file -> the cells that it holds, as plain data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat

from autograder.error import AutograderError

MAX_VALUES = 1_000_000  # brackets and commas: a notebook with long outputs has some 100,000
MAX_CELLS = 1_000
MAX_TEXT = 1_000_000  # characters of all cells; a whole module has 100,000

IMAGES = {"image/png", "image/jpeg", "image/gif"}
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


class CannotBeGraded(AutograderError):
    """Why nothing in a submission can be graded, as a sentence."""


@dataclass(frozen=True)
class SubmittedCell:
    """A cell as the file has it: only what may be kept, of types that are certain.

    settings: what the file says under `metadata.nbgrader`; compared, never believed.
    is_text: False if the file has something else than text for a source, which is empty then.
    """

    kind: str  # "code", "markdown" or "raw"
    source: str
    id: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_text: bool = True

    @property
    def grade_id(self) -> str:
        return _name(self.settings.get("grade_id"))


def cells_of(document: object) -> list[SubmittedCell]:
    """The cells of a notebook of any version that nbformat knows.

    Raises CannotBeGraded if it is not a notebook, or too large a one.
    """
    cells = _raw_cells(document)
    if not cells:
        raise CannotBeGraded("the notebook has no cells")
    if len(cells) > MAX_CELLS:
        raise CannotBeGraded(f"the notebook has {len(cells):,} cells; expected at most {MAX_CELLS:,}")
    found = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    length = sum(len(cell.source) for cell in found)
    if length > MAX_TEXT:
        raise CannotBeGraded(f"its cells hold {length:,} characters; expected at most {MAX_TEXT:,}")
    return found


def parse(data: bytes) -> object:
    """The JSON document in a file's bytes: UTF-8, or UTF-16 as some editors save it."""
    if not data.strip():
        raise CannotBeGraded("the file is empty")
    if sum(map(data.count, (b"[", b"{", b","))) > MAX_VALUES:
        raise CannotBeGraded(f"the file holds more than {MAX_VALUES:,} values")
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise CannotBeGraded(f"the file is not JSON ({where}); save the notebook again") from None
    except UnicodeDecodeError:
        raise CannotBeGraded("the file is not UTF-8 text; save the notebook again in Jupyter") from None
    except (ValueError, RecursionError):
        raise CannotBeGraded("the file holds numbers too long or lists too deep for a notebook") from None


def _raw_cells(document: object) -> list:
    if isinstance(document, dict) and "worksheets" in document:
        document = _upgraded(document)
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise CannotBeGraded("the file is JSON but not a notebook: it has no list of cells")
    return cells


def _upgraded(document: dict) -> dict:
    """A notebook of version 2 or 3 in the form of version 4."""
    try:
        return nbformat.convert(nbformat.from_dict(document), 4)
    except Exception as error:  # whatever nbformat stumbles over in a file that may say anything
        reason = type(error).__name__
        raise CannotBeGraded(f"the old notebook format could not be upgraded ({reason})") from None


def _cell(cell: dict) -> SubmittedCell:
    kind, source = cell.get("cell_type"), _text(cell.get("source"))
    metadata = cell.get("metadata")
    settings = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return SubmittedCell(
        kind=kind if kind in ("code", "markdown") else "raw",
        source=source or "",
        id=_name(cell.get("id")),
        settings=settings if isinstance(settings, dict) else {},
        attachments=_attachments(cell.get("attachments")),
        is_text=source is not None,
    )


def _text(value: object) -> str | None:
    """A text or a list of lines as one text that can be written as UTF-8; None for anything else."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _name(value: object) -> str:
    return (_text(value) or "") if isinstance(value, str) else ""


def _attachments(attachments: object) -> dict[str, dict[str, str]]:
    """The pictures pasted into a cell; anything else that an attachment may be is left out."""
    if not isinstance(attachments, dict):
        return {}
    pictures = {name: _picture(bundle) for name, bundle in attachments.items()}
    return {_name(name): picture for name, picture in pictures.items() if picture}


def _picture(bundle: object) -> dict[str, str]:
    if not isinstance(bundle, dict):
        return {}
    texts = {kind: _text(data) for kind, data in bundle.items() if kind in IMAGES}
    return {kind: data for kind, data in texts.items() if data and BASE64.fullmatch(data)}
