"""Whether operations are recorded, said otherwise than by `no_grad`."""

from __future__ import annotations

from contextlib import ContextDecorator

from tinytorch.core.tensor import grad_mode


class set_grad_enabled:
    """Record or not from now on, or inside of `with set_grad_enabled(training):`, which restores what was."""

    def __init__(self, mode: bool):
        self.earlier, grad_mode.enabled = grad_mode.enabled, bool(mode)

    def __enter__(self) -> None: ...

    def __exit__(self, *exception: object) -> None:
        grad_mode.enabled = self.earlier


class enable_grad(ContextDecorator):
    """Record inside, though a `no_grad` stands around it."""

    def __enter__(self) -> None:
        self.earlier, grad_mode.enabled = grad_mode.enabled, True

    def __exit__(self, *exception: object) -> None:
        grad_mode.enabled = self.earlier
