"""What PyTorch answers to the cases of a file, kept beside it: arrays in an .npz, everything else in a .json.

All arrays of one dtype stand behind one another, since each entry of an .npz costs more than such an array.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from case import Case, cases
from drawing import seed_of, styles
from running import Leaf, Outcome, run

STORED = Path(__file__).with_name("stored")
Outcomes = dict[str, list[Outcome]]  # a case's name -> its draws


def outcomes(module: str, library: Any, salt: int = 0) -> Outcomes:
    """Every draw of every case of a file, in this library."""
    return {case.name: all_draws(case, library, salt) for case in cases(module)}


def all_draws(case: Case, library: Any, salt: int = 0) -> list[Outcome]:
    """Every draw of a case; another salt draws others."""
    drawn = enumerate(styles(case.call))
    return [run(case, library, seed_of(case.name, n, salt), style) for n, style in drawn]


def store(module: str, found: Outcomes) -> None:
    """Write them; the same outcomes give the same bytes."""
    arrays: dict[str, list[np.ndarray]] = {}

    def entry(leaf: Leaf) -> Any:
        if not isinstance(leaf.value, np.ndarray):
            return {"value": leaf.value}
        arrays.setdefault(str(leaf.value.dtype), []).append(leaf.value.ravel())
        return [str(leaf.value.dtype), leaf.value.shape, leaf.requires_grad]

    def draw(outcome: Outcome) -> list[Any]:
        digest, error, results, gradients = outcome
        return [digest, error, [*map(entry, results)], [*map(entry, gradients)]]

    lines = [f"{json.dumps(name)}: {json.dumps([*map(draw, draws)])}" for name, draws in found.items()]
    STORED.mkdir(exist_ok=True)
    STORED.joinpath(f"{module}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    joined = {dtype: np.concatenate(parts) for dtype, parts in arrays.items()}
    np.savez_compressed(STORED / f"{module}.npz", **joined)


def stored(module: str) -> Outcomes:
    """What `store` wrote; nothing for a file of which nothing was stored yet."""
    index = STORED / f"{module}.json"
    if not index.exists():
        return {}
    with np.load(index.with_suffix(".npz"), allow_pickle=False) as file:
        rest = {key: file[key] for key in file.files}

    def leaf(entry: Any) -> Leaf:
        if isinstance(entry, dict):
            return Leaf(entry["value"])
        dtype, shape, requires_grad = entry
        n = int(np.prod(shape))
        taken, rest[dtype] = rest[dtype][:n].reshape(shape), rest[dtype][n:]
        return Leaf(taken, requires_grad)

    def draws(entries: list[Any]) -> Iterator[Outcome]:
        for digest, error, results, gradients in entries:
            yield Outcome(digest, error, [*map(leaf, results)], [*map(leaf, gradients)])

    found = json.loads(index.read_text(encoding="utf-8"))
    return {name: [*draws(entries)] for name, entries in found.items()}
