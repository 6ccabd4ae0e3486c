"""The gradient cases of all modules; a module's own stand in the file that bears its name."""

from activation_cases import CASES as ACTIVATIONS
from attention_cases import CASES as ATTENTION
from embedding_cases import CASES as EMBEDDINGS
from gradient_cases import CASES as OPERATIONS
from layer_cases import CASES as LAYERS
from loss_cases import CASES as LOSSES
from spatial_cases import CASES as SPATIAL
from transformer_cases import CASES as TRANSFORMERS

CASES = [*ACTIVATIONS, *ATTENTION, *EMBEDDINGS, *OPERATIONS, *LAYERS, *LOSSES, *SPATIAL, *TRANSFORMERS]
