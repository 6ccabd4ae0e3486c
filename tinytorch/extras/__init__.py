"""What published programs use and no notebook teaches: given, terse, made as the notebooks make theirs.

It stands outside of the notebooks, so that they stay as long as what they teach. Each operation is a Function
that is entered through `apply`, with its rule in the table `VJP` below it; the methods that
tinytorch/given/methods.py declares for it are filled in by `METHODS` and `@method`. Imported when one of them
is called; needs `core.tensor` alone.
"""

from tinytorch.extras import (  # noqa: F401  for their methods
    angles,
    elements,
    hooks,
    in_place,
    products,
    reductions,
    shapes,
)
from tinytorch.extras.creation import as_tensor as as_tensor
from tinytorch.extras.creation import bernoulli as bernoulli
from tinytorch.extras.creation import empty as empty
from tinytorch.extras.creation import empty_like as empty_like
from tinytorch.extras.creation import is_tensor as is_tensor
from tinytorch.extras.creation import normal as normal
from tinytorch.extras.creation import randperm as randperm
from tinytorch.extras.devices import Size as Size
from tinytorch.extras.devices import backends as backends
from tinytorch.extras.devices import cuda as cuda
from tinytorch.extras.devices import device as device
from tinytorch.extras.devices import dtype as dtype
from tinytorch.extras.devices import int8 as int8
from tinytorch.extras.devices import int16 as int16
from tinytorch.extras.devices import int32 as int32
from tinytorch.extras.devices import uint8 as uint8
from tinytorch.extras.drawing import draw_graph as draw_graph
from tinytorch.extras.modes import enable_grad as enable_grad
from tinytorch.extras.modes import set_grad_enabled as set_grad_enabled
