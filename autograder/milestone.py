"""Train a milestone with the installed package, and keep its learning report and its picture.

A milestone's notebook names them by cell id: `report` shows the learning report, `picture` the plot. A cell
whose id begins with `train` has what it prints passed on while it trains.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.course import Assignment, CourseError
from autograder.datasets.option import variable
from autograder.error import AutograderError
from autograder.kernel import run_notebook
from autograder.progress import Step
from autograder.release.lacking import blame, lacking

SECONDS_PER_CELL = 600
REPORT, PICTURE, TRAINS = "report", "picture", "train"
FOLDERS, FILES = ("data",), ("text",)  # options whose value is a path
_ASKED = re.compile(r"""\boption\(["'](\w+)["']\)""")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class MilestoneFailed(AutograderError):
    """A cell raised: the message says which one and why."""


@dataclass(frozen=True)
class Training:
    """What a milestone ended with. picture: a PNG, or None if its cell drew nothing."""

    report: str
    picture: bytes | None


def options(milestone: Assignment, given: Mapping[str, str | float | None]) -> dict[str, str]:
    """What was given of --data, --text and --minutes, as the notebook's kernel finds it in its environment.

    Raises CourseError where the milestone does not ask for it, or where it is no folder, text or time.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    if untaken := sorted(set(chosen) - _takes(milestone)):
        others = [each.name for each in milestone.course.milestones if untaken[0] in _takes(each)]
        which = f"; taken by {', '.join(others)}" if others else ""
        raise CourseError(f"{milestone.name} does not take --{untaken[0]}{which}")
    for name, value in chosen.items():
        if name in FOLDERS and not Path(str(value)).is_dir():
            raise CourseError(f"--{name}: expected a folder; there is none at {value}")
        if name in FILES and not Path(str(value)).is_file():
            raise CourseError(f"--{name}: expected a file; there is none at {value}")
        if name in FILES and not _is_text(Path(str(value))):
            raise CourseError(f"--{name}: expected text in UTF-8; {value} is none")
        if isinstance(value, float) and not 0 < value < inf:
            raise CourseError(f"--{name}: expected more than 0; got {value:g}")
    return {
        variable(name): str(Path(str(value)).resolve()) if name in FOLDERS + FILES else str(value)
        for name, value in chosen.items()
    }


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def train(
    milestone: Assignment,
    step: Step,
    package: Path | None = None,
    *,
    chosen: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Training:
    """Run a milestone's notebook in a fresh kernel.

    step: called with number, count and id of each code cell as it begins.
    package: the folder in which another tinytorch lies than the installed one.
    chosen: what `options` gave.
    say: called with each line that a cell prints that trains.
    Raises MilestoneFailed at the first cell that raises.
    """
    _refuse_module(milestone)
    chosen = chosen or {}
    notebook = milestone.notebook()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    begun: list[str] = []

    def on_start(cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            begun.append(cell.id)
            step(code.index(cell) + 1, len(code), cell.id)

    def on_print(cell: NotebookNode, text: str) -> None:
        if cell.id.startswith(TRAINS):
            for line in text.splitlines():
                say(line)

    try:
        run_notebook(
            notebook,
            milestone.path.parent,
            env={**({"PYTHONPATH": str(package)} if package else {}), **chosen},
            timeout=SECONDS_PER_CELL + 60 * ceil(float(chosen.get(variable("minutes"), 0))),
            on_cell_start=on_start,
            on_print=on_print,
        )
    except CellExecutionError as error:
        said = f"cell {begun[-1]} raised {error.ename}: {_COLOURS.sub('', error.evalue)}"
        causes = _causes(milestone, package or milestone.course.root, said)
        raise MilestoneFailed("; ".join([*causes, said])) from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise MilestoneFailed(f"training did not end: {error}") from None
    outputs = {cell.id: cell.outputs for cell in code}
    return Training(_text(outputs.get(REPORT, [])), _png(outputs.get(PICTURE, [])))


def _refuse_module(milestone: Assignment) -> None:
    if milestone.kind != "milestone":
        raise CourseError(f"{milestone.name} is a module: autograder check {milestone.name} runs its checks")


def _takes(milestone: Assignment) -> set[str]:
    """The options that the notebook's cells ask for."""
    _refuse_module(milestone)
    code = (cell.source for cell in milestone.notebook().cells if cell.cell_type == "code")
    return {name for source in code for name in _ASKED.findall(source)}


def _causes(milestone: Assignment, root: Path, said: str) -> Iterator[str]:
    """What the student's own modules lack of the names that an error speaks of: there to look first."""

    def text_of(path: str) -> str | None:
        return (root / path).read_text(encoding="utf-8") if (root / path).is_file() else None

    spoken = set(re.findall(r"\w+", said))
    for module, missing in lacking(milestone, text_of):
        if named := [each for each in missing if spoken & set(each.name.split("."))]:
            yield blame(module, named)


def _text(outputs: list[NotebookNode]) -> str:
    shown = [output.data.get("text/plain", "") for output in outputs if "data" in output]
    if not shown:
        raise MilestoneFailed(f"the notebook has no cell {REPORT!r} that shows a learning report")
    return "\n".join(shown)


def _png(outputs: list[NotebookNode]) -> bytes | None:
    images = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    return b64decode(images[0]) if images else None
