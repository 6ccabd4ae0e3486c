"""PyTorch's `utils`; `tinytorch.utils.data` is all of it that there is."""
