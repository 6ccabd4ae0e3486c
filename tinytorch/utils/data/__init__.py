"""Datasets, loaders and transforms, under PyTorch's and torchvision's names."""

from tinytorch import _facade

__getattr__, __dir__ = _facade.attach(globals())
