"""An LSTM learns a sequence of words, piece by piece: its state goes on, its graph does not."""

import torch
import torch.nn as nn


class RNNModel(nn.Module):
    def __init__(self, ntoken, ninp, nhid, nlayers):
        super().__init__()
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid, nlayers)
        self.decoder = nn.Linear(nhid, ntoken)
        self.ntoken, self.nhid, self.nlayers = ntoken, nhid, nlayers

    def forward(self, input, hidden):
        output, hidden = self.rnn(self.encoder(input), hidden)
        return self.decoder(output).view(-1, self.ntoken), hidden

    def init_hidden(self, bsz):
        weight = next(self.parameters())
        return tuple(weight.new_zeros(self.nlayers, bsz, self.nhid) for _ in range(2))


def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    data = data.narrow(0, 0, nbatch * bsz)
    return data.view(bsz, -1).t().contiguous()


def repackage_hidden(h):
    if isinstance(h, torch.Tensor):
        return h.detach()
    return tuple(repackage_hidden(v) for v in h)


data = batchify(torch.arange(163) * 3 % 7, 4)
model = RNNModel(7, 5, 6, 2)
with torch.no_grad():
    for name, p in sorted(model.named_parameters()):
        p.copy_(torch.sin(torch.arange(p.numel()) * 0.7 + len(name)).view_as(p) * 0.5)
print(model)
criterion = nn.CrossEntropyLoss()
for epoch in range(3):
    hidden = model.init_hidden(4)
    total = 0.0
    for i in range(0, 30, 10):
        seq, target = data[i : i + 10], data[i + 1 : i + 11].reshape(-1)
        model.zero_grad()
        hidden = repackage_hidden(hidden)
        output, hidden = model(seq, hidden)
        loss = criterion(output, target)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        for p in model.parameters():
            p.data.add_(p.grad, alpha=-4.0)
        total += loss.item()
    print(f"epoch {epoch}: {total / 3:.4f}")
gru = nn.GRU(5, 4, batch_first=True, bidirectional=True)
out, h = gru(model.encoder(data[:3].T))
print(out.shape == (4, 3, 8), h.size(0))
