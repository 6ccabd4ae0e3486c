"""Programs as PyTorch's users write them run with the import replaced, and a training step is lean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tinytorch
from benchmarks.training import mlp_step, xor_step
from tinytorch.core.autograd import graph_order, inputs_of

PROGRAM = """
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.optim.lr_scheduler import StepLR


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.features = nn.Sequential(nn.Linear(8, 32), nn.ReLU(inplace=True), nn.Dropout(0.1))
        self.fc1 = nn.Linear(32, 16)
        self.fc2 = nn.Linear(16, 3)

    def forward(self, x):
        x = torch.flatten(x, 1)
        x = self.features(x)
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc2(x), dim=1)


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        nn.init.zeros_(m.bias)


def train(model, data, target, optimizer):
    model.train()
    optimizer.zero_grad()
    output = model(data)
    loss = F.nll_loss(output, target)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=5.0)
    optimizer.step()
    return loss.item()


def test(model, data, target):
    model.eval()
    with torch.no_grad():
        output = model(data)
        test_loss = F.nll_loss(output, target, reduction="sum").item() / len(data)
        pred = output.argmax(dim=1, keepdim=True)
        correct = (pred == target.reshape(-1, 1)).sum().item()
    return test_loss, correct / len(data)


torch.manual_seed(1)
data = torch.randn(120, 2, 4)
target = data.flatten(1)[:, :3].argmax(dim=1)
model = Net()
model.apply(init_weights)
optimizer = optim.Adam(model.parameters(), lr=1e-2, betas=(0.9, 0.99))
scheduler = StepLR(optimizer, step_size=20, gamma=0.7)
losses = []
for epoch in range(60):
    losses.append(train(model, data, target, optimizer))
    scheduler.step()
test_loss, accuracy = test(model, data, target)
total = sum(p.numel() for p in model.parameters() if p.requires_grad)
"""


def run(library: str) -> dict[str, object]:
    namespace: dict[str, object] = {}
    text = PROGRAM.replace("import torch\n", f"import {library} as torch\n")
    exec(
        text.replace("import torch.", f"import {library}.").replace("from torch.", f"from {library}."),
        namespace,
    )
    return namespace


def test_a_program_for_an_mlp_runs_with_the_import_replaced():
    done = run("tinytorch")
    assert done["total"] == 867 and done["losses"][0] == pytest.approx(1.2, abs=0.4)
    assert done["accuracy"] > 0.95 and done["test_loss"] < 0.3


def test_it_is_a_program_of_pytorchs():
    pytest.importorskip("torch", reason="PyTorch is not installed here")
    assert run("torch")["accuracy"] > 0.95


def test_weights_go_to_pytorch_and_back(tmp_path: Path):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed here")
    ours, theirs = run("tinytorch"), run("torch")
    np.savez(tmp_path / "ours.npz", **ours["model"].state_dict())
    with np.load(tmp_path / "ours.npz") as arrays:
        theirs["model"].load_state_dict({name: torch.from_numpy(a) for name, a in arrays.items()})
    here = ours["model"].eval()(ours["data"]).detach().numpy()
    there = theirs["model"].eval()(torch.from_numpy(ours["data"].numpy())).detach().numpy()
    np.testing.assert_allclose(there, here, atol=1e-5)
    np.savez(tmp_path / "back.npz", **{name: 2 * t for name, t in theirs["model"].state_dict().items()})
    before = {name: t.numpy().copy() for name, t in ours["model"].state_dict().items()}
    with np.load(tmp_path / "back.npz") as arrays:
        ours["model"].load_state_dict(arrays)
    for name, t in ours["model"].state_dict().items():
        np.testing.assert_array_equal(t.numpy(), 2 * before[name])


STEPS = {
    "W1": (xor_step, ["Affine", "Affine", "Mean", "Mul", "Sub", "Tanh"]),
    "W2": (mlp_step, ["Affine", "Affine", "Affine", "CrossEntropy", "Mean", "Relu", "Relu"]),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_training_step_records_no_more_than_this_and_all_of_it_in_float32(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    build, expected = STEPS[name]
    recorded, dtypes = [], set()
    backward = tinytorch.Tensor.backward

    def watched(loss: tinytorch.Tensor) -> None:
        graph = graph_order(loss)
        recorded.extend(type(t.grad_fn).__name__ for t in graph if t.grad_fn is not None)
        arrays = [t.data for t in graph] + [i.data for t in graph for i in inputs_of(t)]
        leaves = [t for t in graph if t.grad_fn is None]
        backward(loss)
        dtypes.update(a.dtype for a in arrays + [t.grad.data for t in leaves])

    monkeypatch.setattr(tinytorch.Tensor, "backward", watched)
    step = build(tinytorch)
    step()
    assert sorted(recorded) == expected and dtypes == {np.dtype("float32")}
