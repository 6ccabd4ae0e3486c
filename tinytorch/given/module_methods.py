"""The methods of a Module that no notebook teaches."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from types import FunctionType
from typing import Any


class Removable:
    """Takes a hook away again."""

    def __init__(self, remove: Callable[[], Any]):
        self.remove = remove


def placed(init: Callable[..., None]) -> Callable[..., None]:
    """`init`, which takes PyTorch's `device` and `dtype` where it does not of itself.

    A part under a number, as a Sequential names its parts, that is no module is refused.
    """
    code = init.__code__
    own = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    @wraps(init)
    def __init__(self: Any, *args: Any, **settings: Any) -> None:
        place = {n: settings.pop(n) for n in ("device", "dtype") if n in settings and n not in own}
        init(self, *args, **settings)
        for name, part in vars(self).items():
            if name.isdigit() and not hasattr(part, "requires_grad"):  # a ParameterList numbers tensors
                expect_module(self, part)
        if place:
            self.to(**place)

    return __init__


def expect_module(holder: Any, part: Any) -> None:
    """TypeError for a part that is no module, which would be left out in silence."""
    if part is None or isinstance(part, ModuleExtras):
        return
    kind = getattr(part, "__name__", type(part).__name__)
    advice = {list: "write *layers", tuple: "write *layers", type: f"write {kind}()"}.get(
        type(part), "a function is called in forward, or is a layer such as ReLU()"
    )
    raise TypeError(f"{type(holder).__name__} holds modules, got {kind}: {advice}")


def one_or_many(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function, or a forward, of images (N, C, H, W) that takes one image (C, H, W), too."""

    @wraps(function)
    def of(*args: Any, **settings: Any) -> Any:
        args = (*args, settings.pop("input")) if "input" in settings else args
        *layer, x = args[: 1 + isinstance(args[0], ModuleExtras)] if args else (None,)
        channels = getattr(layer[0], "in_channels", None) if layer else None
        if getattr(x, "ndim", 4) != 3 or channels not in (None, x.shape[0]):
            return function(*args, **settings)
        return function(*layer, x.unsqueeze(0), *args[len(layer) + 1 :], **settings).squeeze(0)

    return of


class ModuleExtras:
    """Hooks around `forward`, parts by their names, and the machines that are not here.

    The package's own layers take a device and a dtype when they are made.
    """

    named_children: Callable[..., Any]

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        own = vars(cls).get("__init__")
        if cls.__module__.startswith("tinytorch.") and isinstance(own, FunctionType):
            cls.__init__ = placed(own)  # type: ignore[method-assign]
        if cls.__module__ == "tinytorch.core.spatial" and cls.__name__ in ("Conv2d", "MaxPool2d"):
            cls.forward = one_or_many(cls.forward)  # type: ignore[method-assign]  # module 09 teaches batches

    shows_runs = False  # whether equal parts in a row are shown as one, as those of a ModuleList

    def forward(self, *args: Any, **settings: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} needs forward(self, x), which a call of it runs")

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
        """Call `hook(module, (gradient of the input,), (gradient of the output,))` in backward.

        What it returns, if anything, is the input's gradient. Of one tensor each; of an input that takes no
        gradient, the hook sees None.
        """

        def wrapped(forward: Callable[..., Any]) -> Callable[..., Any]:
            def hooked(*args: Any) -> Any:
                if len(args) != 1:
                    raise NotImplementedError(f"backward hooks are of modules of one input, got {len(args)}")
                x = args[0].clone() if args[0].requires_grad else args[0]
                out = forward(x)
                if not getattr(out, "requires_grad", False):
                    return out
                shown: list[Any] = []  # the gradient of the output, which comes first

                def at_input(grad: Any) -> Any:
                    new = hook(self, (grad,), (shown.pop(),))
                    return new[0] if isinstance(new, tuple) else new

                if x.requires_grad:
                    x.register_hook(at_input)
                    out.register_hook(shown.append)
                else:
                    out.register_hook(lambda grad: hook(self, (None,), (grad,)) and None)
                return out

            return hooked

        return self._wrap_forward(wrapped)

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
