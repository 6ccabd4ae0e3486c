"""What a killed grader leaves in /tmp is gone after the next; what a living one has is left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox.scratch import Scratch

HOLD = "from autograder.sandbox.scratch import Scratch; s = Scratch(); print(s.name, flush=True); input()"


def test_the_folder_of_a_killed_grader_is_removed_by_the_next_and_that_of_a_living_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        with Scratch() as mine:
            assert theirs.is_dir() and Path(mine).is_dir()
        assert not Path(mine).exists()
        other.kill()
        other.wait()
        assert theirs.is_dir()
    with Scratch():
        assert not theirs.exists()


def test_a_link_of_that_name_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "autograder-x").symlink_to(tmp_path / "kept")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Scratch():
        assert (tmp_path / "kept").is_dir()
