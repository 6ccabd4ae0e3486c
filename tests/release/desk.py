"""A student's desk: the kit unpacked and installed as its README says, on a machine like a Windows one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.course import Assignment

UV = Path(sys.executable).parent / "uv"
LOCK = Path(__file__).parents[2] / "requirements.lock"


@dataclass(frozen=True)
class Desk:
    """folder: what the kit unpacked to, with an environment .venv in it."""

    folder: Path

    @classmethod
    def set_up(cls, kit: Path, place: Path) -> Desk:
        with zipfile.ZipFile(kit) as archive:
            archive.extractall(place)
        desk = cls(next(place.iterdir()))
        wheel = next(desk.folder.glob("*.whl"))
        subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, desk.folder / ".venv"], check=True)
        install = [UV, "pip", "install", "--quiet", "--constraint", LOCK, "--python", desk.python]
        install += [f"./{wheel.name}", "-e", "."]
        # `make setup` filled uv's cache with the versions of the lock; without it, the network has to do.
        if subprocess.run([*install, "--offline"], cwd=desk.folder, stderr=subprocess.DEVNULL).returncode:
            subprocess.run(install, cwd=desk.folder, check=True)
        shutil.copy(Path(__file__).with_name("windows_like.py"), desk.packages)
        (desk.packages / "windows_like.pth").write_text("import windows_like\n", encoding="utf-8")
        return desk

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @property
    def packages(self) -> Path:
        base = str(self.folder / ".venv")
        return Path(sysconfig.get_path("purelib", vars={"base": base, "platbase": base}))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The `autograder` command in the kit's folder, with the locale's encoding cp1252."""
        return self.run_python(str(self.python.with_name("autograder")), *arguments)

    def run_python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "HOME": str(self.folder.parent),
            "PATH": os.pathsep.join([str(self.python.parent), os.defpath]),
            "LC_ALL": "C",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONUTF8": "0",
            "PYTHONIOENCODING": "cp1252",
        }
        command = [self.python, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, encoding="cp1252"
        )

    def complete(self, assignment: Assignment) -> None:
        """Write the authors' solutions into the student's notebook."""
        path = self.folder / assignment.path.relative_to(assignment.course.root)
        notebook = nbformat.read(path, as_version=4)
        solutions = {cell.id: cell.source for cell in assignment.notebook().cells}
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = solutions[cell.id]
        nbformat.write(notebook, path)
