"""Make the README's pictures from a real run of the demo: `python docs/record.py`."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from autograder.course import Course
from autograder.demo import run_demo

DOCS = Path(__file__).parent
WIDTH = 118


def record() -> None:
    """Write demo.svg, the terminal, and perceptron.png, the plot of the first student who trains."""
    course = Course.around(DOCS)
    # Not interactive: a bar is drawn once, when it is full.
    console = Console(
        record=True,
        file=io.StringIO(),
        width=WIDTH,
        force_terminal=True,
        force_interactive=False,
        color_system="truecolor",
        highlight=False,
    )
    run_demo(course, console)
    console.save_svg(str(DOCS / "demo.svg"), title="make demo", theme=MONOKAI, unique_id="demo")
    [picture] = (course.root / "demo" / "packages" / "ada").glob("*.png")
    shutil.copy(picture, DOCS / "perceptron.png")


if __name__ == "__main__":
    record()
