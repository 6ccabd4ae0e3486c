"""The real modules 01 and 02, and after them three tiny modules and a tiny milestone: the road ahead."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.release.export import export

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("miniature")
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(ROOT / "tinytorch", root / "tinytorch", ignore=ignored)
    for path in (root / "tinytorch" / "core").glob("[!_]*.py"):
        path.unlink()
    for name in ("01_tensor", "02_autograd"):
        shutil.copytree(ROOT / "modules" / name, root / "modules" / name)
    shutil.copytree(HERE / "course", root, dirs_exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = Course(root)
    for module in course.modules:
        export(module.notebook(), course.package)
    return course
