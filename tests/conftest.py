"""Fixtures for more than one room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy import make_toy_course

from autograder.course import Course
from autograder.release.publish import generate
from autograder.sandbox import Sandbox

PROJECT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Let xdist see the group of a test: it writes that where pytest 9.2 no longer looks for an id."""
    yield
    for item in items:
        if written := vars(item).get("_nodeid"):
            item._id = type(item.id).parse(written)


@pytest.fixture
def toy_course(tmp_path: Path) -> Path:
    """The root of a toy course of its own, in a path with a space."""
    return make_toy_course(tmp_path / "toy course")


@pytest.fixture
def released_course(toy_course_released_once: Path, tmp_path: Path) -> Course:
    """A toy course of its own that was released, and nbgrader's configuration with it."""
    return Course(shutil.copytree(toy_course_released_once, tmp_path / "toy course"))


@pytest.fixture(scope="session")
def toy_course_released_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_toy_course(tmp_path_factory.mktemp("released") / "toy course")
    shutil.copy(PROJECT / "nbgrader_config.py", root)
    for assignment in Course(root).assignments:
        generate(assignment)
    return root


@pytest.fixture(scope="session")
def jobs() -> int:
    """How many processes a test may keep busy: its worker's share of the processors."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return max(1, (os.cpu_count() or 1) // workers)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One fork server for all tests that grade."""
    with Sandbox() as running:
        yield running
