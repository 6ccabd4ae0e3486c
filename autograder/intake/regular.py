"""The only way into a submission's files: regular ones of a bearable size, read and not changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from autograder.intake.document import CannotBeGraded
from autograder.naming import quoted

MAX_BYTES = 20_000_000


def read_regular(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file that has one name and at most `limit` bytes.

    Raises CannotBeGraded for links, folders, devices and pipes, none of which is opened.
    """
    try:
        _refuse_irregular(path.lstat(), limit)
        # It may change between the look and the opening: follow no link, wait for no pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            _refuse_irregular(os.fstat(descriptor), limit)
            return file.read(limit)
    except OSError as error:
        raise CannotBeGraded(f"the file cannot be read ({error.strerror})") from None


def require_regular_files(folder: Path) -> None:
    """Raise CannotBeGraded if anything in a submission's folder is neither a regular file nor a folder."""
    if not is_folder(folder):
        raise CannotBeGraded(f"{quoted(folder.name)} is not a folder; links are not followed")
    for place, folders, files in os.walk(folder):
        for path in (Path(place, name) for name in files + folders):
            status = path.lstat()
            if not stat.S_ISDIR(status.st_mode):
                try:
                    _refuse_irregular(status, MAX_BYTES)
                except CannotBeGraded as reason:
                    raise CannotBeGraded(f"{quoted(path.name)}: {reason}") from None


def is_folder(folder: Path) -> bool:
    """Whether it is one itself, and no link to one; False where that cannot be seen."""
    try:
        return folder.is_dir() and not folder.is_symlink() and not folder.parent.is_symlink()
    except PermissionError:
        return False


def _refuse_irregular(status: os.stat_result, limit: int) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise CannotBeGraded("it is a symbolic link; hand in the file itself")
    if not stat.S_ISREG(status.st_mode):
        raise CannotBeGraded("it is not a regular file")
    if status.st_nlink > 1:
        raise CannotBeGraded("the file has a second name elsewhere (a hard link); put a copy in its place")
    if status.st_size > limit:
        raise CannotBeGraded(f"the file has {status.st_size:,} bytes; expected at most {limit:,}")
