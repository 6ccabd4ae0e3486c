"""The public names, for type checkers and for `_facade.py`; `# 07 data` says which module brings them."""

# 07 data
from tinytorch.core.data import Compose as Compose
from tinytorch.extras.data import DataLoader as DataLoader
from tinytorch.core.data import Dataset as Dataset
from tinytorch.core.data import Normalize as Normalize
from tinytorch.core.data import RandomHorizontalFlip as RandomHorizontalFlip
from tinytorch.core.data import RandomShift as RandomShift
from tinytorch.core.data import Subset as Subset
from tinytorch.core.data import TensorDataset as TensorDataset
from tinytorch.core.data import channel_statistics as channel_statistics
from tinytorch.core.data import default_collate as default_collate
from tinytorch.core.data import random_split as random_split
from tinytorch.core.data import read_idx as read_idx
from tinytorch.extras.images import CIFAR10 as CIFAR10
from tinytorch.extras.images import MNIST as MNIST
from tinytorch.extras.images import FashionMNIST as FashionMNIST
from tinytorch.extras.images import ToTensor as ToTensor
from tinytorch.extras.data import BatchSampler as BatchSampler
from tinytorch.extras.data import ConcatDataset as ConcatDataset
from tinytorch.extras.data import IterableDataset as IterableDataset
from tinytorch.extras.data import RandomSampler as RandomSampler
from tinytorch.extras.data import Sampler as Sampler
from tinytorch.extras.data import SequentialSampler as SequentialSampler
from tinytorch.extras.data import SubsetRandomSampler as SubsetRandomSampler
from tinytorch.extras.data import WeightedRandomSampler as WeightedRandomSampler
