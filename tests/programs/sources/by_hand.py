"""Backpropagation through a batch norm and a softmax by hand, against what autograd keeps of each step."""

import torch
import torch.nn.functional as F

n, hidden, classes = 8, 5, 6
C = torch.sin(torch.arange(24.0)).view(6, 4)
W1 = torch.cos(torch.arange(40.0)).view(8, 5) * 0.6
W2 = torch.sin(torch.arange(30.0) * 1.7).view(5, 6) * 0.5
gain, bias = torch.ones((1, hidden)) * 1.1, torch.zeros((1, hidden)) + 0.05
parameters = [C, W1, W2, gain, bias]
for p in parameters:
    p.requires_grad = True
Xb, Yb = torch.arange(16).view(8, 2) * 5 % 6, torch.arange(8) % classes
emb = C[Xb]
embcat = emb.view(emb.shape[0], -1)
hprebn = embcat @ W1
mean = 1 / n * hprebn.sum(0, keepdim=True)
diff = hprebn - mean
var = 1 / (n - 1) * (diff**2).sum(0, keepdim=True)
var_inv = (var + 1e-5) ** -0.5
raw = diff * var_inv
hpreact = gain * raw + bias
h = torch.tanh(hpreact)
logits = h @ W2
norm_logits = logits - logits.max(1, keepdim=True).values
counts = norm_logits.exp()
probs = counts * counts.sum(1, keepdims=True) ** -1
loss = -probs.log()[range(n), Yb].mean()
for t in (logits, h, hpreact, raw, hprebn, embcat, emb):
    t.retain_grad()
for p in parameters:
    p.grad = None
loss.backward()
print(f"{loss.item():.4f}")

dlogits = F.softmax(logits, 1).detach()
dlogits[range(n), Yb] -= 1
dlogits /= n
dh = dlogits @ W2.T
dhpreact = (1.0 - h**2) * dh
dhprebn = gain * var_inv / n * (n * dhpreact - dhpreact.sum(0) - n / (n - 1) * raw * (dhpreact * raw).sum(0))
demb = (dhprebn @ W1.T).view(emb.shape)
dC = torch.zeros_like(C)
for k in range(Xb.shape[0]):
    for j in range(Xb.shape[1]):
        dC[Xb[k, j]] += demb[k, j].detach()
for s, dt, t in (("logits", dlogits, logits), ("h", dh, h), ("hprebn", dhprebn, hprebn), ("emb", demb, emb), ("C", dC, C)):
    print(f"{s:10s} | approximate: {str(torch.allclose(dt, t.grad, atol=1e-6)):5s} | {t.grad.abs().max().item():.5f}")
print(f"{(0.1 * W1.grad).std().log10().item():.4f} {(h.abs() > 0.8).float().mean():.3f}")
lrs = 10 ** torch.linspace(-3, 0, 4)
print(lrs)
