"""An autoencoder of waves."""

import torch
from torch import nn, optim


class Autoencoder(nn.Module):
    def __init__(self, width=16, code=2):
        super(Autoencoder, self).__init__()
        self.encoder = nn.Sequential(nn.Linear(width, 8), nn.ReLU(True), nn.Linear(8, code))
        self.decoder = nn.Sequential(nn.Linear(code, 8), nn.ReLU(True), nn.Linear(8, width), nn.Tanh())

    def forward(self, x):
        return self.decoder(self.encoder(x))


t = torch.arange(16) / 16
phases = torch.arange(32).view(-1, 1) / 32
waves = torch.sin(6.2832 * (t + phases)) * 0.8

model = Autoencoder()
with torch.no_grad():
    for k, p in enumerate(model.parameters()):
        p.copy_(torch.cos(torch.arange(p.numel()) * 1.3 + 0.7 * k).view(p.shape) * 0.4)

optimizer = optim.Adam(model.parameters(), lr=5e-3, weight_decay=1e-5)
criterion = nn.MSELoss()
for epoch in range(50):
    for batch in waves.split(8):
        reconstructed = model(batch)
        loss = criterion(reconstructed, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if epoch % 10 == 9:
        print("epoch:{}, loss:{:.4f}".format(epoch + 1, loss.item()))

with torch.no_grad():
    codes = model.encoder(waves[:3])
print(codes.shape[0], codes.shape[1], ["%.2f" % v for v in codes.flatten().tolist()])
