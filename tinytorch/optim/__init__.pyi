"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

from tinytorch.optim import lr_scheduler as lr_scheduler
