"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 06 optimizers
from tinytorch.extras.optimizers import ConstantLR as ConstantLR
from tinytorch.core.optimizers import CosineAnnealingLR as CosineAnnealingLR
from tinytorch.extras.optimizers import ExponentialLR as ExponentialLR
from tinytorch.core.optimizers import LRScheduler as LRScheduler
from tinytorch.extras.optimizers import LambdaLR as LambdaLR
from tinytorch.extras.optimizers import LinearLR as LinearLR
from tinytorch.extras.optimizers import MultiStepLR as MultiStepLR
from tinytorch.extras.optimizers import SequentialLR as SequentialLR
from tinytorch.extras.optimizers import StepLR as StepLR
from tinytorch.extras.optimizers import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from tinytorch.extras.optimizers import MultiplicativeLR as MultiplicativeLR
from tinytorch.extras.optimizers import OneCycleLR as OneCycleLR
from tinytorch.extras.optimizers import PolynomialLR as PolynomialLR
from tinytorch.extras.optimizers import ReduceLROnPlateau as ReduceLROnPlateau

_LRScheduler = LRScheduler
