"""What core/tensor.py imports and 01 does not teach: outside of the notebook, so that it stays short.

It needs NumPy alone. `tinytorch.extras` stands on the other side of core/tensor.py: it writes the methods
that `methods.py` declares.
"""
