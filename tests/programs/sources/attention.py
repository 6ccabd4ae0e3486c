"""Attention three ways: step by step, as a function, and as a layer."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

B, H, T, D = 2, 2, 5, 4
q, k, v = (torch.sin(torch.arange(B * H * T * D) * f).view(B, H, T, D) for f in (0.3, 0.7, 1.1))

scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(D)
mask = torch.triu(torch.ones(T, T), diagonal=1).bool()
weights = scores.masked_fill(mask, float("-inf")).softmax(dim=-1)
by_hand = torch.matmul(weights, v)
fused = F.scaled_dot_product_attention(q, k, v, is_causal=True)
print(torch.allclose(by_hand, fused, atol=1e-6), f"{fused.abs().sum().item():.4f}")

layer = nn.MultiheadAttention(embed_dim=8, num_heads=2, batch_first=True)
with torch.no_grad():
    for n, p in enumerate(layer.parameters()):
        p.copy_(torch.cos(torch.arange(p.numel()) * 0.31 + n).view(p.shape) * 0.3)
x = torch.sin(torch.arange(2 * 5 * 8) * 0.17).view(2, 5, 8)
out, attention = layer(x, x, x, attn_mask=mask)
print(tuple(out.shape), f"{out.sum().item():.4f}")
print([f"{w:.3f}" for w in attention[0, -1].tolist()])
out.pow(2).mean().backward()
print(f"{layer.in_proj_weight.grad.norm().item():.5f} {layer.out_proj.bias.grad.abs().max().item():.5f}")
