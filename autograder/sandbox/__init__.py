"""A sandbox in which student code runs, and out of which only data comes. It knows nothing of points."""

from .cells import CheckCell, Run, SandboxUnavailable, StudentCell
from .inside.limits import Limits
from .server import Sandbox

__all__ = ["CheckCell", "Limits", "Run", "Sandbox", "SandboxUnavailable", "StudentCell"]
