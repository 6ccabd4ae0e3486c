"""The checks run on any student's machine: NumPy alone, no Unix module, a console of another age."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

WINDOWS = """
import os, sys

class Absent:
    def find_spec(self, name, path, target=None):
        top = name.partition(".")[0]
        if top in {"fcntl", "resource", "pwd", "grp", "termios"} or (
            top not in sys.stdlib_module_names and top not in {"numpy", "autograder", "tinytorch"}
        ):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Absent())
sys.path.insert(0, ROOT)
if hasattr(os, "fork"):
    del os.fork
"""


def run(source: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    program = WINDOWS.replace("ROOT", repr(str(ROOT))) + source
    # Isolated, so that no .pth file of the environment imports anything first.
    return subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        env={"PYTHONPATH": os.pathsep.join(p for p in sys.path if "site-packages" in p), **environment},
    )


def test_every_check_works_with_numpy_alone_on_a_windows_console():
    done = run(
        """
import numpy as np
from autograder import doctor
from autograder.checks import *
begin("02_autograd")
check.equal("adds \\u2192", np.ones(2), [1.0, 1.0])
check.raises("refuses", lambda: [][1], IndexError)
check.predicts("digits", given.digits("held-out").labels, at_least=1.0)
assert "tinytorch" not in sys.modules  # begin looks, and does not import
check.equal("fails \\u2192", 1.0, 2.0, hint="caf\\u00e9 \\u2192")
""",
        PYTHONIOENCODING="cp1252",
    )
    assert done.stdout.splitlines()[1:] == [
        b"ok    adds ?",
        b"ok    refuses",
        b"ok    digits (accuracy 1.000, at least 1.000)",
    ]
    assert b"fails \\u2192: wrong value: expected 2.; got 1." in done.stderr
    assert b"caf\xe9" in done.stderr
