"""How pip installs this folder: as hatchling does, but for the file that tells Python where the folder is.

Python reads that file in the locale's encoding, and would look in the wrong place, or not even start, where
the folder's path has letters of another one. So the path is written in ASCII.
"""

import os
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from hatchling import build as hatchling
from hatchling.build import build_sdist as build_sdist
from hatchling.build import build_wheel as build_wheel
from hatchling.build import get_requires_for_build_editable as get_requires_for_build_editable


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """For `pip install -e .`; see PEP 660."""
    name = hatchling.build_editable(wheel_directory, config_settings, metadata_directory)
    path = Path(wheel_directory, name)
    with zipfile.ZipFile(path) as wheel:
        files = {file: wheel.read(file) for file in wheel.namelist()}
    where = repr(os.fsencode(Path.cwd()))
    for file in files:
        if file.endswith(".pth"):
            files[file] = f"import os, sys; sys.path.append(os.fsdecode({where}))\n".encode("ascii")
    [record] = [file for file in files if file.endswith("/RECORD")]
    files[record] = "".join(f"{_entry(file, files[file])}\n" for file in files if file != record).encode()
    files[record] += f"{record},,\n".encode()
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in files.items():
            wheel.writestr(file, content)
    return name


def _entry(file, content):
    digest = urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
    return f"{file},sha256={digest},{len(content)}"
