"""The notebook that a new module is copied from is itself one that could be released."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, lint, out_of_proportion
from autograder.course.cells import is_test
from autograder.grading.engine import Engine
from autograder.release.student import released
from autograder.sandbox import Sandbox
from autograder.verify import verify
from autograder.verify.matrix import matrix, summary

ROOT = Path(__file__).parents[2]
NAME = "03_softsign"
SEED = 1
PARTS = ("title", "setup", "header", "imports", "what_breaks", "predict", "bug_hunt_text", "systems_text")
PARTS += ("demo_picture", "network_text", "pytorch_text", "reflection", "stretch", "hidden_spare", "summary")

pytestmark = pytest.mark.xdist_group("template")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """In a course of its own, after the two modules that it builds on."""
    root = tmp_path_factory.mktemp("template")
    for folder in ("modules/01_tensor", "modules/02_autograd", "tinytorch"):
        shutil.copytree(ROOT / folder, root / folder)
    for source, target in {
        "docs/template.ipynb": f"modules/{NAME}/{NAME}.ipynb",
        "docs/template.toml": f"tests/solutions/{NAME}.toml",
    }.items():
        (root / target).parent.mkdir(parents=True)
        shutil.copy(ROOT / source, root / target)
    return Course(root).assignment(NAME)


def test_it_has_the_form_and_every_part(template: Assignment):
    assert lint(template.path) + out_of_proportion(template.path) == []
    assert set(PARTS) <= {cell.id for cell in template.notebook().cells}


def test_verify_finds_nothing_wrong_with_it(template: Assignment, sandbox: Sandbox, jobs: int):
    verification = verify(template, sandbox, SEED, jobs=jobs)
    assert verification.problems == [], f"\n{matrix(verification)}\n{summary(verification)}"
    assert sum(guess.points for guess in verification.guessable) == 0


def test_no_cell_of_it_raises_and_what_pytorch_says_is_the_same(template: Assignment, sandbox: Sandbox):
    outputs = Engine(template.course, SEED, sandbox).grade(template, template.notebook()).outputs
    assert not [id for id, shown in outputs.items() if any(o.output_type == "error" for o in shown)]
    [table] = outputs["demo_pytorch"]
    assert table.data["text/plain"].count(" same") == 6


def test_the_spare_test_cell_is_released_and_costs_and_gives_nothing(template: Assignment, sandbox: Sandbox):
    spare = next(cell for cell in released(template).cells if cell.id == "hidden_spare")
    assert is_test(spare)
    graded = Engine(template.course, SEED, sandbox).grade(template, released(template))
    assert (graded.cells["hidden_spare"].points, graded.points) == (0, 0)
