"""Gradients of a deep network, clipped by their norm and by value."""

import torch
from torch import nn

layers = []
for k in range(4):
    layer = nn.Linear(5, 5)
    with torch.no_grad():
        layer.weight.copy_(1.8 * torch.cos(torch.arange(25) * (k + 1.0)).view(5, 5))
        layer.bias.fill_(0.1 * k)
    layers += [layer, nn.ReLU()]
model = nn.Sequential(*layers[:-1])

x = torch.linspace(-1, 1, 15).view(3, 5)
target = torch.ones(3, 5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(6):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), target)
    loss.backward()
    total_norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=2.0)
    clipped = torch.cat([p.grad.flatten() for p in model.parameters()]).norm()
    optimizer.step()
    print(f"loss {loss.item():.3f}  norm {total_norm.item():.3f}  clipped to {clipped.item():.3f}")
for p in model.parameters():
    p.grad = torch.clamp(p.grad, -0.05, 0.05)
print(max(p.grad.abs().max().item() for p in model.parameters()) <= 0.0501)
