"""Images through a bottleneck, and back by transposed convolutions; the loader is told what it does not need."""

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class Autoencoder(nn.Module):
    def __init__(self):
        super(Autoencoder, self).__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.ReLU(True), nn.Conv2d(4, 6, 3, stride=2, padding=1))
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=1),
            nn.GroupNorm(2, 4),
            nn.ReLU(True),
            nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = Autoencoder()
for i, p in enumerate(model.parameters()):
    p.data = torch.sin(torch.arange(p.numel()) * 0.9 + i).view(p.size()) * 0.3
images = (torch.sin(torch.arange(12 * 64) * 0.17).view(12, 1, 8, 8) > 0).float()
loader = DataLoader(TensorDataset(images), batch_size=4, shuffle=False, num_workers=0, pin_memory=False)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-5)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=0)
for epoch in range(6):
    total = 0.0
    for (batch,) in loader:
        loss = criterion(model(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * batch.size(0)
    scheduler.step(total if epoch != 3 else 100.0)
    print(f"Epoch:{epoch + 1}, Loss:{total / len(images):.4f}, lr {optimizer.param_groups[0]['lr']}")
print(model.encoder)
print(nn.functional.interpolate(images[:1, :, :2, :2], scale_factor=2)[0, 0])
