"""The public names, for type checkers and for `_facade.py`; `# 02 autograd` says which module brings them."""

# 02 autograd
from tinytorch.extras.functions import Function as Function
from tinytorch.extras.functions import Variable as Variable
from tinytorch.extras.functions import backward as backward
from tinytorch.extras.functions import grad as grad
from tinytorch.extras.functions import gradcheck as gradcheck
from tinytorch.core.autograd import no_grad as no_grad
from tinytorch.extras.modes import enable_grad as enable_grad
from tinytorch.extras.modes import set_grad_enabled as set_grad_enabled
