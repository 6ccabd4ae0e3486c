"""A cubic that follows the sine, first by gradients written out, then by a module."""

import math

import torch
from torch import nn

x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)

a, b, c, d = (torch.zeros(()) for _ in range(4))
for t in range(300):
    y_pred = a + b * x + c * x**2 + d * x**3
    grad = 2 * (y_pred - y) / len(x)
    a = a - 0.01 * grad.sum()
    b = b - 0.01 * (grad * x).sum()
    c = c - 0.001 * (grad * x**2).sum()
    d = d - 0.0005 * (grad * x**3).sum()
print(f"by hand: {a.item():.4f} + {b.item():.4f} x + {c.item():.4f} x^2 + {d.item():.4f} x^3")


class Cubic(nn.Module):
    def __init__(self):
        super().__init__()
        self.coefficients = nn.Parameter(torch.zeros(4))

    def forward(self, x):
        powers = torch.stack([x**n for n in range(4)], dim=-1)
        return powers @ self.coefficients

    def string(self):
        return " + ".join(f"{c.item():.3f} x^{n}" for n, c in enumerate(self.coefficients))


model = Cubic()
criterion = nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
for t in range(400):
    loss = criterion(model(x), y)
    if t % 100 == 0:
        print(t, round(loss.item(), 3))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(model.string())
