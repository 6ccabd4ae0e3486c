"""PyTorch's `utils`; `tinytorch.utils.data` is all of it that there is."""

from tinytorch import _facade

__getattr__, __dir__ = _facade.attach(globals())
