"""The public names, for type checkers and for `_facade.py`; `# 03 activations` says what brings them."""

# 03 activations
from tinytorch.extras.distributions import Bernoulli as Bernoulli
from tinytorch.extras.distributions import Categorical as Categorical
from tinytorch.extras.distributions import Normal as Normal
from tinytorch.extras.distributions import kl_divergence as kl_divergence
