"""Learning checks, release, and sandboxed grading for a course of nbgrader notebooks.

Importing this loads NumPy alone: a student's notebook and the sandbox need no more.
"""

from autograder.doctor import doctor

__all__ = ["doctor"]
__version__ = "0.1.0"
