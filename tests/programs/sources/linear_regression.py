"""Linear regression with autograd alone."""

import torch

x = torch.linspace(-1, 1, 40).unsqueeze(1)
y = 3 * x + 0.5 + 0.1 * torch.sin(20 * x)

w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
learning_rate = 0.2

for epoch in range(60):
    y_pred = x.mm(w) + b
    loss = (y_pred - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if epoch % 10 == 0:
        print(f"epoch {epoch}: loss {loss.item():.5f}")

print(f"w = {w.item():.4f}, b = {b.item():.4f}")
