"""A training that draws from every stream: order, dropout, noise; with batch norm, AdamW and a schedule.

`small_run.py CHECKPOINT WEIGHTS [SECONDS]` trains with a checkpoint and saves the weights at the end, with so
many seconds between two steps, so that it can be killed on the way.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from tinytorch import Generator, Tensor, Trainer, manual_seed, nn, optim, rand, randint, save
from tinytorch.utils.data import DataLoader, TensorDataset

EPOCHS = 4


class Noisy(nn.Module):
    """Two layers, with noise from a generator of its own."""

    def __init__(self, generator: Generator):
        self.layers = nn.Sequential(
            nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Dropout(0.2), nn.Flatten(), nn.Linear(8, 3)
        )
        self.generator = generator

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x + 0.1 * rand(*x.shape, generator=self.generator))


def trainer(delay: float = 0.0, **settings: Any) -> tuple[Trainer, DataLoader]:
    """The same run each time, before its first step."""
    manual_seed(7)
    noise, data = Generator(3), Generator(4)
    rows = TensorDataset(rand(50, 1, 4, 4, generator=data), randint(0, 3, (50,), generator=data))
    model = Noisy(noise)
    optimizer = optim.AdamW(model.parameters(), lr=0.01)
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, 30)

    def loss_fn(outputs: Tensor, targets: Tensor) -> Tensor:
        time.sleep(delay)
        return nn.functional.cross_entropy(outputs, targets)

    run = Trainer(
        model, optimizer, loss_fn, clip=1.0, scheduler=schedule, schedule_steps=True, generators=[noise],
        progress=False, **settings,
    )  # fmt: skip
    return run, DataLoader(rows, 8, shuffle=True, generator=Generator(5))


if __name__ == "__main__":
    run, loader = trainer(float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
    run.fit(loader, EPOCHS, checkpoint=sys.argv[1], every=1)
    save(run.model.state_dict(), sys.argv[2])
