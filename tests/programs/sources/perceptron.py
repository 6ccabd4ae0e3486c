"""Rosenblatt's rule on a line that separates, then matrix factorisation by alternating steps."""

import torch

points = torch.stack([torch.sin(torch.arange(30) * 1.3), torch.cos(torch.arange(30) * 0.9)], dim=1)
labels = torch.sign(points[:, 0] * 2 - points[:, 1] + 0.1)
w, b, mistakes = torch.zeros(2), 0.0, []
for epoch in range(20):
    wrong = 0
    for x, y in zip(points, labels):
        if y * (torch.dot(w, x) + b) <= 0:
            w += y * x
            b += y.item()
            wrong += 1
    mistakes.append(wrong)
    if wrong == 0:
        break
print(mistakes[0] > 0, mistakes[-1], [f"{v:.3f}" for v in w.tolist()], b)

R = torch.outer(torch.linspace(1, 2, 6), torch.linspace(-1, 1, 5))
U = torch.full((6, 1), 0.5, requires_grad=True)
V = torch.full((5, 1), -0.3, requires_grad=True)
for step in range(200):
    loss = torch.norm(R - U @ V.t()) ** 2
    loss.backward()
    for M in (U, V):
        with torch.no_grad():
            M -= 0.02 * M.grad
        M.grad = None
print(f"{loss.item():.6f} {torch.cumsum((U @ V.T)[0], 0)[1].item():.4f}")
