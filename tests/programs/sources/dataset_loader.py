"""A dataset of one's own, split and read in batches."""

import torch
from torch.utils.data import DataLoader, Dataset, Subset, random_split


class Squares(Dataset):
    def __init__(self, n, transform=None):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        x = torch.tensor([index, index**2], dtype=torch.float32)
        if self.transform:
            x = self.transform(x)
        return x, index % 3


dataset = Squares(10, transform=lambda x: x / 10)
for batch, (x, label) in enumerate(DataLoader(dataset, batch_size=4)):
    print(batch, tuple(x.shape), x.dtype == torch.float32, f"{x.sum().item():.2f}", label.tolist())
print(len(DataLoader(dataset, batch_size=4, drop_last=True)))

first, second = random_split(dataset, [7, 3], generator=torch.Generator().manual_seed(1))
print(len(first), len(second), sorted(int(10 * x[0] + 0.5) for part in (first, second) for x, _ in part))

seen = [n for x, _ in DataLoader(dataset, batch_size=3, shuffle=True) for n in (10 * x[:, 0]).round().int().tolist()]
print(sorted(seen))

evens = Subset(dataset, range(0, 10, 2))
stacked = DataLoader(evens, batch_size=5, collate_fn=lambda items: torch.stack([x for x, _ in items]))
print(next(iter(stacked)).mean(dim=0).tolist())
