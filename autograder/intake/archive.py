"""A zip that was handed in: read in memory, a file at a time, and never unpacked to a disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath

from autograder.intake.document import CannotBeGraded
from autograder.intake.regular import MAX_BYTES
from autograder.naming import quoted

MAX_MEMBERS = 1_000
ENTRY = b"PK\x01\x02"  # begins each line of a zip's table of contents
ENCRYPTED = 0x1


def members(data: bytes) -> list[str]:
    """The names of the files in a zip. Raises CannotBeGraded for one that is not harmless."""
    with _opened(data) as archive:
        for entry in archive.infolist():
            _refuse(entry)
        return [entry.filename for entry in archive.infolist() if not entry.is_dir()]


def read_member(data: bytes, name: str) -> bytes:
    """The bytes of the one file of that name. Raises CannotBeGraded."""
    with _opened(data) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename == name]
        if len(entries) != 1:
            raise CannotBeGraded(f"the zip holds {len(entries)} files of that name; expected one")
        _refuse(entries[0])
        with archive.open(entries[0]) as file:
            return file.read(MAX_BYTES)  # what the entry says of its size may be a lie


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    if data.count(ENTRY) > MAX_MEMBERS:
        raise CannotBeGraded(f"the zip holds more than {MAX_MEMBERS:,} files")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield archive
    except CannotBeGraded:
        raise
    except Exception as error:  # zipfile promises nothing about bytes written to break it
        raise CannotBeGraded(f"the zip cannot be read ({type(error).__name__}); make it anew") from None


def _refuse(entry: zipfile.ZipInfo) -> None:
    name, path = quoted(entry.filename), PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise CannotBeGraded(f"the zip holds {name}, which points out of it")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise CannotBeGraded(f"the zip holds a symbolic link, {name}; hand in the file itself")
    if entry.flag_bits & ENCRYPTED:
        raise CannotBeGraded("the zip has a password; hand it in without one")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotBeGraded("the zip is compressed in an unusual way; make it anew")
    if entry.file_size > MAX_BYTES:
        raise CannotBeGraded(
            f"the zip holds {name}, of {entry.file_size:,} bytes; expected at most {MAX_BYTES:,}"
        )
