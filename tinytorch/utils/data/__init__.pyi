"""The public names, for type checkers and for `_facade.py`; `# 07 data` says which module brings them."""

# 07 data
from tinytorch.core.data import CIFAR10 as CIFAR10
from tinytorch.core.data import MNIST as MNIST
from tinytorch.core.data import Compose as Compose
from tinytorch.core.data import DataLoader as DataLoader
from tinytorch.core.data import Dataset as Dataset
from tinytorch.core.data import FashionMNIST as FashionMNIST
from tinytorch.core.data import Normalize as Normalize
from tinytorch.core.data import RandomHorizontalFlip as RandomHorizontalFlip
from tinytorch.core.data import RandomShift as RandomShift
from tinytorch.core.data import Subset as Subset
from tinytorch.core.data import TensorDataset as TensorDataset
from tinytorch.core.data import ToTensor as ToTensor
from tinytorch.core.data import channel_statistics as channel_statistics
from tinytorch.core.data import default_collate as default_collate
from tinytorch.core.data import random_split as random_split
from tinytorch.core.data import read_idx as read_idx
