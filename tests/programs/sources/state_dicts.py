"""A checkpoint is saved, and training goes on from it as if nothing had been."""

import tempfile
from pathlib import Path

import torch
import torch.nn as nn


def make():
    model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
    return model, torch.optim.Adam(model.parameters(), lr=0.02)


X = torch.sin(torch.arange(30).float()).view(10, 3)
y = X.sum(dim=1, keepdim=True)


def train(model, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(X), y)
        loss.backward()
        optimizer.step()
    return loss.item()


model, optimizer = make()
with torch.no_grad():
    for k, p in enumerate(model.parameters()):
        p.copy_(torch.cos(torch.arange(p.numel()) * 0.9 + k).view(p.shape) * 0.5)
for name, tensor in model.state_dict().items():
    print(name, tuple(tensor.size()))

print(f"{train(model, optimizer, 10):.5f}")
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "checkpoint.pt"
    torch.save({"epoch": 10, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)
    print(f"{train(model, optimizer, 10):.5f}")

    restored, optimizer = make()
    checkpoint = torch.load(path)
    restored.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
print(checkpoint["epoch"], f"{train(restored, optimizer, 10):.5f}")
print(all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), restored.state_dict().values())))
