"""Convolutional networks beside PyTorch; convolution beside the bare matrix product of its size.

`make bench`; for one thread, `OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python -m benchmarks.spatial`. A ratio
below 1 is faster than PyTorch.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import tracemalloc
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import tinytorch
from benchmarks.stopwatch import Call, compare
from benchmarks.training import training_step
from tinytorch.core.spatial import Convolve, channels_last

RNG = np.random.default_rng(0)
LINE = "{:<52} {:>9} {:>9} {:>6}  {}"


def lenet(nn: Any) -> Any:
    """LeNet-5 with ReLU and max-pooling."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def small_cnn(nn: Any) -> Any:
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 10),
    )  # fmt: skip


def wide_cnn(nn: Any) -> Any:
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(4096, 10),
    )  # fmt: skip


class Network(NamedTuple):
    """What is trained on random images of a shape. goals: the largest ratio on one thread and on two."""

    name: str
    build: Callable[[Any], Any]
    shape: tuple[int, ...]
    calls: int
    goals: tuple[float, float]


NETWORKS = [
    Network("W3 LeNet-5", lenet, (64, 1, 28, 28), 10, (1.0, 1.2)),
    Network("W4 CNN 8-16", small_cnn, (64, 1, 8, 8), 50, (0.8, 0.9)),
    Network("W5 CNN 32-32-pool-64-pool", wide_cnn, (64, 3, 32, 32), 2, (1.1, 1.3)),
]


def step_of(lib: Any, network: Network) -> Call:
    """A training step with Adam."""
    model, rng = network.build(lib.nn), np.random.default_rng(1)
    images = rng.standard_normal(network.shape).astype(np.float32)
    data = images, rng.integers(0, 10, len(images))
    return training_step(
        lib, model, lib.nn.functional.cross_entropy, lib.optim.Adam(model.parameters()), data
    )


def two_layers(lib: Any, shape: tuple[int, ...], kernel: int) -> Call:
    """Two convolutions that keep the shape, with ReLU, forward and backward, image included."""
    nn, channels = lib.nn, shape[1]
    conv = [nn.Conv2d(channels, channels, kernel, padding=kernel // 2) for _ in range(2)]
    model = nn.Sequential(conv[0], nn.ReLU(), conv[1], nn.ReLU())
    x = lib.from_numpy(RNG.standard_normal(shape).astype(np.float32)).requires_grad_()

    def run() -> None:
        model(x).mean().backward()
        x.grad = None

    return run


def peak(step: Call) -> float:
    """Megabytes that a step takes at most, above what there was before it."""
    step()
    tracemalloc.start()
    step()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    step()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (most - before) / 1e6


def row(what: str, ours: Call, theirs: Call | None, calls: int, rounds: int, goal: float) -> None:
    """Time both and print a line, in milliseconds."""
    timing = compare(ours, theirs, calls, rounds)
    there = ["-" if t is None else f"{t * 1e3:.2f}" for t in (timing.ours, timing.theirs)]
    ratio = "-" if timing.ratio is None else f"{timing.ratio:.2f}"
    missed = timing.ratio is not None and timing.ratio > goal
    print(LINE.format(what, *there, ratio, f"at most {goal}{': MISSED' if missed else ''}"))


def beside_gemm(n: int, channels: int, kernel: int, side: int) -> None:
    """A convolution that keeps the image's size, forward, beside one product of columns and weight."""
    outputs = 32
    x = channels_last(RNG.standard_normal((n, channels, side, side)).astype(np.float32)).transpose(0, 3, 1, 2)
    weight = tinytorch.from_numpy(RNG.standard_normal((outputs, channels, kernel, kernel)).astype(np.float32))
    places, seen, frame = n * side * side, channels * kernel * kernel, (kernel // 2, kernel // 2)
    columns, matrix = (RNG.standard_normal(s).astype(np.float32) for s in ((places, seen), (seen, outputs)))
    image, out = tinytorch.from_numpy(x), np.empty((places, outputs), np.float32)
    calls = max(1, int(2e8 / (places * seen * outputs)))
    what = f"{n} x {channels} x {side} x {side}, kernel {kernel}"
    row(what, lambda: Convolve.apply(image, weight, padding=(frame, frame)),
        lambda: np.dot(columns, matrix, out=out), calls, 9, 2.0)  # fmt: skip


def main() -> None:
    torch = importlib.import_module("torch") if importlib.util.find_spec("torch") else None
    threads = int(os.environ.get("OPENBLAS_NUM_THREADS", os.cpu_count() or 1))
    if torch is not None:
        torch.set_num_threads(threads)
    tinytorch.keep_memory()
    print(f"{threads} thread{'s' * (threads > 1)}; milliseconds, medians")
    print(LINE.format("a training step with Adam", "TinyTorch", "PyTorch", "ratio", "goal"))
    for network in NETWORKS:
        theirs = step_of(torch, network) if torch else None
        row(network.name, step_of(tinytorch, network), theirs, network.calls, 11, network.goals[threads > 1])
    for shape, kernel in (((1, 64, 32, 32), 3), ((1, 64, 64, 64), 5), ((64, 64, 16, 16), 1)):
        ours, theirs = (lib and two_layers(lib, shape, kernel) for lib in (tinytorch, torch))
        row(f"two convolutions of {shape}, kernel {kernel}", ours, theirs, 5, 11, 1.0)
    most = peak(step_of(tinytorch, NETWORKS[2]))
    print(f"{'W5, peak above the warm process':<52} {most:.0f} MB, at most 100")
    print(LINE.format("\na convolution to 32 channels, forward", "ours", "GEMM", "ratio", "goal"))
    for kernel in (1, 3, 5):
        for channels in (1, 3, 16, 64):
            beside_gemm(16, channels, kernel, 32)
    for n, side in ((1, 32), (64, 32), (16, 8), (16, 64), (2, 128)):
        beside_gemm(n, 16, 3, side)


if __name__ == "__main__":
    main()
