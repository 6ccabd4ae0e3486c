"""The student kit: one zip with all that a student needs besides Python."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

import autograder
from autograder.course import Assignment, Course
from autograder.course.notebook import read_notebook
from autograder.release.error import ReleaseError
from autograder.release.export import build_package
from autograder.whole_file import write_whole

TEMPLATES = Path(__file__).parent
FOLDER = "tinytorch-student-kit"


def write_kit(course: Course) -> Path:
    """Pack all that is released so far into one zip in release/; the same course gives the same all day."""
    release = course.root / "release"
    released = [(a, release / a.name / a.path.name) for a in course.assignments]
    notebooks = {assignment: path for assignment, path in released if path.is_file()}
    path = release / f"{FOLDER}.zip"
    write_whole(path, _zip(_files(course, notebooks)))
    return path


def _files(course: Course, notebooks: dict[Assignment, Path]) -> dict[str, bytes]:
    wheel, content = _wheel()
    readme = (TEMPLATES / "README.md").read_text(encoding="utf-8").replace("{wheel}", wheel)
    return {
        "README.md": readme.encode("utf-8"),
        "AGENTS.md": (TEMPLATES / "AGENTS.md").read_bytes(),
        "pyproject.toml": (TEMPLATES / "kit.toml").read_bytes(),
        "kit_build.py": (TEMPLATES / "kit_build.py").read_bytes(),
        wheel: content,
        **build_package(map(read_notebook, notebooks.values()), course.package),
        **{
            assignment.path.relative_to(course.root).as_posix(): path.read_bytes()
            for assignment, path in notebooks.items()
        },
    }


def _wheel() -> tuple[str, bytes]:
    """The `autograder` distribution, built from the clone that this code runs from."""
    source = Path(autograder.__file__).parent
    if not (source / "pyproject.toml").is_file():
        raise ReleaseError(f"no pyproject.toml in {source}: release from a clone, installed with pip -e")
    with tempfile.TemporaryDirectory() as folder:
        [artifact] = WheelBuilder(str(source)).build(directory=folder, versions=["standard"])
        return Path(artifact).name, Path(artifact).read_bytes()


def _zip(files: dict[str, bytes]) -> bytes:
    content, today = BytesIO(), datetime.now(UTC)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", (today.year, today.month, today.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return content.getvalue()
