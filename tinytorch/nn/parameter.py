"""`from torch.nn.parameter import Parameter`, as older programs write it."""

from tinytorch.nn import Parameter as Parameter
