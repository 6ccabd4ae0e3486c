"""`save` and `load` of module 08 as programs call them: with open files, and with PyTorch's settings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinytorch.core import training


def save(obj: Any, f: Any) -> None:
    """See `tinytorch.core.training.save`; f: a path, or a binary file that is open for writing."""
    if isinstance(f, (str, Path)):
        return training.save(obj, f)
    with TemporaryDirectory() as folder:
        training.save(obj, path := Path(folder) / "saved")
        f.write(path.read_bytes())


def load(f: Any, map_location: Any = None, *, weights_only: bool = True) -> Any:
    """What `save` wrote. Everything is on the CPU, and no file holds code, whatever the settings say."""
    if isinstance(f, (str, Path)):
        return training.load(f)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "saved"
        path.write_bytes(f.read())
        return training.load(path)
