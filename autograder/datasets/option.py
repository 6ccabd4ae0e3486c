"""What `autograder milestone --data FOLDER` and its like tell the notebook that they run."""

from __future__ import annotations

import os


def option(name: str) -> str | None:
    """What was given for "data" (a folder), "text" (a file) or "minutes" (a number); None if nothing was.

    A milestone takes the options that its cells ask for in this way, with the name as a literal.
    """
    return os.environ.get(variable(name)) or None


def variable(name: str) -> str:
    """The environment variable in which the command hands an option to the notebook's kernel."""
    return f"AUTOGRADER_{name.upper()}"
