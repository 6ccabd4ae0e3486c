"""The learning checks on modules of the package: buffers, training and evaluation, integer inputs, Adam."""

from __future__ import annotations

import numpy as np

from autograder.checks import gradient_flow, snapshot, training_trace, weight_updates
from autograder.doctor import doctor
from tinytorch.core.activations import softmax
from tinytorch.core.autograd import no_grad, vjp
from tinytorch.core.embeddings import Embedding
from tinytorch.core.layers import Linear, Module, Parameter
from tinytorch.core.tensor import Function, Tensor, manual_seed, tensor


class Reader(Module):
    """Token ids (B, T) -> (B, 2); it counts the batches that it has trained on, in a buffer."""

    def __init__(self) -> None:
        super().__init__()
        manual_seed(3)
        self.table, self.head = Embedding(5, 4), Linear(4, 2)
        self.register_buffer("seen", tensor([0.0]))

    def forward(self, ids: Tensor) -> Tensor:
        if self.training:
            self.seen.data[...] += 1
        return self.head(self.table(ids).mean(1))


class Adam:
    """As little of it as there can be: a state for each parameter, and steps of equal size."""

    def __init__(self, parameters, lr: float = 0.1) -> None:
        self.parameters, self.lr, self.steps = list(parameters), lr, 0
        self.moments = [(np.zeros(p.shape, "f"), np.zeros(p.shape, "f")) for p in self.parameters]

    def step(self) -> None:
        self.steps += 1
        with no_grad():
            for p, (m, v) in zip(self.parameters, self.moments, strict=True):
                m += 0.1 * (p.grad.data - m)
                v += 0.001 * (p.grad.data**2 - v)
                ahead, size = m / (1 - 0.9**self.steps), np.sqrt(v / (1 - 0.999**self.steps))
                p -= Tensor(self.lr * ahead / (size + 1e-8))


IDS = tensor([[0, 1, 1], [2, 3, 4]])
NAMES = ["table.weight", "head.weight", "head.bias"]


def loss_of(reader: Reader, ids: Tensor = IDS) -> Tensor:
    return (reader(ids) * reader(ids)).mean()


def test_a_trace_of_token_ids_under_adam_flows_and_moves_and_counts_no_buffer():
    reader = Reader()
    adam = Adam(reader.parameters())
    trace = training_trace(reader, lambda ids: loss_of(reader, ids), adam.step, [(IDS,)] * 3)
    assert trace.flowing == trace.moving == list(trace.weights) == NAMES
    first = np.abs(np.diff(trace.weights["head.bias"], axis=0)[0])
    np.testing.assert_allclose(first, 0.1, rtol=1e-4)  # with its bias corrected, exactly lr


def test_two_optimizers_for_two_parts_are_one_update():
    reader = Reader()
    table, head = Adam(reader.table.parameters()), Adam(reader.head.parameters(), lr=0.01)

    def update() -> None:
        table.step()
        head.step()

    trace = training_trace(reader, lambda ids: loss_of(reader, ids), update, [(IDS,)] * 2)
    assert trace.moving == NAMES


def test_gradients_flow_and_weights_move_in_training_and_evaluation():
    reader = Reader()
    for mode in (reader.train, reader.eval):
        mode()
        before = snapshot(reader)
        assert gradient_flow(reader, loss_of(reader)).result == "3/3"
        Adam(reader.parameters()).step()
        assert weight_updates(before, reader).result == "3/3"


def test_the_doctor_takes_token_ids_and_leaves_the_buffers_as_they_were():
    reader = Reader()
    diagnosis = doctor(reader, IDS)
    assert diagnosis.wrong == ()
    assert "table.weight, head.weight, head.bias" in diagnosis.sentences[0]
    assert (reader.seen.item(), reader.table.weight.data.dtype) == (0, np.float32)


class Chooser(Module):
    """Attention whose weights are computed past the graph; the values have a history, so no guard sees it."""

    def __init__(self) -> None:
        super().__init__()
        manual_seed(3)
        self.q, self.k, self.v = Linear(4, 4), Linear(4, 4), Linear(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        scores = self.q(x).data @ self.k(x).data.T
        return softmax(Tensor(scores), -1) @ self.v(x)


class Straight(Chooser):
    """The same, and the values are detached instead: by a method of the package."""

    def forward(self, x: Tensor) -> Tensor:
        return softmax(self.q(x) @ self.k(x).T, -1) @ self.v(x).detach()


def test_the_doctor_names_the_line_on_which_a_value_left_the_graph():
    x = tensor([[1.0, 0, 2, 0], [0, 1, 0, 3]])
    for layer, cut, source in (
        (Chooser(), "q.weight", "return softmax(Tensor(scores), -1) @ self.v(x)"),
        (Straight(), "v.weight", "return softmax(self.q(x) @ self.k(x).T, -1) @ self.v(x).detach()"),
    ):
        diagnosis = doctor(layer, x)
        line = type(layer).forward.__code__.co_firstlineno + (2 if type(layer) is Chooser else 1)
        assert cut in diagnosis.cut
        assert f"a value left it at test_with_the_package.py, line {line}: {source}" in str(diagnosis)
        assert diagnosis.sentences[-1] == "The graph does reach input, on another way."


def test_the_doctor_sends_nobody_after_a_value_where_a_rule_is_wrong():
    init = Tensor.__init__
    diagnosis = doctor(lambda x: Halved.apply(x), tensor([1.0, 2.0]))
    assert diagnosis.wrong == ("input",)
    assert "and no value was seen to leave it" in diagnosis.sentences[-1]
    assert Tensor.__init__ is init


class Halved(Function):
    """Twice `a`, with a rule that says once."""

    def forward(self, a: np.ndarray) -> np.ndarray:
        return 2 * a


@vjp(Halved)
def d_halved(fn: Halved, g: np.ndarray) -> np.ndarray:
    return g


class Forgetful(Module):
    """Its weight is a Tensor; beside it are parameters, a frozen one, a buffer, and what it made last."""

    def __init__(self) -> None:
        super().__init__()
        self.weight, self.head = Tensor(np.eye(3, 2, dtype="f")), Linear(2, 2)
        self.still = Parameter(Tensor(np.ones(2, "f")), requires_grad=False)
        self.register_buffer("mean", tensor([0.5, 0.5]))

    def forward(self, x: Tensor) -> Tensor:
        self.last = self.head((x @ self.weight - self.mean) * self.still)
        return self.last


def test_the_doctor_names_a_weight_that_is_no_parameter():
    layer = Forgetful()
    layer(tensor([[1.0, 2.0, 3.0]]))
    diagnosis = doctor(layer, tensor([[1.0, 2.0, 3.0]]))
    said = "No optimizer finds weight: what is to learn is a Parameter, and this is a Tensor."
    assert diagnosis.wrong == ("still",) and diagnosis.sentences[-1] == said
    assert all(
        "No optimizer" not in sentence for sentence in doctor(Linear(3, 2), tensor([[1.0] * 3])).sentences
    )
