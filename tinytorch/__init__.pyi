"""The public names, for type checkers and for `_facade.py`; `# 01 tensor` says which module brings them."""

__version__: str

from tinytorch import models as models
from tinytorch import nn as nn
from tinytorch import optim as optim
from tinytorch import text as text
from tinytorch import utils as utils

# 01 tensor
from tinytorch.core.tensor import bool_, recording
from tinytorch.core.tensor import Function as Function
from tinytorch.core.tensor import Generator as Generator
from tinytorch.core.tensor import NoGradientRule as NoGradientRule
from tinytorch.core.tensor import Tensor as Tensor
from tinytorch.core.tensor import arange as arange
from tinytorch.core.tensor import broadcast_shapes as broadcast_shapes
from tinytorch.core.tensor import cat as cat
from tinytorch.core.tensor import eye as eye
from tinytorch.core.tensor import float32 as float32
from tinytorch.core.tensor import float64 as float64
from tinytorch.core.tensor import from_numpy as from_numpy
from tinytorch.core.tensor import full as full
from tinytorch.core.tensor import full_like as full_like
from tinytorch.core.tensor import int64 as int64
from tinytorch.core.tensor import linspace as linspace
from tinytorch.core.tensor import manual_seed as manual_seed
from tinytorch.core.tensor import ones as ones
from tinytorch.core.tensor import ones_like as ones_like
from tinytorch.core.tensor import rand as rand
from tinytorch.core.tensor import rand_like as rand_like
from tinytorch.core.tensor import randint as randint
from tinytorch.core.tensor import randn as randn
from tinytorch.core.tensor import randn_like as randn_like
from tinytorch.core.tensor import stack as stack
from tinytorch.core.tensor import tensor as tensor
from tinytorch.core.tensor import where as where
from tinytorch.core.tensor import zeros as zeros
from tinytorch.core.tensor import zeros_like as zeros_like

bool = bool_
double = float64
float = float32
long = int64
is_grad_enabled = recording

abs = Tensor.abs
amax = Tensor.amax
argmax = Tensor.argmax
clamp = Tensor.clamp
exp = Tensor.exp
flatten = Tensor.flatten
log = Tensor.log
masked_fill = Tensor.masked_fill
matmul = Tensor.matmul
max = Tensor.max
mean = Tensor.mean
min = Tensor.min
permute = Tensor.permute
reshape = Tensor.reshape
sqrt = Tensor.sqrt
squeeze = Tensor.squeeze
std = Tensor.std
sum = Tensor.sum
tanh = Tensor.tanh
transpose = Tensor.transpose
unsqueeze = Tensor.unsqueeze
var = Tensor.var

# 02 autograd
from tinytorch.core.autograd import draw_graph as draw_graph
from tinytorch.core.autograd import no_grad as no_grad
from tinytorch.core.autograd import no_gradient as no_gradient
from tinytorch.core.autograd import vjp as vjp

# 03 activations
from tinytorch.core.activations import log_softmax as log_softmax
from tinytorch.core.activations import relu as relu
from tinytorch.core.activations import sigmoid as sigmoid
from tinytorch.core.activations import softmax as softmax
