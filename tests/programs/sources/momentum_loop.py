"""A training loop of one's own: momentum and weight decay written out."""

import torch

torch.manual_seed(0)
true = torch.tensor([[1.5], [-2.0], [0.7]])
X = torch.cos(torch.arange(60).float() * 0.8).view(20, 3)
y = X @ true + 0.3

params = [torch.zeros(3, 1), torch.zeros(1)]
for p in params:
    p.requires_grad_(True)
velocity = [torch.zeros_like(p) for p in params]
lr, mu, decay = 0.1, 0.9, 1e-3

for step in range(1, 41):
    loss = ((X.matmul(params[0]) + params[1] - y) ** 2).mean()
    for p in params:
        if p.grad is not None:
            p.grad.zero_()
    loss.backward()
    with torch.no_grad():
        for p, v in zip(params, velocity):
            g = p.grad + decay * p
            v.mul_(mu).add_(g)
            p.add_(v, alpha=-lr)
    if step % 10 == 0:
        norm = torch.sqrt(sum((p.grad**2).sum() for p in params))
        print(f"{step}: {loss.item():.5f} |g| = {norm.item():.4f}")
print([round(v, 3) for v in torch.cat([p.detach().flatten() for p in params]).tolist()])
