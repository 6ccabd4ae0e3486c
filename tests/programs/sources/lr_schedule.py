"""Learning rates by schedule: steps, a cosine, a warm-up of one's own."""

import math

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, StepLR


def train(make):
    w = torch.tensor([2.0, -1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.4)
    scheduler = make(optimizer)
    rates = []
    for epoch in range(9):
        optimizer.zero_grad()
        loss = (w**2 * torch.tensor([1.0, 0.3])).sum()
        loss.backward()
        optimizer.step()
        rates.append(optimizer.param_groups[0]["lr"])
        scheduler.step()
    return rates, loss.item(), scheduler.get_last_lr()[0]


def warmup(epoch):
    return (epoch + 1) / 3 if epoch < 3 else 0.5 * (1 + math.cos(math.pi * (epoch - 3) / 6))


for name, make in (
    ("steps", lambda o: StepLR(o, step_size=3, gamma=0.5)),
    ("cosine", lambda o: CosineAnnealingLR(o, T_max=9, eta_min=0.01)),
    ("warm-up", lambda o: LambdaLR(o, lr_lambda=warmup)),
):
    rates, loss, last = train(make)
    print(name, " ".join(f"{r:.4f}" for r in rates), f"loss {loss:.5f} last {last:.4f}")
