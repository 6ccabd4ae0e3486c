"""The gradient cases of all modules; a module's own stand in the file that bears its name."""

from activation_cases import CASES as ACTIVATIONS
from gradient_cases import CASES as OPERATIONS
from layer_cases import CASES as LAYERS
from loss_cases import CASES as LOSSES

CASES = [*OPERATIONS, *ACTIVATIONS, *LAYERS, *LOSSES]
