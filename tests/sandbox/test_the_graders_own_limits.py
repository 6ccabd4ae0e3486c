"""What the grader's own process lacks is never scored as something that the student's process did."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator

import pytest
from rooms import notebook

from autograder.sandbox import CheckCell, Run, Sandbox, SandboxUnavailable

CHECKS = [CheckCell(f"c{n}", "check.value('x', x)") for n in range(30)]


@pytest.fixture
def descriptors() -> Iterator[list[int]]:
    """Filled by a test; closed after it. This process's limit of open files is restored."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened: list[int] = []
    yield opened
    for descriptor in opened:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize("left", range(0, 31, 3))
def test_too_few_open_files_for_the_grader_are_not_the_students_fault(
    sandbox: Sandbox, descriptors: list[int], left: int
) -> None:
    lowest = fill(descriptors, 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + left, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with pytest.raises(SandboxUnavailable, match=r"open files.*ulimit"):
        sandbox.run(notebook("x = 1", *CHECKS), {})


def test_a_sandbox_may_have_more_files_open_than_a_session_usually_may(descriptors: list[int]) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < 2000:
        pytest.skip("this machine allows no more")
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    with Sandbox() as sandbox:
        fill(descriptors, 1100)
        assert answered(sandbox.run(notebook("x = 1", *CHECKS), {})) == [1] * len(CHECKS)


def fill(opened: list[int], most: int) -> int:
    """Open files until no descriptor below `most` is free; the first one that is."""
    while not opened or opened[-1] < most:
        opened.append(os.open(os.devnull, os.O_RDONLY))
    return opened[-1] + 1


def answered(run: Run) -> list[object]:
    return [run.answers[check.id].answers["x"].arrays["value"].item() for check in CHECKS]
