"""The core beside PyTorch, on the same work in one run: `make bench`, or `make bench TORCH=1` with PyTorch.

A ratio below 1 is faster than PyTorch. Without PyTorch, our own numbers stand alone. A missed goal is
printed; the command fails only at what does not depend on the machine's speed.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import tinytorch
from benchmarks.stopwatch import Call, Timing, compare
from tinytorch.core.autograd import graph_order, inputs_of

RNG = np.random.default_rng(0)
XOR_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
XOR_Y = np.array([[0], [1], [1], [0]], np.float32)
XOR_WEIGHTS = [RNG.standard_normal(shape).astype(np.float32) for shape in [(2, 8), (8,), (8, 1), (1,)]]
Build = Callable[[Any], Call]
LINE = "{:<44} {:>12} {:>12} {:>6}  {}"


def small_operation(lib: Any) -> Call:
    """A product of two (4, 8) tensors that require gradients."""
    a, b = (lib.tensor(RNG.standard_normal((4, 8)).astype(np.float32)).requires_grad_() for _ in range(2))
    return lambda: a * b


def xor_step(lib: Any) -> Call:
    """Zero the gradients, forward, loss, backward, SGD: an MLP 2-8-1 on the four rows of XOR."""
    x, y = lib.from_numpy(XOR_X), lib.from_numpy(XOR_Y)
    parameters = [lib.tensor(w).requires_grad_() for w in XOR_WEIGHTS]
    w1, b1, w2, b2 = parameters

    def step() -> Any:
        for p in parameters:
            p.grad = None
        error = (x @ w1 + b1).tanh() @ w2 + b2 - y
        loss = (error * error).mean()
        loss.backward()
        with lib.no_grad():
            for p in parameters:
                p -= 0.1 * p.grad
        return loss

    return step


def long_chain(lib: Any) -> Call:
    """10,000 recorded operations, one after the other, and backward."""
    x = lib.tensor([1.0]).requires_grad_()

    def run() -> None:
        y = x
        for _ in range(10_000):
            y = y + 1
        y.backward()

    return run


def xor_step_of_modules(torch: Any) -> Call:
    """The step of `xor_step` as PyTorch's users write it: modules, a loss, an optimizer."""
    net = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    mse, sgd = torch.nn.MSELoss(), torch.optim.SGD(net.parameters(), lr=0.1)
    x, y = torch.from_numpy(XOR_X), torch.from_numpy(XOR_Y)

    def step() -> Any:
        sgd.zero_grad()
        loss = mse(net(x), y)
        loss.backward()
        sgd.step()
        return loss

    return step


class Workload(NamedTuple):
    """What is timed in both libraries. goal: the largest ratio of our time to PyTorch's, if there is one."""

    what: str
    ours: Build
    theirs: Build
    calls: int
    rounds: int
    goal: float | None = None


WORKLOADS = [
    Workload("a recorded small operation", small_operation, small_operation, 2000, 41, 1.3),
    Workload("XOR step of tensor operations; torch.nn, SGD", xor_step, xor_step_of_modules, 500, 31, 0.6),
    Workload("XOR step, the same lines in both", xor_step, xor_step, 500, 31),
    Workload("10,000 operations in a chain, backward", long_chain, long_chain, 1, 11),
]


def main() -> int:
    torch = importlib.import_module("torch") if importlib.util.find_spec("torch") else None
    print(f"NumPy {np.__version__}", f"PyTorch {torch.__version__}" if torch else "without PyTorch", sep=", ")
    print(LINE.format("", "TinyTorch", "PyTorch", "ratio", "goal"))
    gc.freeze()  # or each collection of ours would look through all that importing PyTorch has left
    for workload in WORKLOADS:
        row(workload, torch)
    quick_import()
    kept = [losses_agree("XOR", xor_step, torch)] if torch else []
    kept += [nothing_held(), all_float32()]
    if torch is None:
        print("\nTo compare: make bench TORCH=1 installs PyTorch's CPU build into .venv-bench, beside .venv")
    return 0 if all(kept) else 1


