"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""
