"""The public names, for type checkers and for `_facade.py`."""

# 11 embeddings
from tinytorch.core.embeddings import LearnedPositions as LearnedPositions
from tinytorch.core.embeddings import rotary as rotary
from tinytorch.core.embeddings import sinusoidal_positions as sinusoidal_positions

# 13 transformers
from tinytorch.core.transformers import GPT as GPT
from tinytorch.core.transformers import GPTConfig as GPTConfig
from tinytorch.core.transformers import MLP as MLP
from tinytorch.extras.transformers import SwiGLU as SwiGLU
from tinytorch.core.transformers import TransformerBlock as TransformerBlock
from tinytorch.core.transformers import count_multiplications as count_multiplications
from tinytorch.core.transformers import count_parameters as count_parameters
from tinytorch.core.transformers import generate as generate
from tinytorch.extras.transformers import load_gpt2 as load_gpt2
