"""Down a curved valley: plain descent, RMSprop and Adam from one start."""

import torch


def rosenbrock(p):
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


for name, make in {
    "sgd": lambda p: torch.optim.SGD([p], lr=1e-3),
    "nesterov": lambda p: torch.optim.SGD([p], lr=3e-4, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop([p], lr=1e-2),
    "adam": lambda p: torch.optim.Adam([p], lr=5e-2),
}.items():
    p = torch.tensor([-1.0, 1.5], requires_grad=True)
    optimizer = make(p)
    for step in range(150):
        optimizer.zero_grad()
        value = rosenbrock(p)
        value.backward()
        optimizer.step()
    print(f"{name}: f = {value.item():.4f} at ({p[0].item():.3f}, {p[1].item():.3f})")
