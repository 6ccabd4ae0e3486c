"""Sentences padded, packed, bucketed, and batches by samplers and from a stream."""

import random
import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence
from torch.utils.data import (Dataset, DataLoader, Sampler, BatchSampler, SequentialSampler, SubsetRandomSampler,
                              WeightedRandomSampler, ConcatDataset, Subset, IterableDataset, random_split)
from typing import Iterator, List


class SentenceDataset(Dataset):
    def __init__(self, n=10):
        rng = np.random.RandomState(0)
        self.data = [(torch.from_numpy(rng.randint(1, 9, size=int(k))), int(k) % 2) for k in rng.randint(1, 7, n)]

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return self.data[i]


def collate_fn(batch):
    xs, ys = zip(*batch)
    lengths = torch.tensor([len(x) for x in xs])
    return pad_sequence(xs, batch_first=True, padding_value=0), torch.tensor(ys), lengths


class BucketSampler(Sampler[List[int]]):
    def __init__(self, lengths, batch_size):
        self.lengths = lengths
        self.batch_size = batch_size

    def __iter__(self) -> Iterator[List[int]]:
        for batch in torch.chunk(torch.argsort(torch.tensor(self.lengths), stable=True), len(self)):
            yield batch.tolist()

    def __len__(self) -> int:
        return (len(self.lengths) + self.batch_size - 1) // self.batch_size


ds = SentenceDataset()
for x, y, n in DataLoader(ds, batch_size=4, collate_fn=collate_fn):
    print(x, y, n)
for x, y, n in DataLoader(ds, batch_sampler=BucketSampler([len(x) for x, _ in ds], 4), collate_fn=collate_fn):
    print(tuple(x.shape), n.tolist())
emb = torch.nn.Embedding(9, 3, padding_idx=0)
torch.nn.init.constant_(emb.weight, 0.5)
gru = torch.nn.GRU(3, 2, batch_first=True)
for p in gru.parameters():
    torch.nn.init.constant_(p, 0.3)
packed = pack_padded_sequence(emb(x), n, batch_first=True, enforce_sorted=False)
out, h = gru(packed)
out, lens = pad_packed_sequence(out, batch_first=True)
print(out.sum(dim=(1, 2)).tolist(), h[-1, :, 0].tolist(), lens)
weights = [1.0 if y else 0.0 for _, y in ds]
sampler = WeightedRandomSampler(weights, num_samples=6, replacement=True)
print([y for i in sampler for y in [ds[i][1]]])
print(list(BatchSampler(SequentialSampler(range(7)), batch_size=3, drop_last=False)))
print(sorted(SubsetRandomSampler([3, 5, 7])), len(ConcatDataset([ds, Subset(ds, [0, 1])])))
train, val = random_split(ds, [0.8, 0.2], generator=torch.Generator().manual_seed(42))
print(len(train), len(val))


class Stream(IterableDataset):
    def __init__(self, start, end):
        super().__init__()
        self.start, self.end = start, end

    def __iter__(self):
        return iter(range(self.start, self.end))


for b in DataLoader(Stream(3, 10), batch_size=3):
    print(b)


class DictSet(Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, i):
        return {'image': np.full((2, 2), i, dtype=np.float32), 'landmarks': torch.arange(3) + i, 'name': f'img{i}', 'score': i / 2}


for i_batch, sample in enumerate(DataLoader(DictSet(), batch_size=2, shuffle=False, num_workers=0, drop_last=True)):
    print(i_batch, tuple(sample['image'].shape), sample['landmarks'], sample['name'])


def seed_worker(worker_id):
    np.random.seed(torch.initial_seed() % 2**32)


g = torch.Generator()
g.manual_seed(0)
a = [b.tolist() for b in DataLoader(range(6), batch_size=2, shuffle=True, worker_init_fn=seed_worker, generator=g)]
g.manual_seed(0)
b = [b.tolist() for b in DataLoader(range(6), batch_size=2, shuffle=True, generator=g)]
print(a == b, sorted(sum(a, [])))
