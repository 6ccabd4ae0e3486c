"""What can keep a notebook from being exported or released."""

from __future__ import annotations

from autograder.error import AutograderError


class ExportError(AutograderError):
    """Says which cell keeps a notebook from being exported, and why."""


class ReleaseError(AutograderError):
    """Says what was not released, and why."""
