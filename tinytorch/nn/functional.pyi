"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 01 tensor
from tinytorch import Tensor

tanh = Tensor.tanh

# 03 activations
from tinytorch.core.activations import gelu as gelu
from tinytorch.core.activations import leaky_relu as leaky_relu
from tinytorch.core.activations import log_softmax as log_softmax
from tinytorch.core.activations import logsigmoid as logsigmoid
from tinytorch.core.activations import relu as relu
from tinytorch.core.activations import sigmoid as sigmoid
from tinytorch.core.activations import silu as silu
from tinytorch.core.activations import softmax as softmax
from tinytorch.core.activations import softplus as softplus

# 04 layers
from tinytorch.core.layers import dropout as dropout
from tinytorch.core.layers import linear as linear
