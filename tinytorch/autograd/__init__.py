"""Gradients asked for by name, and operations of one's own, under PyTorch's names."""

from tinytorch import _facade

__getattr__, __dir__ = _facade.attach(globals())
