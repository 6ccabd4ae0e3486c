"""What no student may find in the kit, and a search of every byte of it."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import autograder
from autograder.course import Course
from autograder.course.cells import is_solution, is_test, regions
from autograder.course.testcell import parse

WRONG_SOLUTIONS = Path(__file__).parents[1] / "solutions"
GRADER_DIGITS = Path(autograder.__file__).parent / "datasets" / "digits_grader.npz"
SHORTEST = 12  # characters; `return self` is nobody's secret
TELLING = 30  # characters of a wrong solution; a fragment may be right elsewhere


def secrets(course: Course) -> dict[str, bytes]:
    """What to look for, each under a name: solutions, hidden checks, wrong solutions, the grader's digits."""
    texts = {
        where: text
        for where, text in [*_from_notebooks(course), *_from_wrong_solutions(course)]
        if len(text) >= SHORTEST
    }
    with np.load(GRADER_DIGITS) as digits:
        data = {f"{name}, {GRADER_DIGITS.name}": digits[name].tobytes() for name in digits}
        data["the first of the grader's digits"] = digits["grader images"][0].tobytes()
    return {where: text.encode() for where, text in texts.items()} | data


def leaks(kit: bytes, hidden: dict[str, bytes]) -> list[str]:
    """Where in the kit a secret stands, in words."""
    return [
        f"{where} found in {member}"
        for member, content in _members(kit)
        for where, secret in hidden.items()
        if secret in content
    ]


def _from_notebooks(course: Course) -> Iterator[tuple[str, str]]:
    for assignment in course.assignments:
        for cell in assignment.notebook().cells:
            where = f"{assignment.name}, {cell.id}"
            for begin, end in regions(cell.source, "SOLUTION"):
                yield f"{where}, solution in line {begin}", _lines(cell.source.splitlines()[begin : end - 1])
            if cell.cell_type == "markdown" and is_solution(cell):
                yield f"{where}, answer", _lines(cell.source.splitlines())
            for begin, end in regions(cell.source, "HIDDEN TESTS") if is_test(cell) else ():
                yield f"{where}, hidden region", _lines(cell.source.splitlines()[begin : end - 1])
            # Lines of it may also stand in a visible check; the names of hidden checks stand nowhere else.
            for spec in parse(cell.source) if is_test(cell) else ():
                if spec.hidden:
                    yield f"{where}, hidden check {spec.name!r}", f'"{spec.name}"'


def _from_wrong_solutions(course: Course) -> Iterator[tuple[str, str]]:
    for assignment in course.assignments:
        for path in WRONG_SOLUTIONS.glob(f"{assignment.name}.toml"):
            for wrong in tomllib.loads(path.read_text(encoding="utf-8")).get("wrong", ()):
                yield f"the name of {wrong['name']!r}", wrong["name"]
                for edit in wrong.get("edits", [wrong]):
                    if len(edit["new"]) >= TELLING:
                        yield f"the text of {wrong['name']!r}", _lines(edit["new"].splitlines())


def _members(archive: bytes, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Every file with its content: as it is and, if it is text, with its lines stripped; archives opened."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in opened.namelist():
            content, where = opened.read(name), f"{within}{name}"
            yield f"the name {where}", name.encode()
            yield where, content
            if zipfile.is_zipfile(io.BytesIO(content)):
                yield from _members(content, f"{where}: ")
            elif text := _text(name, content):
                yield where, text.encode()


def _text(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    strings = _strings(json.loads(text)) if name.endswith(".ipynb") else [text]
    return "\n".join(_lines(string.splitlines()) for string in strings)


def _strings(value: Any) -> Iterator[str]:
    """Every string in a JSON document, keys too; a list of lines is one string."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(value)
        else:
            for item in value:
                yield from _strings(item)


def _lines(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())
