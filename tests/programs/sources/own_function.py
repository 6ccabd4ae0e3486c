"""A Legendre polynomial with a gradient of its own, fitted to a sine; and gradients asked for by name."""

import math

import torch


class LegendrePolynomial3(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return 0.5 * (5 * input**3 - 3 * input)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 1.5 * (5 * input**2 - 1)


dtype = torch.float
device = torch.device("cpu")
x = torch.linspace(-math.pi, math.pi, 500, device=device, dtype=dtype)
y = torch.sin(x)
a = torch.full((), 0.0, device=device, dtype=dtype, requires_grad=True)
b = torch.full((), -1.0, device=device, dtype=dtype, requires_grad=True)
d = torch.full((), 0.3, device=device, dtype=dtype, requires_grad=True)
for t in range(200):
    P3 = LegendrePolynomial3.apply
    loss = (a + b * P3(d * x) - y).pow(2).sum()
    if t % 50 == 49:
        print(t, f"{loss.item():.3f}")
    loss.backward()
    with torch.no_grad():
        for p in (a, b, d):
            p -= 2e-5 * p.grad
            p.grad = None
print(f"y = {b.item():.3f} * P3({d.item():.3f} x)")

u = torch.tensor([1.0, 2.0], requires_grad=True)
v = u * u
(du,) = torch.autograd.grad((v * u).sum(), u)
print(du, u.grad)
v = u * u
v.retain_grad()
v.register_hook(lambda g: print("hook", g))
(v * 3).sum().backward()
print(v.grad, u.grad)
