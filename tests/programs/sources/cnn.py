"""A convolutional network tells bars that stand from bars that lie."""

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, kernel_size=3, padding=1)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 8, 3, stride=1)
        self.fc1 = nn.Linear(8 * 2 * 2, 16)
        self.fc2 = nn.Linear(16, 2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 8 * 2 * 2)
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc2(x), dim=1)


images = torch.zeros(24, 1, 12, 12)
labels = torch.arange(24) % 2
for n in range(24):
    place = n // 2
    if labels[n] == 0:
        images[n, 0, :, place] = 1.0
    else:
        images[n, 0, place, :] = 1.0
images = images + 0.1 * torch.cos(torch.arange(24 * 144).reshape(24, 1, 12, 12) * 0.9)

model = Net()
with torch.no_grad():
    for name, p in model.named_parameters():
        if p.dim() > 1:
            p.copy_(torch.sin(torch.arange(p.numel()) * 1.1).reshape(p.shape) / p[0].numel() ** 0.5)
        elif "bn" not in name:
            p.zero_()

optimizer = optim.SGD(model.parameters(), lr=0.02, momentum=0.5)
for epoch in range(1, 7):
    model.train()
    for i in range(0, len(images), 8):
        data, target = images[i : i + 8], labels[i : i + 8]
        optimizer.zero_grad()
        output = model(data)
        loss = F.nll_loss(output, target)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        output = model(images)
        test_loss = F.nll_loss(output, labels, reduction="sum").item() / len(images)
        correct = output.argmax(dim=1, keepdim=True).eq(labels.view_as(output.argmax(dim=1, keepdim=True))).sum().item()
    print(f"Epoch {epoch}: loss {test_loss:.3f}, accuracy {correct}/{len(images)}")
print("running mean", [round(v, 3) for v in model.bn1.running_mean.tolist()])
