"""What `x.data` is: the NumPy array, which published programs take for a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

CUT = (
    "x.data has no history, so that what is computed with it brings x no gradient; "
    "write x, or x.detach() where a constant is meant"
)


class Data(np.ndarray):
    """A tensor's array. Where NumPy has no method of a name, it has that of the tensor, on the same memory.

    So `p.data.zero_()`, `p.data.add_(p.grad, alpha=-lr)` and `w.data.norm()` do what they do in PyTorch, as
    does arithmetic with tensors, unless it is recorded: there a gradient would get lost in silence, and it is
    refused (*PyTorch takes it*). What NumPy has is NumPy's: `x.data.std()` divides by n.
    """

    __slots__ = ()
    tensor: ClassVar[Any]  # the class Tensor, from core/tensor.py; in notebook 01 it is the notebook's own

    @property
    def data(self) -> Any:  # `init.normal_(p.data)`, `p.data.data`
        return self

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else array.view(Data)  # NumPy numbers, as of any other array

    def __repr__(self) -> str:
        return repr(self.view(np.ndarray))

    if not TYPE_CHECKING:  # which shall go on finding what is misspelt

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return getattr(self.tensor(self.view(np.ndarray)), name)
