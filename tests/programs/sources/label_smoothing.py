"""An encoder of cloned layers learns to copy, its targets smoothed, its rate warmed up."""

import copy
import math

import torch
import torch.nn as nn
from torch.optim.lr_scheduler import LambdaLR


def clones(module, N):
    "Produce N identical layers."
    return nn.ModuleList([copy.deepcopy(module) for _ in range(N)])


def attention(query, key, value, mask=None):
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(query.size(-1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    return torch.matmul(scores.softmax(dim=-1), value)


class Layer(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.linears = clones(nn.Linear(d, d), 4)
        self.norm, self.h = nn.LayerNorm(d), h

    def forward(self, x, mask):
        n = x.size(0)
        q, k, v = [lin(x).view(n, -1, self.h, x.size(-1) // self.h).transpose(1, 2) for lin in self.linears[:3]]
        out = attention(q, k, v, mask.unsqueeze(1)).transpose(1, 2).contiguous().view(n, -1, x.size(-1))
        return self.norm(x + self.linears[-1](out))


class LabelSmoothing(nn.Module):
    def __init__(self, size, padding_idx, smoothing):
        super().__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.padding_idx, self.smoothing, self.size = padding_idx, smoothing, size

    def forward(self, x, target):
        true_dist = x.data.clone()
        true_dist.fill_(self.smoothing / (self.size - 2))
        true_dist.scatter_(1, target.data.unsqueeze(1), 1.0 - self.smoothing)
        true_dist[:, self.padding_idx] = 0
        mask = torch.nonzero(target.data == self.padding_idx)
        if mask.dim() > 0:
            true_dist.index_fill_(0, mask.squeeze(), 0.0)
        return self.criterion(x, true_dist.clone().detach())


V, d = 7, 8
embed, layers, head = nn.Embedding(V, d), clones(Layer(d, 2), 2), nn.Linear(d, V)
parameters = [*embed.parameters(), *layers.parameters(), *head.parameters()]
with torch.no_grad():
    for i, p in enumerate(parameters):
        p.copy_(torch.sin(torch.arange(p.numel()) * 0.9 + i).view_as(p) * 0.5)
print(len(parameters), layers[0].linears[0].weight is layers[1].linears[0].weight)
optimizer = torch.optim.Adam(parameters, lr=0.5, betas=(0.9, 0.98), eps=1e-9)
schedule = LambdaLR(optimizer, lr_lambda=lambda n: d**-0.5 * min(max(n, 1) ** -0.5, max(n, 1) * 20**-1.5))
criterion = LabelSmoothing(V, 0, 0.2)
data = torch.arange(40).view(5, 8) % V
mask = (torch.triu(torch.ones((1, 8, 8)), diagonal=1).type(torch.uint8) == 0)
for step in range(24):
    x = embed(data) * math.sqrt(d)
    for layer in layers:
        x = layer(x, mask)
    loss = criterion(head(x).log_softmax(dim=-1).view(-1, V), data.view(-1)) / (data != 0).sum()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    schedule.step()
    if step % 6 == 5:
        print(f"{step + 1}: {loss.item():.3f} at {optimizer.param_groups[0]['lr']:.2e}")
