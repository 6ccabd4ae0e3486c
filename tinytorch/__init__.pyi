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
from tinytorch.extras.creation import eye as eye
from tinytorch.core.tensor import float32 as float32
from tinytorch.core.tensor import float64 as float64
from tinytorch.core.tensor import from_numpy as from_numpy
from tinytorch.extras.creation import full as full
from tinytorch.extras.creation import full_like as full_like
from tinytorch.core.tensor import int64 as int64
from tinytorch.extras.creation import linspace as linspace
from tinytorch.core.tensor import manual_seed as manual_seed
from tinytorch.core.tensor import ones as ones
from tinytorch.extras.elements import pow as pow
from tinytorch.extras.creation import ones_like as ones_like
from tinytorch.extras.creation import rand as rand
from tinytorch.extras.creation import rand_like as rand_like
from tinytorch.extras.creation import randint as randint
from tinytorch.core.tensor import randn as randn
from tinytorch.extras.creation import randn_like as randn_like
from tinytorch.core.tensor import stack as stack
from tinytorch.core.tensor import tensor as tensor
from tinytorch.core.tensor import where as where
from tinytorch.core.tensor import zeros as zeros
from tinytorch.extras.creation import zeros_like as zeros_like

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

add = Tensor.add
all = Tensor.all
allclose = Tensor.allclose
amin = Tensor.amin
any = Tensor.any
argmin = Tensor.argmin
argsort = Tensor.argsort
bitwise_and = Tensor.bitwise_and
bitwise_not = Tensor.bitwise_not
bitwise_or = Tensor.bitwise_or
bitwise_xor = Tensor.bitwise_xor
bmm = Tensor.bmm
ceil = Tensor.ceil
chunk = Tensor.chunk
clip = Tensor.clip
clone = Tensor.clone
cos = Tensor.cos
cumprod = Tensor.cumprod
cumsum = Tensor.cumsum
div = Tensor.div
dot = Tensor.dot
eq = Tensor.eq
equal = Tensor.equal
erf = Tensor.erf
flip = Tensor.flip
floor = Tensor.floor
floor_divide = Tensor.floor_divide
gather = Tensor.gather
ge = Tensor.ge
gt = Tensor.gt
index_select = Tensor.index_select
isfinite = Tensor.isfinite
isinf = Tensor.isinf
isnan = Tensor.isnan
le = Tensor.le
log1p = Tensor.log1p
logsumexp = Tensor.logsumexp
lt = Tensor.lt
maximum = Tensor.maximum
minimum = Tensor.minimum
mm = Tensor.mm
mul = Tensor.mul
multinomial = Tensor.multinomial
ne = Tensor.ne
nonzero = Tensor.nonzero
norm = Tensor.norm
outer = Tensor.outer
prod = Tensor.prod
remainder = Tensor.remainder
roll = Tensor.roll
round = Tensor.round
rsqrt = Tensor.rsqrt
scatter_add = Tensor.scatter_add
sign = Tensor.sign
sin = Tensor.sin
sort = Tensor.sort
split = Tensor.split
square = Tensor.square
sub = Tensor.sub
t = Tensor.t
topk = Tensor.topk
tril = Tensor.tril
triu = Tensor.triu
unbind = Tensor.unbind

# 02 autograd
from tinytorch.core.autograd import no_grad as no_grad
from tinytorch.core.autograd import no_gradient as no_gradient
from tinytorch.core.autograd import vjp as vjp

inference_mode = no_grad

# 03 activations
from tinytorch.core.activations import log_softmax as log_softmax
from tinytorch.core.activations import relu as relu
from tinytorch.core.activations import sigmoid as sigmoid
from tinytorch.core.activations import softmax as softmax

# 08 training
from tinytorch.core.training import EarlyStopping as EarlyStopping
from tinytorch.core.training import NotFinite as NotFinite
from tinytorch.core.training import Trainer as Trainer
from tinytorch.core.training import accuracy as accuracy
from tinytorch.core.training import evaluate as evaluate
from tinytorch.core.training import keep_memory as keep_memory
from tinytorch.core.training import load as load
from tinytorch.core.training import save as save
from tinytorch.core.training import train_step as train_step

# -- extras
from tinytorch.extras import Size as Size
from tinytorch.extras import as_tensor as as_tensor
from tinytorch.extras import backends as backends
from tinytorch.extras import bernoulli as bernoulli
from tinytorch.extras import cuda as cuda
from tinytorch.extras import device as device
from tinytorch.extras import draw_graph as draw_graph
from tinytorch.extras import dtype as dtype
from tinytorch.extras import empty as empty
from tinytorch.extras import empty_like as empty_like
from tinytorch.extras import enable_grad as enable_grad
from tinytorch.extras import int16 as int16
from tinytorch.extras import int32 as int32
from tinytorch.extras import int8 as int8
from tinytorch.extras import is_tensor as is_tensor
from tinytorch.extras import normal as normal
from tinytorch.extras import randperm as randperm
from tinytorch.extras import set_grad_enabled as set_grad_enabled
from tinytorch.extras import uint8 as uint8
