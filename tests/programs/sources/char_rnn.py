"""A recurrent network over letters, written by hand."""

import torch
import torch.nn.functional as F

text = "hello world, hello word, hell of a world "
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
itos = {i: c for c, i in stoi.items()}
vocab, hidden = len(chars), 16
data = torch.tensor([stoi[c] for c in text])


def weight(rows, columns, scale, phase):
    values = torch.sin(torch.arange(rows * columns) * 0.61 + phase).view(rows, columns) * scale
    return values.requires_grad_()


Wxh = weight(vocab, hidden, 0.4, 0.0)
Whh = weight(hidden, hidden, 0.3, 1.0)
bh = torch.zeros(hidden, requires_grad=True)
Why = weight(hidden, vocab, 0.4, 2.0)
by = torch.zeros(vocab, requires_grad=True)
params = [Wxh, Whh, bh, Why, by]


def run(ids, h):
    logits = []
    onehot = torch.eye(vocab)[ids]
    for x in onehot.unbind(0):
        h = torch.tanh(x @ Wxh + h @ Whh + bh)
        logits.append(h @ Why + by)
    return torch.stack(logits), h


for step in range(60):
    h = torch.zeros(hidden)
    logits, h = run(data[:-1], h)
    loss = F.cross_entropy(logits, data[1:])
    for p in params:
        p.grad = None
    loss.backward()
    for p in params:
        p.grad.clamp_(-5, 5)
    with torch.no_grad():
        for p in params:
            p -= 0.3 * p.grad
    if step % 15 == 0:
        print(f"step {step:3d} loss {loss.item():.3f}")

with torch.no_grad():
    h, ix, out = torch.zeros(hidden), stoi["h"], "h"
    for _ in range(10):
        logits, h = run(torch.tensor([ix]), h)
        ix = logits[-1].argmax().item()
        out += itos[ix]
print(repr(out))
