"""Every notebook has the one form, and the package is what the notebooks export."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, lint, out_of_proportion
from autograder.release.export import export
from autograder.release.exports import left_out
from autograder.release.student import released

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
NOTEBOOKS = [pytest.param(each, id=each.name) for each in COURSE.notebooks]
TEMPLATE = ROOT / "docs" / "template.ipynb"


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_the_form_is_kept(assignment: Assignment):
    assert lint(assignment.path) == []


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_notebook_is_in_proportion(assignment: Assignment):
    assert out_of_proportion(assignment.path) == []


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_nothing_is_said_to_be_left_out_of_a_notebook_as_it_is_released(assignment: Assignment):
    assert left_out(released(assignment)) == []


def test_export_leaves_no_difference(tmp_path: Path):
    for module in COURSE.modules:
        path = export(module.notebook(), tmp_path / "tinytorch")
        assert path is not None
        committed = COURSE.package / "core" / path.name
        assert path.read_text(encoding="utf-8") == committed.read_text(encoding="utf-8"), "run make export"
    exported = {path.name for path in (tmp_path / "tinytorch" / "core").glob("*.py")}
    assert exported == {path.name for path in (COURSE.package / "core").glob("*.py")}


@pytest.mark.parametrize("path", [*(each.path for each in COURSE.notebooks), TEMPLATE], ids=lambda p: p.stem)
def test_nbdev_clean_leaves_no_difference_and_keeps_every_nbgrader_cell(path: Path, tmp_path: Path):
    shutil.copy(ROOT / "settings.ini", tmp_path)
    copy = Path(shutil.copy(path, tmp_path))
    before = copy.read_bytes()
    command = [Path(sys.executable).with_name("nbdev_clean"), "--fname", copy]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert copy.read_bytes() == before
    assert _nbgrader_cells(copy) == _nbgrader_cells(path) > 0


def test_nbdev_clean_would_strip_and_unfold_the_cells_without_its_setting(tmp_path: Path):
    """So that the test above can fail."""
    settings = (ROOT / "settings.ini").read_text(encoding="utf-8")
    kept = [line for line in settings.splitlines() if not line.startswith("allowed_cell_metadata_keys")]
    (tmp_path / "settings.ini").write_text("\n".join(kept), encoding="utf-8")
    copy = Path(shutil.copy(TEMPLATE, tmp_path))
    assert "source_hidden" in copy.read_text(encoding="utf-8")
    command = [Path(sys.executable).with_name("nbdev_clean"), "--fname", copy]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert _nbgrader_cells(copy) == 0
    assert "source_hidden" not in copy.read_text(encoding="utf-8")


def _nbgrader_cells(path: Path) -> int:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return sum("nbgrader" in cell["metadata"] for cell in cells)
