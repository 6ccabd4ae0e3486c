"""What 08_training brings, beside PyTorch."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from case import Case

OURS = "ours: PyTorch has no such name; tests/training/test_trainer.py"
NAMES = ("EarlyStopping", "NotFinite", "Trainer", "accuracy", "evaluate", "keep_memory", "train_step")
WITHOUT = dict.fromkeys(NAMES, OURS)


def through_a_file(torch: Any, value: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        torch.save(value, Path(folder, "file.pt"))
        return torch.load(Path(folder, "file.pt"))


CASES = [
    Case(
        "save", lambda torch, x: through_a_file(torch, {"x": x.detach(), "list": [1, 2.5, None, ("a", True)]})
    ),
    Case("load", lambda torch, i: through_a_file(torch, [i, {3: i * 2}])),
    Case(
        "load, a model's state",
        lambda torch, nn, filled: through_a_file(torch, dict(filled(nn.Linear(3, 2)).state_dict())),
    ),
]
