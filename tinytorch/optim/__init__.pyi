"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

from tinytorch.optim import lr_scheduler as lr_scheduler

# 06 optimizers
from tinytorch.extras.optimizers import Adadelta as Adadelta
from tinytorch.extras.optimizers import Adagrad as Adagrad
from tinytorch.extras.optimizers import Adam as Adam
from tinytorch.extras.optimizers import AdamW as AdamW
from tinytorch.extras.optimizers import Adamax as Adamax
from tinytorch.core.optimizers import Optimizer as Optimizer
from tinytorch.extras.optimizers import RMSprop as RMSprop
from tinytorch.core.optimizers import SGD as SGD
