"""`from torch.utils.data.dataloader import ...`, as older programs write it."""

from tinytorch.utils.data import DataLoader as DataLoader
from tinytorch.utils.data import default_collate as default_collate
