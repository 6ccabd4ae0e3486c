"""What the C library does with memory that was freed."""

from __future__ import annotations

import ctypes
import sys


def keep_memory() -> None:
    """Ask the C library to keep freed memory for the next array: up to 256 MB, and arrays of up to 32 MB.

    Of itself it gives memory back and asks for it again at every step, and each page is cleared anew.
    This changes the whole process, so that it is called where training begins, never by an import.
    Nothing happens without glibc.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            trim_threshold, mmap_threshold = -1, -3  # names of malloc.h
            mallopt(trim_threshold, 256 << 20)
            mallopt(mmap_threshold, 32 << 20)
