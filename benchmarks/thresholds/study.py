"""The rule for every threshold: the reference is above it on all seeds, each named control below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat

SEEDS = range(20)
ROOT = Path(__file__).parents[2]


def definitions(notebook: Path) -> dict[str, Any]:
    """What the given and solution cells of a notebook define; demonstrations and tests are not run.

    No module is hidden: what runs in this process afterwards may need those that the notebook does not.
    """
    names: dict[str, Any] = {"__name__": notebook.stem}
    with patch("autograder.checks.begin"):
        for cell in nbformat.read(notebook, as_version=4).cells:
            role = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and role and not role["grade"]:
                exec(compile(cell.source, f"{notebook.name}, cell {cell.id}", "exec"), names)
    return names


Accuracy = Callable[[int], float]  # of a seed


def report(
    title: str, threshold: float, reference: Mapping[str, Accuracy], controls: Mapping[str, Accuracy]
) -> str:
    """The accuracy of each way of training over all seeds, and on which side of the threshold it is.

    Raises AssertionError with the report if one is not, on any seed.
    """
    lines = [f"{title}: threshold {threshold:.2f}, seeds {SEEDS.start} to {SEEDS.stop - 1}", ""]
    lines.append(f"{'':36}{'lowest':>8}{'mean':>8}{'highest':>9}   on its side")
    justified = True
    for ways, above in ((reference, True), (controls, False)):
        for name, accuracy in ways.items():
            found = [accuracy(seed) for seed in SEEDS]
            right = sum((a >= threshold) == above for a in found)
            justified &= right == len(SEEDS)
            lines.append(
                f"{name:36}{min(found):8.3f}{sum(found) / len(found):8.3f}{max(found):9.3f}   "
                f"{right} of {len(SEEDS)} {'above' if above else 'below'}"
            )
    text = "\n".join(lines)
    assert justified, text
    return text
