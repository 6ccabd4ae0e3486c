"""`from torch.utils.data.dataset import ...`, as older programs write it."""

from tinytorch.utils.data import ConcatDataset as ConcatDataset
from tinytorch.utils.data import Dataset as Dataset
from tinytorch.utils.data import Subset as Subset
from tinytorch.utils.data import TensorDataset as TensorDataset
from tinytorch.utils.data import random_split as random_split