def row(work: Workload, torch: Any) -> None:
    """Time one workload and print its line."""
    theirs = work.theirs(torch) if torch else None
    timing = compare(work.ours(tinytorch), theirs, work.calls, work.rounds)
    missed = work.goal is not None and timing.ratio is not None and timing.ratio > work.goal
    verdict = "" if work.goal is None else f"at most {work.goal}{': MISSED' if missed else ''}"
    print(LINE.format(work.what, *texts(timing), verdict).rstrip())


def texts(timing: Timing) -> tuple[str, str, str]:
    theirs = "-" if timing.theirs is None else microseconds(timing.theirs)
    return microseconds(timing.ours), theirs, "-" if timing.ratio is None else f"{timing.ratio:.2f}"


def microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:,.1f} us"


def promise(what: str, kept: bool, found: str) -> bool:
    """Print one line of what must hold at any speed of the machine."""
    print(f"{what:<44} {found}{'' if kept else ': MISSED'}")
    return kept


def losses_agree(what: str, step: Build, torch: Any) -> bool:
    """Both libraries train the same network: the first five losses, side by side."""
    ours, theirs = step(tinytorch), step(torch)
    worst = max(abs(ours().item() / theirs().item() - 1) for _ in range(5))
    return promise(f"the first five losses of {what}", worst < 1e-5, f"equal to {worst:.0e}")


def nothing_held() -> bool:
    """After `backward`, without the garbage collector, nothing between leaf and loss is alive."""
    gc.collect()
    gc.disable()
    try:
        y = tinytorch.randn(4, 8, requires_grad=True)
        watched: list[weakref.ref[Any]] = []
        for _ in range(100):
            y = (y * 0.5).tanh()
            watched += [weakref.ref(y), weakref.ref(y.data), weakref.ref(y.grad_fn)]
        loss = y.sum()
        del y
        loss.backward()
        alive = sum(ref() is not None for ref in watched)
    finally:
        gc.enable()
    return promise("held after backward, gc off", alive == 0, f"{alive} of {len(watched)} objects")


def all_float32() -> bool:
    """Every array of a training step: inputs, results, gradients, parameters."""
    x, y = tinytorch.from_numpy(XOR_X), tinytorch.from_numpy(XOR_Y)
    parameters = [tinytorch.tensor(w, requires_grad=True) for w in XOR_WEIGHTS]
    w1, b1, w2, b2 = parameters
    loss = (((x @ w1 + b1).tanh() @ w2 + b2 - y) ** 2).mean()
    graph = graph_order(loss)
    arrays = [t.data for t in {*graph, *(i for t in graph for i in inputs_of(t))}]
    loss.backward()
    gradients = [p.grad for p in parameters if p.grad is not None]
    with tinytorch.no_grad():
        for p, g in zip(parameters, gradients, strict=True):
            p -= 0.1 * g
    arrays += [t.data for t in parameters + gradients]
    others = sum(a.dtype != np.float32 for a in arrays)
    return promise("float32 arrays in an XOR step", others == 0, f"{len(arrays) - others} of {len(arrays)}")


def quick_import() -> None:
    """What `import tinytorch` and its first name add to `import numpy`: medians of fresh interpreters."""
    with tempfile.TemporaryDirectory() as bytecode:
        times = [import_times(bytecode) for _ in range(12)][1:]  # the first one compiles, as installing does
    numpy, added = (statistics.median(column) * 1e3 for column in zip(*times, strict=True))
    promise("import tinytorch", added <= 40, f"NumPy {numpy:.0f} ms + {added:.0f} ms, at most 40")


def import_times(bytecode: str) -> tuple[float, float]:
    """Processor seconds for NumPy, and for TinyTorch after it; a busy machine changes them little."""
    code = """
from time import process_time
t = [process_time()]
import numpy
t.append(process_time())
import tinytorch; tinytorch.Tensor
t.append(process_time())
print(t[1] - t[0], t[2] - t[1])"""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    numpy, added = map(float, done.stdout.split())
    return numpy, added


if __name__ == "__main__":
    sys.exit(main())
