"""Whole models. PyTorch has none of its own; the names are nanoGPT's.

The public names stand in `__init__.pyi`.
"""

from tinytorch import _facade

__getattr__, __dir__ = _facade.attach(globals())
