"""What published programs ask for and stored answers cannot show: other machines, and chance."""

from __future__ import annotations

import io
import math
from collections import Counter

import numpy as np
import pytest

import tinytorch as torch
from tinytorch import nn
from tinytorch.utils import data


def test_a_program_that_asks_for_another_machine_goes_on_without_it():
    device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
    torch.set_default_device(device)
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("high")
    torch.use_deterministic_algorithms(True)
    torch.cuda.manual_seed_all(3)
    torch.backends.cudnn.deterministic = True
    torch.backends.cuda.matmul.allow_tf32 = True
    model = torch.compile(nn.Linear(2, 1))
    scaler = torch.amp.GradScaler("cuda", enabled=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with torch.autocast("cpu", enabled=False):
        loss = scaler.scale(model(torch.ones(3, 2)).sum())
    loss.backward()
    before = model.weight.detach().clone()
    scaler.step(optimizer)
    scaler.update()
    assert not torch.equal(model.weight.detach(), before)


def test_what_another_machine_would_compute_otherwise_is_refused():
    kinds = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
    assert kinds["float16"] is torch.half and repr(torch.bfloat16) == "bfloat16"
    for refused in (
        lambda: torch.ones(2).to(torch.bfloat16),
        lambda: torch.zeros(2, dtype=torch.float16),
        lambda: torch.autocast("cuda", dtype=torch.float16),
        lambda: torch.amp.GradScaler("cuda"),
        lambda: torch.set_default_dtype(torch.float64),
        lambda: torch.set_default_device("cuda"),
        lambda: nn.Linear(2, 1, device="cuda"),
    ):
        with pytest.raises((RuntimeError, TypeError, NotImplementedError), match=r"float32|device|cuda"):
            refused()
    assert torch.get_default_dtype() == torch.float32


def test_numbers_have_pytorchs_names():
    assert (torch.pi, torch.e, torch.inf) == (math.pi, math.e, math.inf) and math.isnan(torch.nan)


def test_a_loader_takes_what_it_is_told_of_processes_and_nothing_else():
    items = data.TensorDataset(torch.arange(5))
    loader = data.DataLoader(items, batch_size=2, num_workers=4, pin_memory=True, persistent_workers=True)
    assert [batch.tolist() for (batch,) in loader] == [[0, 1], [2, 3], [4]]
    with pytest.raises(TypeError, match="DataLoader has no 'num_worker'"):
        data.DataLoader(items, num_worker=4)


def test_a_list_of_numbers_may_hold_tensors_of_no_dimensions():
    x = torch.tensor([1.0, 2.0])
    assert torch.tensor([x.mean(), x.sum()]).tolist() == [1.5, 3.0]
    with pytest.raises(TypeError, match="a list of Tensors no table"):
        torch.tensor([x, x])
    with pytest.raises(TypeError, match="a list of Tensors no table"):
        torch.tensor([x.requires_grad_().mean()])


def test_a_state_goes_into_a_file_that_is_open():
    layer, file = nn.Linear(2, 3), io.BytesIO()
    torch.save({"model": layer.state_dict(), "epoch": 3}, file)
    file.seek(0)
    state = torch.load(file, map_location="cpu", weights_only=True)
    assert state["epoch"] == 3 and torch.equal(state["model"]["bias"], layer.bias.detach())


def test_samplers_draw_what_they_promise():
    torch.manual_seed(0)
    items = data.TensorDataset(torch.arange(6))
    assert sorted(data.RandomSampler(items)) == [0, 1, 2, 3, 4, 5]
    assert len(list(data.RandomSampler(items, replacement=True, num_samples=50))) == 50
    assert sorted(data.SubsetRandomSampler([5, 1, 3])) == [1, 3, 5]
    drawn = Counter(data.WeightedRandomSampler([0.0, 3.0, 1.0], 4000))
    assert drawn[0] == 0 and abs(drawn[1] / 4000 - 0.75) < 0.03
    loader = data.DataLoader(items, batch_size=2, sampler=data.SubsetRandomSampler([5, 1, 3]))
    assert len(loader) == 2 and sorted(i for (batch,) in loader for i in batch.tolist()) == [1, 3, 5]
    with pytest.raises(NotImplementedError, match="Sampler needs __iter__"):
        iter(data.Sampler())


def test_distributions_draw_by_their_parameters():
    torch.manual_seed(0)
    chosen = torch.distributions.Categorical(torch.tensor([[1.0, 0.0, 3.0], [0.0, 1.0, 0.0]])).sample((4000,))
    assert chosen.shape == (4000, 2) and (chosen[:, 1] == 1).all()
    assert abs((chosen[:, 0] == 2).float().mean().item() - 0.75) < 0.03
    mean = torch.tensor([0.0, 5.0], requires_grad=True)
    drawn = torch.distributions.Normal(mean, torch.tensor([1.0, 3.0])).rsample((20000,))
    drawn.sum().backward()
    assert np.allclose(drawn.detach().std(0).tolist(), [1, 3], atol=0.1) and mean.grad.tolist() == [
        20000,
        20000,
    ]
    assert abs(torch.distributions.Bernoulli(torch.tensor(0.3)).sample((9000,)).mean().item() - 0.3) < 0.02


def test_a_kept_gradient_does_not_keep_the_graph():
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    y.retain_grad()
    (y * y).sum().backward()
    assert y.grad.tolist() == [4, 4, 4] and x.grad.tolist() == [8, 8, 8]
    x.retain_grad()  # a leaf keeps its own anyway
    with pytest.raises(RuntimeError, match="takes no gradient"):
        torch.ones(2).retain_grad()
    with pytest.raises(NotImplementedError, match=r"of a leaf, change \.grad after backward"):
        x.register_hook(lambda g: g)


def test_second_derivatives_are_refused_in_a_sentence():
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(NotImplementedError, match="double backward is not supported"):
        torch.autograd.grad((x * x).sum(), x, create_graph=True)


def test_a_backward_that_forgets_an_argument_is_named():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, factor, x):
            return x * factor

        @staticmethod
        def backward(ctx, g):
            return g

    x = torch.ones(3, requires_grad=True)
    with pytest.raises(ValueError, match=r"Twice\.backward returns a gradient or None for each argument"):
        Twice.apply(2, x).sum().backward()
