"""What a Module knows of itself: its parameters by name, its mode, its state, its text."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest

import tinytorch
import tinytorch.nn.functional as F
from tinytorch import Tensor, nn, tensor


class Net(nn.Module):
    """A nested network whose head shares the weight of its first layer."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(3, 3), nn.Dropout()) for _ in range(2)])
        self.head = nn.Linear(3, 3, bias=False)
        self.head.weight = self.first.weight
        self.scale = nn.Parameter(tinytorch.ones(3))
        self.register_buffer("mean", tinytorch.zeros(3))
        self.register_buffer("scratch", tinytorch.zeros(3), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x) * self.scale
        for block in self.blocks:
            x = F.relu(block(x))
        return self.head(x)


NAMES = [
    *("scale", "first.weight", "first.bias", "blocks.0.0.weight", "blocks.0.0.bias"),
    *("blocks.1.0.weight", "blocks.1.0.bias"),
]


def test_parameters_are_named_by_their_path_and_shared_ones_are_listed_once():
    net = Net()
    assert [name for name, _ in net.named_parameters()] == NAMES
    assert [name for name, _ in net.named_parameters(recurse=False)] == ["scale"]
    assert [name for name, _ in net.named_parameters(remove_duplicate=False)] == [*NAMES, "head.weight"]
    assert [id(p) for p in net.parameters()] == [id(p) for _, p in net.named_parameters()]


def test_modules_are_listed_at_any_depth_each_once():
    net = Net()
    net.again = net.first
    names = [name for name, _ in net.named_modules()]
    assert names[:4] == ["", "first", "blocks", "blocks.0"] and "again" not in names
    assert [name for name, _ in net.named_children()] == ["first", "blocks", "head"]


def test_a_layer_in_a_python_list_is_not_found_and_in_a_module_list_it_is():
    class Held(nn.Module):
        def __init__(self, holder: type) -> None:
            super().__init__()
            self.layers = holder([nn.Linear(2, 2)])

    assert len(list(Held(list).parameters())) == 0
    assert len(list(Held(nn.ModuleList).parameters())) == 2


def test_a_parameter_is_not_replaced_by_a_tensor_unseen():
    layer = nn.Linear(2, 2)
    with pytest.raises(TypeError, match=r"weight is a Parameter.*write Parameter\(weight\)"):
        layer.weight = tinytorch.zeros(2, 2)  # type: ignore[assignment]
    layer.bias = None
    assert [name for name, _ in layer.named_parameters()] == ["weight"]


def test_a_parameter_is_a_leaf_whatever_it_was_made_of():
    w = tinytorch.ones(2, requires_grad=True)
    p = nn.Parameter(w * 2)
    assert p.is_leaf and p.requires_grad and p.tolist() == [2, 2]


def test_hooks_see_what_goes_in_and_what_comes_out():
    layer, seen = nn.Linear(2, 3), []
    first = layer.register_forward_hook(lambda module, inputs, out: seen.append((module is layer, out.shape)))
    second = layer.register_forward_pre_hook(lambda module, inputs: inputs[0] * 0)
    assert (layer(tinytorch.ones(4, 2)) == layer.bias).all() and seen == [(True, (4, 3))]
    second.remove()
    first.remove()
    assert not (layer(tinytorch.ones(4, 2)) == layer.bias).all() and len(seen) == 1


def test_a_part_is_reached_by_its_name():
    net = Net()
    assert net.get_parameter(NAMES[1]) is dict(net.named_parameters())[NAMES[1]]
    with pytest.raises(RuntimeError, match="there is no device cuda"):
        net.cuda()


def test_train_and_eval_reach_every_child():
    net = Net()
    assert net.eval() is net and not any(module.training for module in net.modules())
    assert net.train() is net and all(module.training for module in net.modules())


def test_zero_grad_forgets_or_zeroes():
    net = Net().eval()
    net(tinytorch.randn(4, 3)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert all(not p.grad.data.any() for p in net.parameters())
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())


def test_a_state_goes_into_another_network_and_out_again():
    one, other = Net().eval(), Net().eval()
    state = one.state_dict()
    assert list(state) == ["scale", "mean", *NAMES[1:], "head.weight"]
    assert repr(other.load_state_dict(state)) == "<All keys matched successfully>"
    x = tinytorch.randn(4, 3)
    np.testing.assert_array_equal(one(x).data, other(x).data)
    assert np.shares_memory(state["scale"].data, one.scale.data)  # no copy is made


