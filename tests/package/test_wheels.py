"""Both distributions, built and imported in an environment that holds nothing but NumPy beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

pytestmark = pytest.mark.xdist_group("wheels")  # they are built once, not once a worker
ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
# What autograder keeps for the clone: this file and the labels that nobody else may see.
NOT_SHIPPED = {"autograder/pyproject.toml", "autograder/datasets/digits_grader.npz"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel of each distribution."""
    out = tmp_path_factory.mktemp("wheels")
    for folder in (ROOT, ROOT / "autograder"):
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, folder]
        subprocess.run(build, check=True, capture_output=True)
    return {path.name.partition("-")[0]: path for path in out.glob("*.whl")}


@pytest.fixture(scope="module")
def environments(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each distribution, a Python that has its wheel, NumPy and nothing else."""
    root = tmp_path_factory.mktemp("environments")
    return {name: environment(root / name, wheel) for name, wheel in wheels.items()}


def environment(folder: Path, wheel: Path) -> Path:
    """A new environment; NumPy is lent from this one, so that no network is needed."""
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    python = folder / "bin" / "python"
    install = [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel]
    subprocess.run(install, check=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    for lent in Path(np.__file__).parents[1].glob("numpy*"):
        (site_packages / lent.name).symlink_to(lent)
    return python


def run(python: Path, code: str) -> str:
    """What this Python prints, started far away from the clone."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [python, "-c", code], cwd=python.parent, env=env, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_two_wheels_are_built(wheels: dict[str, Path]):
    assert set(wheels) == {"tinytorch", "autograder"}


def test_tinytorch_asks_for_numpy_alone(wheels: dict[str, Path]):
    with ZipFile(wheels["tinytorch"]) as wheel:
        (metadata,) = [name for name in wheel.namelist() if name.endswith("METADATA")]
        required = Parser().parsestr(wheel.read(metadata).decode("utf-8")).get_all("Requires-Dist")
    assert [re.match(r"[\w-]+", line)[0] for line in required] == ["numpy"]


def test_tinytorch_computes_gradients_beside_numpy_alone(environments: dict[str, Path]):
    code = "import tinytorch as t; x = t.ones(2, requires_grad=True); (x * x).sum().backward(); print(x.grad)"
    assert run(environments["tinytorch"], code) == "tensor([2., 2.])"


def test_the_checks_work_beside_numpy_alone_and_without_tinytorch(environments: dict[str, Path]):
    code = """
import importlib.util
from autograder import doctor
from autograder.checks import begin, check, given
check.equal("two", 1 + 1, 2)
print(importlib.util.find_spec("tinytorch"))"""
    assert run(environments["autograder"], code).splitlines() == ["ok    two", "None"]


@pytest.mark.parametrize("package", ["tinytorch", "autograder"])
def test_type_checkers_may_use_the_annotations(wheels: dict[str, Path], package: str):
    assert f"{package}/py.typed" in files(wheels[package])


def test_the_stub_that_the_facade_reads_is_shipped(wheels: dict[str, Path]):
    assert "tinytorch/__init__.pyi" in files(wheels["tinytorch"])


@pytest.mark.parametrize("package", ["tinytorch", "autograder"])
def test_a_wheel_holds_its_package_and_nothing_else(wheels: dict[str, Path], package: str):
    assert {name.partition("/")[0].partition("-")[0] for name in files(wheels[package])} == {package}


@pytest.mark.parametrize("package", ["tinytorch", "autograder"])
def test_every_committed_file_is_shipped_but_what_must_not_be(wheels: dict[str, Path], package: str):
    git = subprocess.run(["git", "ls-files", package], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(git.stdout.split()) - files(wheels[package]) <= NOT_SHIPPED


def test_what_must_not_be_shipped_is_not(wheels: dict[str, Path]):
    assert all((ROOT / path).exists() for path in NOT_SHIPPED)
    assert not NOT_SHIPPED & (files(wheels["tinytorch"]) | files(wheels["autograder"]))


def files(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())
