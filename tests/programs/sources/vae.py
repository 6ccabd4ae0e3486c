"""A variational autoencoder whose noise is given."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 10)
        self.fc_mu = nn.Linear(10, 2)
        self.fc_logvar = nn.Linear(10, 2)
        self.fc3 = nn.Linear(2, 10)
        self.fc4 = nn.Linear(10, 12)

    def encode(self, x):
        h = F.relu(self.fc1(x))
        return self.fc_mu(h), self.fc_logvar(h)

    def reparameterize(self, mu, logvar, eps):
        return mu + eps * torch.exp(0.5 * logvar)

    def forward(self, x, eps):
        mu, logvar = self.encode(x)
        z = self.reparameterize(mu, logvar, eps)
        return self.fc4(F.relu(self.fc3(z))), mu, logvar


def loss_function(logits, x, mu, logvar):
    BCE = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return BCE, KLD


x = (torch.sin(torch.arange(20 * 12) * 0.35).view(20, 12) > 0).float()
eps = torch.cos(torch.arange(40) * 2.7).view(20, 2)
model = VAE()
with torch.no_grad():
    for k, p in enumerate(model.parameters()):
        p.copy_(torch.sin(torch.arange(p.numel()) * 0.83 + k).view(p.shape) * 0.4)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(40):
    optimizer.zero_grad()
    logits, mu, logvar = model(x, eps)
    BCE, KLD = loss_function(logits, x, mu, logvar)
    (BCE + KLD).backward()
    optimizer.step()
    if epoch % 10 == 9:
        print(f"{epoch + 1}: BCE {BCE.item() / len(x):.3f} KLD {KLD.item() / len(x):.3f}")
