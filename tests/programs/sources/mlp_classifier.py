"""A multi-layer perceptron on three spirals, with train and test functions."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def spirals(n, shift):
    t = torch.linspace(0.2, 1, n) + shift
    arms = [torch.stack([t * torch.cos(4 * t + k * 2.0944), t * torch.sin(4 * t + k * 2.0944)], 1) for k in range(3)]
    return torch.cat(arms), torch.arange(3).unsqueeze(1).expand(3, n).reshape(-1)


class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 24)
        self.fc2 = nn.Linear(24, 24)
        self.out = nn.Linear(24, 3)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.out(x)


def train(loader, model, loss_fn, optimizer):
    model.train()
    total = 0.0
    for X, y in loader:
        pred = model(X)
        loss = loss_fn(pred, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item() * len(X)
    return total / len(loader.dataset)


@torch.no_grad()
def test(loader, model, loss_fn):
    model.eval()
    test_loss, correct = 0, 0
    for X, y in loader:
        pred = model(X)
        test_loss += loss_fn(pred, y).item()
        correct += (pred.argmax(1) == y).type(torch.float).sum().item()
    return test_loss / len(loader), correct / len(loader.dataset)


model = NeuralNetwork()
with torch.no_grad():
    for k, p in enumerate(model.parameters()):
        p.copy_(0.5 * torch.sin(torch.arange(1, p.numel() + 1) ** 2 * 0.37 + k).reshape(p.shape))

train_loader = DataLoader(TensorDataset(*spirals(40, 0.0)), batch_size=24)
test_loader = DataLoader(TensorDataset(*spirals(20, 0.01)), batch_size=24)
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(12):
    train_loss = train(train_loader, model, loss_fn, optimizer)
    if epoch % 4 == 3:
        test_loss, accuracy = test(test_loader, model, loss_fn)
        print(f"Epoch {epoch + 1}: train {train_loss:.3f}, test {test_loss:.3f}, accuracy {100 * accuracy:.1f}%")
print(sum(p.numel() for p in model.parameters() if p.requires_grad), "parameters")
