"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

from tinytorch.nn import functional as functional
from tinytorch.nn import init as init
from tinytorch.nn import utils as utils
