"""Two networks against each other, their weights written through `.data` as older programs do."""

import torch
import torch.nn as nn
import torch.optim as optim


def weights_init(m):
    classname = m.__class__.__name__
    if classname.find("Linear") != -1:
        nn.init.constant_(m.weight.data, 0.1)
        m.weight.data.add_(torch.sin(torch.arange(m.weight.numel()).float()).view_as(m.weight), alpha=0.3)
        m.bias.data.fill_(0)


netG = nn.Sequential(nn.Linear(3, 8), nn.ELU(), nn.Linear(8, 2), nn.Tanh())
netD = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2, inplace=True), nn.Linear(8, 1), nn.Sigmoid())
netG.apply(weights_init)
netD.apply(weights_init)
criterion = nn.BCELoss()
optimizerD = optim.Adam(netD.parameters(), lr=0.02, betas=(0.5, 0.999))
angles = torch.arange(16) / 16 * 2 * torch.pi
real = torch.stack([angles.cos(), angles.sin()], dim=1)
noise = torch.cos(torch.arange(48) * 1.7).view(16, 3)
for i in range(12):
    netD.zero_grad()
    label = torch.full((16,), 1.0, dtype=torch.float)
    errD_real = criterion(netD(real).view(-1), label)
    errD_real.backward()
    fake = netG(noise)
    label.fill_(0.0)
    errD_fake = criterion(netD(fake.detach()).view(-1), label)
    errD_fake.backward()
    optimizerD.step()
    for p in netD.parameters():
        p.data.clamp_(-0.5, 0.5)
    netG.zero_grad()
    label.fill_(1.0)
    errG = criterion(netD(fake).view(-1), label)
    errG.backward()
    for p in netG.parameters():
        p.data.add_(p.grad.data, alpha=-0.1)
    netG[0].bias.data += -0.1 * netG[0].bias.grad
    if i % 3 == 2:
        print("[%d] D %.4f G %.4f" % (i, (errD_real + errD_fake).item(), errG.item()))
print(f"{netG[2].weight.data.norm():.4f} {netD[0].weight.data.abs().max():.4f}")
_, predicted = torch.max(netG(noise).data, 1)
print(predicted.tolist(), (predicted == torch.zeros(16, dtype=torch.long).data).sum().item())
