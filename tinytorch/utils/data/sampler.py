"""`from torch.utils.data.sampler import ...`, as older programs write it."""

from tinytorch.utils.data import BatchSampler as BatchSampler
from tinytorch.utils.data import RandomSampler as RandomSampler
from tinytorch.utils.data import Sampler as Sampler
from tinytorch.utils.data import SequentialSampler as SequentialSampler
from tinytorch.utils.data import SubsetRandomSampler as SubsetRandomSampler
from tinytorch.utils.data import WeightedRandomSampler as WeightedRandomSampler
