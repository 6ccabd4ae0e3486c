"""What autograd keeps, frees and gives: the tutorial's first hour."""

import torch

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2
external_grad = torch.tensor([1., 1.])
Q.backward(gradient=external_grad)
print(9*a**2 == a.grad)
print(-2*b == b.grad)
x = torch.rand(5, 5)
y = torch.rand(5, 5)
z = torch.rand((5, 5), requires_grad=True)
a = x + y
print(f"Does `a` require gradients?: {a.requires_grad}")
b = x + z
print(f"Does `b` require gradients?: {b.requires_grad}")
# autogradqs_tutorial
x = torch.ones(5)
y = torch.zeros(3)
w = torch.arange(15.).reshape(5, 3).div(10).requires_grad_()
b = torch.zeros(3, requires_grad=True)
z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
print(f"Gradient function for z = {type(z.grad_fn).__name__ != ''}")
loss.backward()
print(w.grad)
print(b.grad)
print(z.requires_grad)
with torch.no_grad():
    z = torch.matmul(x, w) + b
print(z.requires_grad)
z_det = (torch.matmul(x, w) + b).detach()
print(z_det.requires_grad)
inp = torch.eye(4, 5, requires_grad=True)
out = (inp+1).pow(2).t()
out.backward(torch.ones_like(out), retain_graph=True)
print(f"First call\n{inp.grad}")
out.backward(torch.ones_like(out), retain_graph=True)
print(f"\nSecond call\n{inp.grad}")
inp.grad.zero_()
out.backward(torch.ones_like(out), retain_graph=True)
print(f"\nCall after zeroing gradients\n{inp.grad}")
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
while y.data.norm() < 1000:
    y = y * 2
print(y.data.tolist())
v = torch.tensor([0.1, 1.0, 0.0001], dtype=torch.float)
y.backward(v)
print(x.grad)
(g,) = torch.autograd.grad((x ** 2).sum(), x)
print(g, x.is_leaf, y.is_leaf)
x = torch.tensor(1., requires_grad=True)
with torch.set_grad_enabled(False):
    y = x * 2
print(y.requires_grad, x.grad is None)


@torch.no_grad()
def doubler(x):
    return x * 2


@torch.inference_mode()
def tripler(x):
    return x * 3


print(doubler(x).requires_grad, tripler(x).requires_grad, torch.is_grad_enabled())
v = torch.tensor([0., 0., 0.], requires_grad=True)
h = (v * 1).register_hook(lambda grad: grad * 2)
v.backward(torch.tensor([1., 2., 3.]))
print(v.grad)
h.remove()
y = v * 3
y.retain_grad()
y.sum().backward()
print(y.grad, v.grad)
