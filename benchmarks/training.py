"""A training step and an epoch beside PyTorch's, and two operations that grow with a model: `make bench`.

The same lines on the same weights in both, one thread each. A ratio below 1 is faster than PyTorch.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import tinytorch
from benchmarks.core import LINE, Build, Workload, losses_agree, promise, row
from benchmarks.stopwatch import Call, compare
from tinytorch.utils.data import DataLoader, FashionMNIST, TensorDataset

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32), np.array([[0], [1], [1], [0]], np.float32)
RNG = np.random.default_rng(0)
ROWS = RNG.standard_normal((64, 64)).astype(np.float32), RNG.integers(0, 10, 64)
VOCABULARY, PARAMETERS = 50_000, 10_000_000
FASHION, FASHION_SIZES = Path("/usr/share/datasets/fashion-mnist"), [784, 128, 64, 10]
OVERHEAD = 1.03  # of an epoch by Trainer, beside the bare loop


def network(lib: Any, sizes: list[int], activation: str) -> Any:
    """Linear layers of these sizes, the activation between them, and the same weights in both libraries."""
    rng = np.random.default_rng(1)
    layers: list[Any] = []
    for inputs, outputs in pairwise(sizes):
        linear = lib.nn.Linear(inputs, outputs)
        weight = rng.standard_normal((outputs, inputs)).astype(np.float32) / np.float32(inputs**0.5)
        bias = np.zeros(outputs, np.float32)
        linear.load_state_dict({"weight": lib.from_numpy(weight), "bias": lib.from_numpy(bias)})
        layers += [linear, getattr(lib.nn, activation)()]
    return lib.nn.Sequential(*layers[:-1])


def training_step(lib: Any, net: Any, loss: Any, optimizer: Any, data: tuple[np.ndarray, np.ndarray]) -> Call:
    """zero_grad, forward, loss, backward, step."""
    x, y = (lib.from_numpy(array) for array in data)

    def step() -> Any:
        optimizer.zero_grad()
        value = loss(net(x), y)
        value.backward()
        optimizer.step()
        return value

    return step


def xor_step(lib: Any) -> Call:
    """W1: an MLP 2-8-1 on the four rows of XOR, SGD."""
    net = network(lib, [2, 8, 1], "Tanh")
    return training_step(lib, net, lib.nn.MSELoss(), lib.optim.SGD(net.parameters(), lr=0.1), XOR)


def mlp_step(lib: Any) -> Call:
    """W2: an MLP 64-128-64-10 on 64 rows, Adam."""
    net = network(lib, [64, 128, 64, 10], "ReLU")
    return training_step(lib, net, lib.nn.CrossEntropyLoss(), lib.optim.Adam(net.parameters(), lr=1e-3), ROWS)


def large_vocabulary(lib: Any) -> Call:
    """Cross-entropy of 64 rows over 50,000 classes, and its gradient."""
    rng = np.random.default_rng(2)
    logits = lib.from_numpy(rng.standard_normal((64, VOCABULARY)).astype(np.float32)).requires_grad_()
    target = lib.from_numpy(rng.integers(0, VOCABULARY, 64))

    def run() -> None:
        logits.grad = None
        lib.nn.functional.cross_entropy(logits, target).backward()

    return run


def large_adam(lib: Any) -> Call:
    """One step of Adam on 10 million parameters."""
    p = lib.nn.Parameter(lib.from_numpy(np.zeros(PARAMETERS, np.float32)))
    p.grad = lib.from_numpy(np.random.default_rng(3).standard_normal(PARAMETERS).astype(np.float32))
    step: Call = lib.optim.Adam([p]).step
    return step


@cache
def fashion() -> tuple[np.ndarray, np.ndarray]:
    """60,000 photographs as rows of pixels, and their classes; noise where they are not installed."""
    if not FASHION.is_dir():
        return RNG.random((60_000, FASHION_SIZES[0]), dtype=np.float32), RNG.integers(0, 10, 60_000)
    files = FashionMNIST(FASHION)
    return files.images.numpy().reshape(len(files), -1).astype(np.float32) / 255, files.targets.numpy()


def fashion_epoch(lib: Any) -> Call:
    """MLP 784-128-64-10, Adam, batches of 64 from a DataLoader that shuffles."""
    net, data = network(lib, FASHION_SIZES, "ReLU"), lib.utils.data
    loss, optimizer = lib.nn.CrossEntropyLoss(), lib.optim.Adam(net.parameters(), lr=1e-3)
    loader = data.DataLoader(data.TensorDataset(*map(lib.from_numpy, fashion())), batch_size=64, shuffle=True)

    def epoch() -> None:
        for x, y in loader:
            optimizer.zero_grad()
            loss(net(x), y).backward()
            optimizer.step()

    return epoch


def trainers_overhead() -> bool:
    """An epoch of 12,000 photographs by Trainer, beside the bare loop with the same network."""
    rows = [tinytorch.from_numpy(array[:12_000]) for array in fashion()]
    net, loss_fn = network(tinytorch, FASHION_SIZES, "ReLU"), tinytorch.nn.CrossEntropyLoss()
    optimizer = tinytorch.optim.Adam(net.parameters(), lr=1e-3)
    loader = DataLoader(TensorDataset(*rows), 64, shuffle=True)
    trainer = tinytorch.Trainer(net, optimizer, loss_fn, progress=False)

    def bare() -> float:
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = loss_fn(net(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        return total

    timing = compare(lambda: trainer.fit(loader, trainer.epochs_done + 1), bare, 1, 21)
    assert timing.ratio is not None
    found = f"{timing.ratio:.3f} of the bare loop, at most {OVERHEAD}"
    return promise("an epoch by Trainer", timing.ratio <= OVERHEAD, found)


def workload(what: str, build: Build, calls: int, rounds: int, goal: float) -> Workload:
    return Workload(what, build, build, calls, rounds, goal)


WORKLOADS = [
    workload("W1: XOR, MLP 2-8-1, SGD", xor_step, 300, 31, 0.35),
    workload("W2: MLP 64-128-64-10, batch 64, Adam", mlp_step, 100, 31, 0.55),
    workload("cross-entropy, 64 rows of 50,000 classes", large_vocabulary, 1, 15, 1.0),
    workload("Adam, 10 million parameters", large_adam, 1, 11, 1.0),
    workload("an epoch of Fashion-MNIST, MLP 784-128-64-10", fashion_epoch, 1, 5, 0.8),
]


def main() -> int:
    torch = importlib.import_module("torch") if importlib.util.find_spec("torch") else None
    if torch:
        torch.set_num_threads(1)
    print(LINE.format("training, one thread", "TinyTorch", "PyTorch", "ratio", "goal"))
    for each in WORKLOADS:
        row(each, torch)
    trainers_overhead()
    steps = {"W1": xor_step, "W2": mlp_step}
    kept = [losses_agree(what, step, torch) for what, step in steps.items()] if torch else []
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
