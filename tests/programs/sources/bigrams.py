"""Letter pairs of a few names, counted; and the same by gradient descent."""

import torch
import torch.nn.functional as F

words = ["anna", "emma", "liam", "olivia", "noah", "ella", "mila", "leon"]
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
size = len(stoi)

N = torch.zeros((size, size), dtype=torch.int32)
xs, ys = [], []
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        N[stoi[ch1], stoi[ch2]] += 1
        xs.append(stoi[ch1])
        ys.append(stoi[ch2])

P = (N + 1).float()
P /= P.sum(1, keepdim=True)
xs, ys = torch.tensor(xs), torch.tensor(ys)
log_likelihood = 0.0
for ix, iy in zip(xs, ys):
    log_likelihood += torch.log(P[ix, iy])
print(f"counted: nll = {-log_likelihood / len(xs):.4f}, pairs {N.sum().item()}")

W = torch.zeros((size, size), requires_grad=True)
for k in range(60):
    xenc = F.one_hot(xs, num_classes=size).float()
    logits = xenc @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdims=True)
    loss = -probs[torch.arange(xs.nelement()), ys].log().mean() + 0.01 * (W**2).mean()
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad.data
    if k % 20 == 19:
        print(f"learnt: {loss.item():.4f}")
