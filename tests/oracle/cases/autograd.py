"""What 02_autograd brings, beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case

OURS = "ours: PyTorch has no such name"
WITHOUT = {
    "draw_graph": f"{OURS}; tests/autograd/test_drawing.py",
    "vjp": f"{OURS}; tests/autograd/test_gradients.py",
    "no_gradient": f"{OURS}; tests/autograd/test_no_grad.py",
}


def quietly(torch: Any, x: Any) -> Any:
    with torch.no_grad():
        y = x * 2
    return y, y.requires_grad, torch.is_grad_enabled()


def decorated(torch: Any, x: Any) -> Any:
    @torch.no_grad()
    def double(t: Any) -> Any:
        return t * 2

    return double(x)


def grown(x: Any) -> Any:
    (x * x).sum().backward()
    (x * 3).sum().backward()
    return x.grad


def walked(x: Any) -> Any:
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


def updated(torch: Any, x: Any) -> Any:
    (x * x).sum().backward()
    with torch.no_grad():
        x -= 0.1 * x.grad
    return x * 1


CASES = [
    Case("no_grad", quietly),
    Case("no_grad, above a function", decorated),
    Case("no_grad, a step of descent", lambda torch, x=(3, 2): updated(torch, x)),
    Case("Tensor.backward", lambda x=(3, 2): grown(x)),
    Case("Tensor.backward, twice", lambda x=(3, 2): walked(x)),
    Case("Tensor.grad", lambda x: [x.grad, (x * 2).detach().grad]),
    Case("Tensor.grad_fn", lambda x: [x.grad_fn, (x * 2).grad_fn is None]),
]
