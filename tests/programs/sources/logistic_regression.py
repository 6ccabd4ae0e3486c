"""Logistic regression on two moons of points."""

import torch
import torch.nn as nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

angle = torch.linspace(0, 3.1416, 50)
upper = torch.stack((torch.cos(angle), torch.sin(angle)), dim=1)
lower = torch.stack((1 - torch.cos(angle), 0.3 - torch.sin(angle)), dim=1)
X = torch.cat((upper, lower)).to(device)
y = torch.cat((torch.zeros(50), torch.ones(50))).to(device)


class LogisticRegression(nn.Module):
    def __init__(self, n_inputs):
        super().__init__()
        self.linear = nn.Linear(n_inputs, 1)
        nn.init.zeros_(self.linear.weight)
        nn.init.constant_(self.linear.bias, 0.1)

    def forward(self, x):
        return self.linear(x).squeeze(1)


model = LogisticRegression(2).to(device)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for epoch in range(1, 101):
    logits = model(X)
    loss = criterion(logits, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 25 == 0:
        probability = torch.sigmoid(logits)
        accuracy = ((probability > 0.5) == y.bool()).float().mean()
        print(f"epoch {epoch:3d}  loss {loss.item():.4f}  accuracy {accuracy.item():.2%}")
for name, parameter in model.named_parameters():
    print(name, [round(v, 3) for v in parameter.detach().flatten().tolist()])
