"""What 03_activations brings, beside PyTorch."""

from __future__ import annotations

from case import Case
from drawing import one_of

WITHOUT: dict[str, str] = {}

CASES = [
    Case("relu", lambda torch, x: [torch.relu(x), x.relu()]),
    Case("sigmoid", lambda torch, x: [torch.sigmoid(x), x.sigmoid()]),
    Case("softmax", lambda torch, x, dim: [torch.softmax(x, dim), x.softmax(dim)]),
    Case("log_softmax", lambda torch, x, dim: [torch.log_softmax(x, dim), x.log_softmax(dim)]),
    Case("Tensor.relu", lambda x: x.relu()),
    Case("Tensor.sigmoid", lambda x: (x * 30).sigmoid()),
    Case("Tensor.softmax", lambda x, dim: (x * 30).softmax(dim)),
    Case("Tensor.log_softmax", lambda x, dim: (x * 30).log_softmax(dim)),
    Case("nn.functional.relu", lambda F, x: F.relu(x)),
    Case("nn.functional.leaky_relu", lambda F, x: [F.leaky_relu(x), F.leaky_relu(x, 0.2)]),
    Case("nn.functional.sigmoid", lambda F, x: F.sigmoid(x)),
    Case("nn.functional.tanh", lambda F, x: F.tanh(x)),
    # of an infinite number it is nan in PyTorch, and here the number itself
    Case("nn.functional.gelu", lambda F, w=(2, 3, 4): [F.gelu(w * 3), F.gelu(w, approximate="tanh")]),
    Case("nn.functional.silu", lambda F, x: F.silu(x)),
    Case("nn.functional.softplus", lambda F, x, beta=one_of(1, 2): F.softplus(x, beta)),
    Case("nn.functional.logsigmoid", lambda F, x: F.logsigmoid(x)),
    Case("nn.functional.softmax", lambda F, x, dim: F.softmax(x, dim=dim)),
    Case("nn.functional.log_softmax", lambda F, x, dim: F.log_softmax(x, dim=dim)),
]