def test_a_state_goes_through_a_file_of_numpys_own(tmp_path: Path):
    one, other = Net(), Net()
    np.savez(tmp_path / "net.npz", **one.state_dict())
    with np.load(tmp_path / "net.npz") as arrays:
        other.load_state_dict(arrays)
    for name, x in one.state_dict().items():
        np.testing.assert_array_equal(other.state_dict()[name].data, x.data)
    with pytest.raises(RuntimeError, match="requires gradients would lose them"):
        np.savez(tmp_path / "net.npz", scale=one.scale)


def test_a_state_that_does_not_fit_is_told_whole_and_changes_nothing():
    net = Net()
    before = {name: x.data.copy() for name, x in net.state_dict().items()}
    state = {name: np.full(x.shape, 7.0) for name, x in before.items() if name != "scale"}
    state |= {"first.bias": np.zeros(4), "extra": np.zeros(1)}
    told = r"Net: first.bias has shape \(4,\), expected \(3,\); missing are scale; unexpected are extra"
    with pytest.raises(RuntimeError, match=told):
        net.load_state_dict(state)
    for name, x in net.state_dict().items():
        np.testing.assert_array_equal(x.data, before[name])


def test_strict_false_tells_what_it_left_out():
    found = nn.Linear(2, 2).load_state_dict({"weight": np.ones((2, 2)), "extra": np.ones(1)}, strict=False)
    assert found.missing_keys == ["bias"] and found.unexpected_keys == ["extra"]


def test_double_converts_what_is_floating_and_a_copy_is_a_network_of_its_own():
    net = Net().double()
    assert {x.dtype for x in (*net.parameters(), *net.buffers())} == {np.dtype("float64")}
    other = copy.deepcopy(net)
    other.first.weight.data[...] = 0
    assert net.first.weight.data.any() and other.head.weight is other.first.weight


def test_a_network_goes_to_the_cpu_and_to_another_dtype_and_no_other_device():
    net = nn.Linear(2, 1)
    net(tinytorch.ones(1, 2)).sum().backward()
    grad = net.weight.grad
    for same in net.to("cpu"), net.to(device=tinytorch.device("cpu")), net.to(tinytorch.float32):
        assert same is net and net.weight.grad is grad
    for wrong, error in ("cuda", "there is no device cuda"), ("int64", "holds floats, not int64"):
        with pytest.raises((RuntimeError, TypeError), match=error):
            net.to(wrong)
    assert net.weight.grad is grad and net.weight.dtype == grad.dtype
    assert net.to("cpu", tinytorch.float64).weight.grad.dtype == np.dtype("float64")


def test_a_network_is_printed_as_pytorch_prints_it():
    last = nn.Sequential(nn.Dropout(0.1), nn.Softmax(dim=1))
    net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(inplace=True), last)
    assert (
        repr(net)
        == """\
Sequential(
  (0): Linear(in_features=2, out_features=8, bias=True)
  (1): ReLU(inplace=True)
  (2): Sequential(
    (0): Dropout(p=0.1, inplace=False)
    (1): Softmax(dim=1)
  )
)"""
    )


def test_containers_count_index_and_slice():
    relu = nn.ReLU()
    net = nn.Sequential(nn.Linear(2, 2), relu, nn.Linear(2, 2), relu)
    assert len(net) == 4 and net[1] is net[-1] is relu and len(net[:2]) == 2
    named = nn.Sequential({"a": nn.Linear(2, 3), "b": nn.Tanh()})
    assert [name for name, _ in named.named_parameters()] == ["a.weight", "a.bias"]
    several = nn.ModuleDict({"x": relu})
    several["y"] = nn.Identity()
    assert list(several) == ["x", "y"] and "x" in several and several["x"] is relu


def test_apply_visits_children_before_their_parent():
    seen: list[str] = []
    nn.Sequential(nn.Linear(1, 1), nn.Tanh()).apply(lambda module: seen.append(type(module).__name__))
    assert seen == ["Linear", "Tanh", "Sequential"]


def test_softmax_as_a_layer_asks_for_its_dim():
    with pytest.raises(TypeError, match=r"Softmax needs dim.*write Softmax\(dim=-1\)"):
        nn.Softmax()


def test_a_module_list_is_not_called():
    with pytest.raises(NotImplementedError, match="call them one by one, or use Sequential"):
        nn.ModuleList([nn.ReLU()])(tensor([1.0]))


@pytest.mark.parametrize("layer", ["RNN", "RNNCell"])
def test_a_recurrent_layer_refuses_a_nonlinearity_that_there_is_not(layer: str):
    """The cell took any other name for relu."""
    with pytest.raises(ValueError, match="nonlinearity is 'tanh' or 'relu', got 'sigmoid'"):
        getattr(nn, layer)(2, 3, nonlinearity="sigmoid")
