"""What is within, for type checkers and for `_facade.py`."""

from tinytorch.utils import data as data
