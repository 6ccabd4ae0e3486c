"""The public names, for type checkers and for `_facade.py`."""

# 10 tokenization
from tinytorch.core.tokenization import BPETokenizer as BPETokenizer
from tinytorch.core.tokenization import CharTokenizer as CharTokenizer
