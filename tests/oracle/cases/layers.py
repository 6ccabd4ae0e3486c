"""What 04_layers brings, beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case
from drawing import constant

DRAWN = "drawn from another stream of random numbers: tests/layers"
WITHOUT = {f"nn.init.{name}_": DRAWN for name in ("normal", "uniform", "trunc_normal", "kaiming_normal", "kaiming_uniform", "xavier_normal", "xavier_uniform")} | {
    "nn.GradientLost": "ours: PyTorch lets a cut pass",
}


def own_module(nn: Any) -> Any:
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(nn.init.ones_(nn.Linear(1, 1).weight))
            self.body = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Dropout(0.5))
            self.register_buffer("shift", nn.init.ones_(nn.Linear(1, 1).weight).detach() * 2)

        def forward(self, x):
            return self.body(x) * self.scale + self.shift

    return Net()


def described(nn: Any) -> Any:
    net = own_module(nn)
    return [
        [(name, tuple(p.shape)) for name, p in net.named_parameters()],
        [name for name, _ in net.named_buffers()],
        [name for name, _ in net.named_modules()],
        [type(m).__name__ for m in net.children()],
        [*net.state_dict()],
        net.training,
        net.eval().body[2].training,
        repr(net),
    ]


def loaded(nn: Any) -> Any:
    a, b = own_module(nn).double(), own_module(nn).double()
    b.load_state_dict(a.state_dict())
    b.requires_grad_(False)
    return [all((p == q).all().item() for p, q in zip(a.parameters(), b.parameters(), strict=True)), [p.requires_grad for p in b.parameters()]]


def zeroed(nn: Any, x: Any) -> Any:
    layer = nn.Linear(3, 2)
    layer(x.float()).sum().backward()
    had = layer.weight.grad is not None
    layer.zero_grad()
    return had, layer.weight.grad


def initialised(nn: Any, fill: str, *settings: float) -> Any:
    return getattr(nn.init, fill)(nn.Linear(3, 2).weight, *settings)


CASES = [
    Case("nn.Module", lambda nn, filled, x=(5, 3): filled(own_module(nn)).eval()(x)),
    Case("nn.Module, described", described),
    Case("nn.Module, loaded", loaded),
    Case("nn.Module, zero_grad", lambda nn, x=constant(5, 3): zeroed(nn, x)),
    Case("nn.Module, apply", lambda nn: [type(m).__name__ for m in own_module(nn).apply(lambda m: m).modules()]),
    Case("nn.Module, a missing name, refused", lambda nn: nn.Linear(3, 2).load_state_dict({})),
    Case("nn.Parameter", lambda torch, nn, x=constant(2, 3): nn.Parameter(x) * 2),
    Case("nn.Parameter, printed", lambda torch, nn: repr(nn.Parameter(torch.ones(2)))),
    Case("nn.Linear", lambda nn, filled, x=(2, 4): filled(nn.Linear(4, 3))(x)),
    Case("nn.Linear, of batches, without bias", lambda nn, filled, x=(2, 3, 4): filled(nn.Linear(4, 2, bias=False))(x)),
    Case("nn.Linear, of a vector", lambda nn, filled, x=(4,): filled(nn.Linear(4, 2))(x)),
    Case("nn.Linear, printed", lambda nn: repr(nn.Linear(4, 3, bias=False))),
    Case("nn.Linear, of another width, refused", lambda nn, filled, x=(2, 5): filled(nn.Linear(4, 3))(x)),
    Case("nn.Sequential", lambda nn, filled, x=(2, 4): filled(nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 1)))(x)),
    Case("nn.Sequential, printed", lambda nn: [repr(nn.Sequential(nn.Linear(2, 2), nn.ReLU())), len(nn.Sequential(nn.ReLU())), repr(nn.Sequential(nn.Tanh(), nn.ReLU())[0])]),
    Case("nn.ModuleList", lambda nn: [repr(nn.ModuleList([nn.ReLU(), nn.Tanh()])), [*nn.ModuleList([nn.Linear(1, 1)]).state_dict()]]),
    Case("nn.ModuleDict", lambda nn: [repr(nn.ModuleDict({"a": nn.ReLU()})), [*nn.ModuleDict({"a": nn.Linear(1, 1)}).state_dict()]]),
    Case("nn.Dropout", lambda nn, x: [nn.Dropout(0.4).eval()(x), nn.Dropout(0.0)(x)]),
    Case("nn.Dropout, printed", lambda nn: repr(nn.Dropout(0.25))),
    Case("nn.functional.dropout", lambda F, x: [F.dropout(x, 0.3, training=False), F.dropout(x, 0.0)]),
    Case("nn.functional.dropout, a chance, refused", lambda F, x: F.dropout(x, 1.5)),
    Case("nn.functional.linear", lambda F, x=(2, 4), w=(3, 4), b=(3,): [F.linear(x, w, b), F.linear(x, w)]),
    Case("nn.Flatten", lambda nn, x=(2, 3, 4): [nn.Flatten()(x), nn.Flatten(0)(x)]),
    Case("nn.Identity", lambda nn, x: nn.Identity()(x) * 1),
    Case("nn.ReLU", lambda nn, x: nn.ReLU()(x)),
    Case("nn.LeakyReLU", lambda nn, x: nn.LeakyReLU(0.1)(x)),
    Case("nn.Sigmoid", lambda nn, x: nn.Sigmoid()(x)),
    Case("nn.Tanh", lambda nn, x: nn.Tanh()(x)),
    Case("nn.GELU", lambda nn, x=(2, 3): [nn.GELU()(x), nn.GELU(approximate="tanh")(x)]),
    Case("nn.SiLU", lambda nn, x: nn.SiLU()(x)),
    Case("nn.Softplus", lambda nn, x: nn.Softplus()(x)),
    Case("nn.LogSigmoid", lambda nn, x: nn.LogSigmoid()(x)),
    Case("nn.Softmax", lambda nn, x, dim: nn.Softmax(dim=dim)(x)),
    Case("nn.LogSoftmax", lambda nn, x, dim: nn.LogSoftmax(dim=dim)(x)),
    Case("nn.init.zeros_", lambda nn: initialised(nn, "zeros_")),
    Case("nn.init.ones_", lambda nn: initialised(nn, "ones_")),
    Case("nn.init.constant_", lambda nn: initialised(nn, "constant_", 0.3)),
    Case("nn.init.calculate_gain", lambda nn: [float(nn.init.calculate_gain(n)) for n in ("linear", "relu", "tanh", "sigmoid", "conv2d")]),
]
