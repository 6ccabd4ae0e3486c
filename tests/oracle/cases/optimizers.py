"""What 06_optimizers brings, beside PyTorch: twenty steps each."""

from __future__ import annotations

from typing import Any

from case import Case
from drawing import one_of

WITHOUT = {
    "optim.Optimizer": "its steps are its subclasses': SGD and the others",
    "optim.lr_scheduler.LRScheduler": "its steps are its subclasses': StepLR and the others",
}


def clipped(torch: Any, nn: Any, x: Any, clip: str, *settings: float) -> Any:
    x.sum().backward() if clip == "none" else (x * x * x).sum().backward()
    total = getattr(nn.utils, clip)([x], *settings)
    return total, x.grad


def resumed(torch: Any, optim: Any, x: Any) -> Any:
    def steps(p: Any, optimizer: Any, n: int) -> Any:
        for _ in range(n):
            optimizer.zero_grad()
            (p * p).sum().backward()
            optimizer.step()

    p = x.detach().clone().requires_grad_()
    first = optim.Adam([p], lr=0.1)
    steps(p, first, 3)
    q = p.detach().clone().requires_grad_()
    second = optim.Adam([q], lr=0.5)
    second.load_state_dict(first.state_dict())
    steps(q, second, 3)
    return q.detach(), second.param_groups[0]["lr"]


def groups(optim: Any, ps: list[Any]) -> Any:
    return optim.SGD([{"params": ps[:1], "lr": 0.1}, {"params": ps[1:]}], lr=0.01, momentum=0.5)


def scheduled(optim: Any, descend: Any, make: Any) -> Any:
    def both(ps: list[Any]) -> Any:
        optimizer = optim.SGD(ps, lr=0.2)
        return optimizer, make(optim.lr_scheduler, optimizer)

    return descend(both)


CASES = [
    Case("optim.SGD", lambda optim, descend: descend(lambda ps: optim.SGD(ps, lr=0.1))),
    Case("optim.SGD, momentum", lambda optim, descend, n=one_of(True, False): descend(lambda ps: optim.SGD(ps, lr=0.1, momentum=0.9, nesterov=n))),
    Case("optim.SGD, dampening and decay", lambda optim, descend: descend(lambda ps: optim.SGD(ps, lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.1))),
    Case("optim.SGD, groups", lambda optim, descend: descend(lambda ps: groups(optim, ps))),
    Case("optim.SGD, a rate below 0, refused", lambda optim, x: optim.SGD([x], lr=-1)),
    Case("optim.SGD, nesterov alone, refused", lambda optim, x: optim.SGD([x], lr=1, nesterov=True)),
    Case("optim.RMSprop", lambda optim, descend: descend(lambda ps: optim.RMSprop(ps, lr=0.05))),
    Case("optim.RMSprop, momentum", lambda optim, descend: descend(lambda ps: optim.RMSprop(ps, lr=0.05, alpha=0.8, momentum=0.5, weight_decay=0.1))),
    Case("optim.Adam", lambda optim, descend: descend(lambda ps: optim.Adam(ps, lr=0.1))),
    Case("optim.Adam, settings", lambda optim, descend: descend(lambda ps: optim.Adam(ps, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1))),
    Case("optim.Adam, resumed", lambda torch, optim, x=(3, 2): resumed(torch, optim, x)),
    Case("optim.AdamW", lambda optim, descend: descend(lambda ps: optim.AdamW(ps, lr=0.1))),
    Case("optim.AdamW, decay", lambda optim, descend: descend(lambda ps: optim.AdamW(ps, lr=0.1, weight_decay=0.5))),
    Case("nn.utils.clip_grad_norm_", lambda torch, nn, x=(3, 4), most=one_of(1.0, 1e6): clipped(torch, nn, x, "clip_grad_norm_", most)),
    Case("nn.utils.clip_grad_norm_, the largest", lambda torch, nn, x=(3, 4): clipped(torch, nn, x, "clip_grad_norm_", 1.0, float("inf"))),
    Case("nn.utils.clip_grad_value_", lambda torch, nn, x=(3, 4): clipped(torch, nn, x, "clip_grad_value_", 0.5)),
    Case("optim.lr_scheduler.StepLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.StepLR(o, 4, gamma=0.5))),
    Case("optim.lr_scheduler.MultiStepLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.MultiStepLR(o, [3, 9], gamma=0.5))),
    Case("optim.lr_scheduler.ExponentialLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.ExponentialLR(o, 0.9))),
    Case("optim.lr_scheduler.ConstantLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.ConstantLR(o, 0.5, total_iters=4))),
    Case("optim.lr_scheduler.LinearLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.LinearLR(o, 0.1, total_iters=7))),
    Case("optim.lr_scheduler.LambdaLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.LambdaLR(o, lambda n: 1 / (n + 1)))),
    Case("optim.lr_scheduler.CosineAnnealingLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.CosineAnnealingLR(o, 8, eta_min=0.01))),
    Case("optim.lr_scheduler.SequentialLR", lambda optim, descend: scheduled(optim, descend, lambda s, o: s.SequentialLR(o, [s.LinearLR(o, 0.1, total_iters=5), s.CosineAnnealingLR(o, 15)], [5]))),
]
