"""What to say where PyTorch has a name and this package has not."""

from collections.abc import Iterable
from difflib import get_close_matches

FLOATS = "tinytorch computes in float32 and float64"
INSTEAD = {
    "autocast": FLOATS,
    "autograd": "write loss.backward() and read x.grad",
    "bfloat16": FLOATS,
    "complex64": FLOATS,
    "cuda": "NumPy computes on the CPU; write x.to(device), where device is the CPU",
    "compile": "NumPy runs each operation as it comes; use the model itself",
    "einsum": "write it with @, transpose and sum, which are ten times faster in NumPy",
    "float16": FLOATS,
    "half": FLOATS,
    "new_ones": "write ones(size, dtype=x.dtype)",
    "new_tensor": "write tensor(data, dtype=x.dtype)",
    "new_zeros": "write zeros(size, dtype=x.dtype)",
    "register_hook": "retain what you need: a tensor of its own with requires_grad",
    "swapaxes": "write transpose",
}


def sentence(owner: str, name: str, known: Iterable[str]) -> str:
    """That `owner` has no such name, and what to use: from the table above, or the nearest names it has."""
    near = get_close_matches(name, [n for n in known if not n.startswith("_")], n=3, cutoff=0.7)
    instead = INSTEAD.get(name) or (f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else "")
    return f"{owner} has no `{name}`" + (f": {instead}" if instead else "; dir() lists what it has")
