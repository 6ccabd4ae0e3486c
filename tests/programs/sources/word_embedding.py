"""Words by the two before them, as a small language model."""

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

CONTEXT, DIM = 2, 5
sentence = "the rain falls on the hill and the river runs from the hill to the sea where the rain is born".split()
trigrams = [([sentence[i - 2], sentence[i - 1]], sentence[i]) for i in range(2, len(sentence))]
vocab = sorted(set(sentence))
word_to_ix = {word: i for i, word in enumerate(vocab)}


class NGram(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, DIM)
        self.linear1 = nn.Linear(CONTEXT * DIM, 20)
        self.linear2 = nn.Linear(20, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).view((1, -1))
        out = F.relu(self.linear1(embeds))
        return F.log_softmax(self.linear2(out), dim=1)


model = NGram(len(vocab))
with torch.no_grad():
    for k, p in enumerate(model.parameters()):
        p.copy_(torch.sin(torch.arange(p.numel()) * 0.53 + k).view(p.shape) * 0.5)
loss_function = nn.NLLLoss()
optimizer = optim.SGD(model.parameters(), lr=0.05)

for epoch in range(12):
    total_loss = 0
    for context, target in trigrams:
        context_idxs = torch.tensor([word_to_ix[w] for w in context], dtype=torch.long)
        model.zero_grad()
        log_probs = model(context_idxs)
        loss = loss_function(log_probs, torch.tensor([word_to_ix[target]], dtype=torch.long))
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
    if epoch % 3 == 2:
        print(f"{total_loss:.3f}")
print([f"{v:.3f}" for v in model.embeddings.weight[word_to_ix["rain"]].tolist()])
