"""What to say where PyTorch has a name and this package has not."""

from collections.abc import Iterable
from difflib import get_close_matches

FLOATS = "tinytorch computes in float32 and float64"
LAZY = "a layer's sizes are given when it is made; print x.shape where it is to stand"
INSTEAD = {
    "channels_last": "memory is as NumPy lays it; leave memory_format out",
    "complex64": FLOATS,
    "cuda": "NumPy computes on the CPU; write x.to(device), where device is the CPU",
    "half": FLOATS,
    "CyclicLR": "OneCycleLR and LambdaLR are here",
    "LazyConv2d": LAZY,
    "LazyLinear": LAZY,
    "LBFGS": "it needs the loss anew several times a step; Adam is the nearest here",
    "jit": "NumPy runs each operation as it comes; use the model itself",
    "modules": "layers are in nn itself",
    "svd": "write linalg.svd(x.detach())",
    "sparse": "every tensor is dense",
    "vmap": "write the batch as a dimension of its own",
}


def sentence(owner: str, name: str, known: Iterable[str]) -> str:
    """That `owner` has no such name, and what to use: from the table above, or the nearest names it has."""
    near = get_close_matches(name, [n for n in known if not n.startswith("_")], n=3, cutoff=0.7)
    instead = INSTEAD.get(name) or (f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else "")
    return f"{owner} has no `{name}`" + (f": {instead}" if instead else "; dir() lists what it has")
