"""The public names, for type checkers and for `_facade.py`; `# 01 tensor` says which module brings them."""

__version__: str

from tinytorch import autograd as autograd
from tinytorch import distributions as distributions
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
from tinytorch.extras.shapes import cat as cat
from tinytorch.extras.creation import eye as eye
from tinytorch.core.tensor import float32 as float32
from tinytorch.core.tensor import float64 as float64
from tinytorch.core.tensor import from_numpy as from_numpy
from tinytorch.extras.creation import full as full
from tinytorch.extras.creation import full_like as full_like
from tinytorch.core.tensor import int64 as int64
from tinytorch.extras.creation import linspace as linspace
from tinytorch.core.tensor import manual_seed as manual_seed
from tinytorch.extras.products import matmul as matmul
from tinytorch.core.tensor import ones as ones
from tinytorch.extras.elements import pow as pow
from tinytorch.extras.creation import ones_like as ones_like
from tinytorch.extras.creation import rand as rand
from tinytorch.extras.creation import rand_like as rand_like
from tinytorch.extras.creation import randint as randint
from tinytorch.core.tensor import randn as randn
from tinytorch.extras.creation import randn_like as randn_like
from tinytorch.extras.shapes import stack as stack
from tinytorch.core.tensor import tensor as tensor
from tinytorch.extras.shapes import where as where
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

acos = Tensor.acos
add = Tensor.add
addcdiv = Tensor.addcdiv
addcmul = Tensor.addcmul
addmm = Tensor.addmm
all = Tensor.all
allclose = Tensor.allclose
amin = Tensor.amin
any = Tensor.any
argmin = Tensor.argmin
argsort = Tensor.argsort
asin = Tensor.asin
atan = Tensor.atan
atan2 = Tensor.atan2
atanh = Tensor.atanh
bincount = Tensor.bincount
bitwise_and = Tensor.bitwise_and
bitwise_not = Tensor.bitwise_not
bitwise_or = Tensor.bitwise_or
bitwise_xor = Tensor.bitwise_xor
bmm = Tensor.bmm
ceil = Tensor.ceil
chunk = Tensor.chunk
clamp_max = Tensor.clamp_max
clamp_min = Tensor.clamp_min
clip = Tensor.clip
clone = Tensor.clone
cos = Tensor.cos
count_nonzero = Tensor.count_nonzero
cumprod = Tensor.cumprod
cumsum = Tensor.cumsum
diag = Tensor.diag
diagonal = Tensor.diagonal
dist = Tensor.dist
div = Tensor.div
dot = Tensor.dot
eq = Tensor.eq
equal = Tensor.equal
erf = Tensor.erf
expm1 = Tensor.expm1
flip = Tensor.flip
floor = Tensor.floor
floor_divide = Tensor.floor_divide
gather = Tensor.gather
ge = Tensor.ge
gt = Tensor.gt
histogram = Tensor.histogram
index_add = Tensor.index_add
index_select = Tensor.index_select
is_floating_point = Tensor.is_floating_point
isclose = Tensor.isclose
isfinite = Tensor.isfinite
isinf = Tensor.isinf
isnan = Tensor.isnan
kthvalue = Tensor.kthvalue
le = Tensor.le
lerp = Tensor.lerp
log10 = Tensor.log10
log1p = Tensor.log1p
log2 = Tensor.log2
logical_and = Tensor.logical_and
logical_not = Tensor.logical_not
logical_or = Tensor.logical_or
logsumexp = Tensor.logsumexp
lt = Tensor.lt
masked_select = Tensor.masked_select
maximum = Tensor.maximum
median = Tensor.median
minimum = Tensor.minimum
mm = Tensor.mm
movedim = Tensor.movedim
mul = Tensor.mul
multinomial = Tensor.multinomial
narrow = Tensor.narrow
ne = Tensor.ne
neg = Tensor.neg
nonzero = Tensor.nonzero
norm = Tensor.norm
numel = Tensor.numel
outer = Tensor.outer
prod = Tensor.prod
quantile = Tensor.quantile
ravel = Tensor.ravel
reciprocal = Tensor.reciprocal
remainder = Tensor.remainder
repeat_interleave = Tensor.repeat_interleave
roll = Tensor.roll
round = Tensor.round
rsqrt = Tensor.rsqrt
scatter = Tensor.scatter
scatter_add = Tensor.scatter_add
sign = Tensor.sign
sin = Tensor.sin
sort = Tensor.sort
split = Tensor.split
square = Tensor.square
sub = Tensor.sub
swapaxes = Tensor.swapaxes
t = Tensor.t
tan = Tensor.tan
topk = Tensor.topk
trace = Tensor.trace
tril = Tensor.tril
triu = Tensor.triu
unbind = Tensor.unbind
unflatten = Tensor.unflatten
unique = Tensor.unique

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
from tinytorch.extras.files import load as load
from tinytorch.extras.files import save as save
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
from tinytorch.extras.products import cdist as cdist
from tinytorch.extras.products import einsum as einsum
from tinytorch.extras.algebra import cholesky_solve as cholesky_solve
from tinytorch.extras.algebra import det as det
from tinytorch.extras.algebra import inverse as inverse
from tinytorch.extras.algebra import linalg as linalg
from tinytorch.extras.algebra import logdet as logdet
from tinytorch.extras.creation import FloatTensor as FloatTensor
from tinytorch.extras.creation import LongTensor as LongTensor
from tinytorch.extras.creation import get_rng_state as get_rng_state
from tinytorch.extras.creation import initial_seed as initial_seed
from tinytorch.extras.creation import meshgrid as meshgrid
from tinytorch.extras.creation import scalar_tensor as scalar_tensor
from tinytorch.extras.creation import set_rng_state as set_rng_state
from tinytorch.extras.creation import tril_indices as tril_indices
from tinytorch.extras.creation import triu_indices as triu_indices
from tinytorch.extras.devices import accelerator as accelerator
from tinytorch.extras.devices import amp as amp
from tinytorch.extras.devices import autocast as autocast
from tinytorch.extras.devices import bfloat16 as bfloat16
from tinytorch.extras.devices import compile as compile
from tinytorch.extras.devices import e as e
from tinytorch.extras.devices import float16 as float16
from tinytorch.extras.devices import get_default_dtype as get_default_dtype
from tinytorch.extras.devices import half as half
from tinytorch.extras.devices import inf as inf
from tinytorch.extras.devices import nan as nan
from tinytorch.extras.devices import pi as pi
from tinytorch.extras.devices import set_default_device as set_default_device
from tinytorch.extras.devices import set_default_dtype as set_default_dtype
from tinytorch.extras.devices import set_float32_matmul_precision as set_float32_matmul_precision
from tinytorch.extras.devices import set_num_threads as set_num_threads
from tinytorch.extras.devices import set_printoptions as set_printoptions
from tinytorch.extras.devices import use_deterministic_algorithms as use_deterministic_algorithms
from tinytorch.extras.devices import finfo as finfo
from tinytorch.extras.shapes import hstack as hstack
from tinytorch.extras.devices import iinfo as iinfo
from tinytorch.extras.creation import logspace as logspace
from tinytorch.extras.devices import preserve_format as preserve_format
from tinytorch.extras.reductions import corrcoef as corrcoef
from tinytorch.extras.reductions import cov as cov
from tinytorch.extras.reductions import var_mean as var_mean
from tinytorch.extras.shapes import bucketize as bucketize
from tinytorch.extras.shapes import searchsorted as searchsorted
from tinytorch.extras.shapes import vstack as vstack
