"""A test puts it into a student's environment: what Windows lacks is missing, text is cp1252 by default."""

import builtins
import io
import locale
import os
import sys

for name in ("fcntl", "resource"):
    sys.modules[name] = None  # so that its import fails
del os.fork

_open = io.open


def _open_as_on_windows(
    file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None
):
    if "b" not in mode:
        encoding = "cp1252" if encoding in (None, "locale") else encoding
        newline = "\r\n" if newline is None and mode[0] in "wax" else newline
    return _open(file, mode, buffering, encoding, errors, newline, closefd, opener)


builtins.open = io.open = _open_as_on_windows
locale.getpreferredencoding = lambda do_setlocale=True: "cp1252"
