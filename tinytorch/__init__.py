"""TinyTorch: a small deep-learning framework with PyTorch's names, built notebook by notebook.

The public names, and the modules that bring them, stand in `__init__.pyi`.
"""

from tinytorch import _facade

__version__ = "0.1.0"
__getattr__, __dir__ = _facade.attach(globals())
