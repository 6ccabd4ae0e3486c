"""k-means, for which no gradient is needed."""

import torch

t = torch.arange(60).float()
points = torch.stack([torch.sin(t * 2.3) * 0.4, torch.cos(t * 1.7) * 0.4], dim=1)
points = points + torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]]).repeat(20, 1)

centers = points[:3].clone()
for iteration in range(10):
    distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(dim=-1).sqrt()
    labels = distances.argmin(dim=1)
    new_centers = torch.stack([points[labels == k].mean(dim=0) for k in range(3)])
    if torch.equal(new_centers, centers):
        break
    centers = new_centers

counts = torch.zeros(3, dtype=torch.long).scatter_add(0, labels, torch.ones_like(labels))
order = torch.sort(centers[:, 0] + 2 * centers[:, 1]).indices
print(iteration > 0, counts[order].tolist())
print([[round(v, 3) for v in row] for row in centers[order].tolist()])
print(f"{distances.min(dim=1).values.mean():.4f}")
