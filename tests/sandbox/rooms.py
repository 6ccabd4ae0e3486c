"""A running sandbox as the tests use it, for root and for an ordinary user."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.sandbox import CheckCell, Limits, Run, StudentCell

UID = 64000  # nobody's
TIGHT = Limits(
    cell_seconds=1.5,
    check_seconds=1.5,
    slow_checks=2,
    hurried_seconds=0.3,
    total_seconds=60.0,
    memory=200 << 20,
    processes=20,
    output_bytes=200_000,
    outputs=100,
    answer_bytes=1_000_000,
    file_bytes=20 << 20,
)
Together = Callable[[list[tuple[list, dict]]], list[Run]]
SETUP = StudentCell("setup", "from autograder.checks import check, given")


class Room:
    """One sandbox under test, in one mode."""

    def __init__(self, mode: str, together: Together) -> None:
        self.mode = mode
        self.together = together

    def __repr__(self) -> str:
        return f"Room({self.mode!r})"

    def run(self, *cells: StudentCell | CheckCell | str, package: dict[str, bytes] | None = None) -> Run:
        """Run cells after the usual setup cell; a text is a student cell, named s0, s1 and so on."""
        return self.together([(notebook(*cells), package or {})])[0]

    def printed(self, source: str) -> str:
        """What one student cell prints."""
        return text(self.run(source), "s0")


def notebook(*cells: StudentCell | CheckCell | str) -> list[StudentCell | CheckCell]:
    """The cells after the usual setup cell."""
    return [SETUP, *(StudentCell(f"s{n}", c) if isinstance(c, str) else c for n, c in enumerate(cells))]


def text(run: Run, cell: str) -> str:
    """Everything readable in one cell's outputs."""
    found = []
    for output in run.outputs[cell]:
        found.append(output.get("text", "") + output.get("data", {}).get("text/plain", ""))
        found.append(f"{output.get('ename', '')}: {output.get('evalue', '')}" if "ename" in output else "")
    return "".join(found)


@contextmanager
def as_ordinary_user(limits: Limits) -> Iterator[Together]:
    server = Path(__file__).with_name("ordinary_user.py")
    command = [*reachable_by_all(), *demoted(), sys.executable, str(server)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout

        def run_together(submissions: list[tuple[list, dict]]) -> list[Run]:
            pickle.dump(submissions, process.stdin)
            process.stdin.flush()
            return pickle.load(process.stdout)

        pickle.dump(limits, process.stdin)
        yield run_together
        process.stdin.close()


def demoted() -> list[str]:
    return [str(shutil.which("setpriv")), f"--reuid={UID}", f"--regid={UID}", "--clear-groups"]


def reachable_by_all() -> list[str]:
    """A view of this machine in which no folder above Python and this repository is closed to others."""
    needed = {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2]}
    closed = {folder for path in needed for folder in path.parents if not folder.stat().st_mode & 0o001}
    words = ["bwrap", "--dev-bind", "/", "/"]
    made: set[Path] = set()
    for top in sorted(closed):
        words += ["--perms", "0755", "--tmpfs", str(top)]
        for path in sorted(path for path in needed if top in path.parents):
            for folder in reversed(path.parents):
                if top in folder.parents and folder not in made:
                    made.add(folder)
                    words += ["--perms", "0755", "--dir", str(folder)]
            words += ["--ro-bind", str(path), str(path)]
    return words
