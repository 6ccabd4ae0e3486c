"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

from tinytorch.nn.utils import rnn as rnn

# 06 optimizers
from tinytorch.core.optimizers import clip_grad_norm_ as clip_grad_norm_
from tinytorch.extras.optimizers import clip_grad_value_ as clip_grad_value_
from tinytorch.extras.optimizers import parameters_to_vector as parameters_to_vector
from tinytorch.extras.optimizers import vector_to_parameters as vector_to_parameters
