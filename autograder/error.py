"""What the command prints as one line."""


class AutograderError(Exception):
    """Something that its reader can act on: what was expected, what came, what to try."""
