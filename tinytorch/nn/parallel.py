"""`import torch.nn.parallel`, as older programs write it."""

from tinytorch.nn import DataParallel as DataParallel
