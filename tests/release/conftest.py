"""A toy course with an empty gradebook in it: making one takes nbgrader seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.release.publish import tools_on_path


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with tools_on_path():
        Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def toy_course(toy_course: Path, empty_gradebook: Path) -> Path:
    shutil.copy(empty_gradebook, toy_course)
    return toy_course
