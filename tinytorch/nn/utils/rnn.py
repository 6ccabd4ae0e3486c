"""Sequences of several lengths, under PyTorch's names."""

from tinytorch import _facade

__getattr__, __dir__ = _facade.attach(globals())
