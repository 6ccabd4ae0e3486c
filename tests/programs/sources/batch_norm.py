"""Normalisation by hand and by nn.BatchNorm2d, in training and afterwards."""

import torch
import torch.nn as nn

x = torch.sin(torch.arange(2 * 3 * 4 * 4).float() * 0.7).view(2, 3, 4, 4) * 2 + 1
bn = nn.BatchNorm2d(3, momentum=0.1)

mean = x.mean(dim=(0, 2, 3), keepdim=True)
var = x.var(dim=(0, 2, 3), keepdim=True, unbiased=False)
by_hand = (x - mean) / torch.sqrt(var + bn.eps)
print(torch.allclose(bn(x), by_hand, atol=1e-5))

for _ in range(5):
    bn(x)
print([f"{v:.4f}" for v in bn.running_mean.tolist()], [f"{v:.4f}" for v in bn.running_var.tolist()])
bn.eval()
y = bn(x)
print(f"{y.mean().item():.4f} {y.std().item():.4f}", int(bn.num_batches_tracked))

norm = nn.LayerNorm([4, 4])
print(f"{norm(x).var(unbiased=False).item():.4f}")
