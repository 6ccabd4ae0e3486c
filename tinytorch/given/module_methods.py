"""The methods of a Module that no notebook teaches."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any


class Removable:
    """Takes a hook away again."""

    def __init__(self, remove: Callable[[], Any]):
        self.remove = remove


class ModuleExtras:
    """Hooks around `forward`, parts by their names, and the machines that are not here."""

    forward: Callable[..., Any]
    named_children: Callable[..., Any]
    shows_runs = False  # whether equal parts in a row are shown as one, as those of a ModuleList

    def _shown_parts(self) -> list[tuple[str, str]]:
        """The parts by name, each as its text; "0-2" and "3 x Linear(...)" for a run of equal ones."""
        parts = [(name, repr(child)) for name, child in self.named_children()]
        if not self.shows_runs:
            return parts
        runs = [[name for name, _ in run] + [text] for text, run in groupby(parts, lambda part: part[1])]
        return [
            (names[0], text) if len(names) == 1 else (f"{names[0]}-{names[-1]}", f"{len(names)} x {text}")
            for *names, text in runs
        ]

    def register_forward_hook(self, hook: Callable[..., Any]) -> Removable:
        """Call `hook(module, inputs, output)` after each forward; what it returns stands for the output."""

        def wrapped(forward: Callable[..., Any]) -> Callable[..., Any]:
            def hooked(*args: Any, **kwargs: Any) -> Any:
                out = forward(*args, **kwargs)
                new = hook(self, args, out)
                return out if new is None else new

            return hooked

        return self._wrap_forward(wrapped)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> Removable:
        """Call `hook(module, inputs)` before each forward; what it returns, if anything, are the inputs."""

        def wrapped(forward: Callable[..., Any]) -> Callable[..., Any]:
            def hooked(*args: Any, **kwargs: Any) -> Any:
                new = hook(self, args)
                args = args if new is None else new if isinstance(new, tuple) else (new,)
                return forward(*args, **kwargs)

            return hooked

        return self._wrap_forward(wrapped)

    def _wrap_forward(self, wrapped: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Removable:
        """Let `forward` of this module alone be another, until it is taken away."""
        before = vars(self).get("forward")
        vars(self)["forward"] = wrapped(self.forward)

        def remove() -> None:
            if before is None:
                vars(self).pop("forward", None)
            else:
                vars(self)["forward"] = before

        return Removable(remove)

    def register_full_backward_hook(self, hook: Callable[..., Any]) -> Removable:
        raise NotImplementedError("modules have no hooks in backward: register_hook is of tensors")

    def get_submodule(self, target: str) -> Any:
        """The module within of this name, such as "layers.0"."""
        found: Any = self
        for name in target.split(".") if target else ():
            found = getattr(found, name)
        return found

    def get_parameter(self, target: str) -> Any:
        """The parameter of this name, such as "layers.0.weight"."""
        return self.get_submodule(target)

    def cpu(self) -> Any:
        return self

    def cuda(self, device: Any = None) -> Any:
        raise RuntimeError("there is no device cuda: NumPy computes on the CPU; leave .cuda() out")

    def half(self) -> Any:
        raise RuntimeError("there is no float16: tinytorch computes in float32 and float64")
