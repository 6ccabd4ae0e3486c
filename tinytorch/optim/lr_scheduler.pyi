"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 06 optimizers
from tinytorch.core.optimizers import ConstantLR as ConstantLR
from tinytorch.core.optimizers import CosineAnnealingLR as CosineAnnealingLR
from tinytorch.core.optimizers import ExponentialLR as ExponentialLR
from tinytorch.core.optimizers import LRScheduler as LRScheduler
from tinytorch.core.optimizers import LambdaLR as LambdaLR
from tinytorch.core.optimizers import LinearLR as LinearLR
from tinytorch.core.optimizers import MultiStepLR as MultiStepLR
from tinytorch.core.optimizers import SequentialLR as SequentialLR
from tinytorch.core.optimizers import StepLR as StepLR
