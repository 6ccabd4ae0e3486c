"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 06 optimizers
from tinytorch.core.optimizers import clip_grad_norm_ as clip_grad_norm_
from tinytorch.extras.optimizers import clip_grad_value_ as clip_grad_value_
