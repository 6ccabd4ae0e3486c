"""What programs of PyTorch's ask for beside numbers: places, hooks, states, loaders, checks."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

import tinytorch as torch
from autograder.checks import gradient_check
from tinytorch import distributions, nn
from tinytorch.utils import data

PLACE = {"device": "cpu", "dtype": torch.float64}
MADE = [
    *(
        lambda: nn.Linear(2, 3, **PLACE),
        lambda: nn.Conv2d(1, 2, 3, **PLACE),
        lambda: nn.Embedding(3, 4, **PLACE),
    ),
    *(
        lambda: nn.LayerNorm(3, **PLACE),
        lambda: nn.BatchNorm2d(3, **PLACE),
        lambda: nn.GRUCell(2, 3, **PLACE),
    ),
    *(lambda: nn.MultiheadAttention(4, 2, batch_first=True, **PLACE), lambda: nn.LSTM(2, 3, **PLACE)),
    *(lambda: nn.TransformerEncoderLayer(4, 2, **PLACE), lambda: nn.ConvTranspose2d(1, 2, 3, **PLACE)),
]


@pytest.mark.parametrize("make", MADE)
def test_a_layer_takes_a_device_and_a_dtype(make):
    layer = make()
    floats = [x for x in layer.state_dict().values() if x.is_floating_point()]
    assert floats and {x.dtype for x in floats} == {torch.float64}


def test_a_layer_refuses_another_device_and_what_it_never_had():
    with pytest.raises(RuntimeError, match="there is no device cuda"):
        nn.LayerNorm(3, device="cuda")
    with pytest.raises(TypeError, match="unexpected keyword argument 'devise'"):
        nn.LayerNorm(3, devise="cpu")
    assert "device" not in inspect.signature(nn.LayerNorm).parameters

    class Mine(nn.Module):
        def __init__(self, width: int):
            super().__init__()

    with pytest.raises(TypeError, match="unexpected keyword argument 'dtype'"):
        Mine(3, dtype=torch.float64)


def test_a_backward_hook_sees_both_gradients_and_may_change_one():
    torch.manual_seed(0)
    net, seen = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), []
    x, wanted = torch.randn(5, 3), torch.randn(5, 2)
    hidden = net[1](net[0](x))
    hidden.retain_grad()
    net[2](hidden).backward(wanted)
    first = net[0].weight.grad.clone()
    net.zero_grad()
    handle = net[2].register_full_backward_hook(
        lambda module, d_in, d_out: seen.append((module, d_in, d_out))
    )
    before = net[0].register_full_backward_hook(
        lambda module, d_in, d_out: seen.append((module, d_in, d_out))
    )
    net(x).backward(wanted)
    (module, d_in, d_out), (input_layer, none, _) = seen
    assert module is net[2] and d_out[0].equal(wanted) and d_in[0].allclose(hidden.grad)
    assert input_layer is net[0] and none == (None,) and net[0].weight.grad.allclose(first)
    handle.remove()
    before.remove()
    net.zero_grad()
    net[2].register_full_backward_hook(lambda module, d_in, d_out: (d_in[0] * 2,))
    net(x).backward(wanted)
    assert net[0].weight.grad.allclose(2 * first)


def test_positions_come_as_rows_or_one_tensor_a_dimension():
    x = torch.tensor([[0, 3, 0], [1, 0, 2]])
    assert x.nonzero().tolist() == [[0, 1], [1, 0], [1, 2]]
    for rows, columns in (x.nonzero(as_tuple=True), torch.where(x > 0)):
        assert (
            rows.tolist() == [0, 1, 1]
            and columns.tolist() == [1, 0, 2]
            and x[rows, columns].tolist() == [3, 1, 2]
        )
    assert torch.where(x > 1, input=x, other=-1).tolist() == [[-1, 3, -1], [-1, -1, 2]]
    assert [t.tolist() for t in torch.tensor(5.0).nonzero(as_tuple=True)] == [[0]]


@pytest.mark.parametrize("right", [False, True])
def test_a_place_in_an_order_is_numpys(right: bool):
    rows, numbers = np.array([[1.0, 3, 5], [2, 2, 9]]), np.array([[3.0, 0, 7], [2, 9, 1]])
    side = "right" if right else "left"
    wanted = [np.searchsorted(row, some, side).tolist() for row, some in zip(rows, numbers, strict=True)]
    assert torch.searchsorted(torch.tensor(rows), torch.tensor(numbers), right=right).tolist() == wanted
    alone = torch.bucketize(torch.tensor(numbers), torch.tensor(rows[0]), right=right)
    assert alone.tolist() == np.searchsorted(rows[0], numbers, side).tolist() and alone.dtype == torch.int64
    assert torch.bucketize(4.0, torch.tensor(rows[0])).item() == 2


def test_gumbels_classes_come_by_softmax_and_hard_ones_have_the_soft_gradient():
    logits = torch.tensor([0.0, 1.0, -1.0]).expand(20000, 3)
    torch.manual_seed(0)
    drawn = nn.functional.gumbel_softmax(logits, hard=True)
    assert (drawn.sum(1) == 1).all() and drawn.mean(0).allclose(torch.softmax(logits[0], 0), atol=0.02)
    slopes = []
    for hard in (False, True):
        torch.manual_seed(1)
        x = torch.tensor([[0.3, -0.2], [1.0, 0.5]], requires_grad=True)
        (
            nn.functional.gumbel_softmax(x, 0.5, hard, dim=0) * torch.tensor([[1.0, 2.0], [3.0, 5.0]])
        ).sum().backward()
        slopes.append(x.grad)
    assert slopes[0].allclose(slopes[1]) and slopes[0].abs().min() > 0


@pytest.mark.parametrize("name", ["tan", "asin", "acos", "atan", "atanh", "expm1"])
def test_functions_of_angles_are_numpys(name: str):
    x = np.array([-0.9, 0.0, 0.5], np.float32)
    numpys = getattr(np, name.replace("a", "arc", 1) if name[0] == "a" else name)(x)
    found = getattr(torch, name)(torch.tensor(x))
    assert found.dtype == torch.float32 and np.allclose(found.numpy(), numpys)
    angle = torch.atan2(torch.tensor(x), torch.tensor(-x))
    assert (
        np.allclose(angle.numpy(), np.arctan2(x, -x)) and torch.tensor([0, 1]).tan().dtype == torch.float32
    )


def test_numpys_names_of_a_dimension_are_taken():
    x = torch.ones(2, 3)
    assert torch.stack([x, x], axis=-1).shape == (2, 3, 2) and torch.cat([x, x], axis=1).shape == (2, 6)


@pytest.mark.parametrize("dim", [0, -1])
def test_elements_are_written_or_added_at_positions_and_take_gradients(dim: int):
    random = np.random.default_rng(4)
    x, ids = random.standard_normal((3, 4)), np.array([[2, 0], [1, 2]])
    src, rows = random.standard_normal((2, 2)), random.standard_normal((2, 4) if dim == 0 else (3, 2))
    written, added = x.copy(), x.copy()
    for i, j in np.ndindex(2, 2):
        written[(ids[i, j], j) if dim == 0 else (i, ids[i, j])] = src[i, j]
    np.add.at(added, (np.array([2, 2]),) if dim == 0 else (slice(None), np.array([2, 2])), 3 * rows)
    t, index = torch.tensor(x, requires_grad=True), torch.tensor([2, 2])
    assert np.array_equal(t.scatter(dim, torch.tensor(ids), torch.tensor(src)).detach().numpy(), written)
    assert np.allclose(t.index_add(dim, index, torch.tensor(rows), alpha=3).detach().numpy(), added)
    assert (t.scatter(dim, torch.tensor(ids), 7.0) == 7).sum().item() == 4
    s, r = torch.tensor(src, requires_grad=True), torch.tensor(rows, requires_grad=True)
    gradient_check(lambda x, s: x.scatter(dim, torch.tensor(ids), s), t, s, rtol=1e-6)
    gradient_check(lambda x, r: x.index_add(dim, index, r, alpha=3), t, r, rtol=1e-6)


def test_in_place_a_dimension_comes_and_goes():
    x = torch.arange(3)
    view = x[:]
    assert x.unsqueeze_(-1) is x and x.shape == (3, 1) and x.squeeze_().shape == (3,)
    view[0] = 7
    assert x.tolist() == [7, 1, 2]
    with pytest.raises(RuntimeError, match="unsqueeze_ would change a tensor that is recorded"):
        torch.ones(2, requires_grad=True).unsqueeze_(0)


def test_the_stream_of_random_numbers_goes_back_to_a_state():
    torch.manual_seed(11)
    torch.randn(3)
    state = torch.get_rng_state()
    drawn = torch.randn(4)
    torch.set_rng_state(state)
    assert torch.randn(4).equal(drawn) and state.dtype == torch.uint8 and torch.initial_seed() == 11


def test_gradcheck_knows_a_wrong_rule():
    class Cube(torch.autograd.Function):
        slope = 3

        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return Cube.slope * x**2 * g

    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(Cube.apply, x) and torch.autograd.gradcheck(
        lambda a, b: (a @ b).tanh(), (x, torch.ones(3, 2).double())
    )
    Cube.slope = 2
    with pytest.raises(RuntimeError, match="gradcheck: of input 0, backward says"):
        torch.autograd.gradcheck(Cube.apply, (x,))
    with pytest.raises(ValueError, match="differences of float32 are noise"):
        torch.autograd.gradcheck(torch.sin, (x.float(),))


def test_a_divergence_is_the_expected_difference_of_logarithms():
    p, q = (
        distributions.Categorical(torch.tensor([0.2, 0.8])),
        distributions.Categorical(torch.tensor([0.5, 0.5])),
    )
    assert math.isclose(
        distributions.kl_divergence(p, q).item(), 0.2 * math.log(0.4) + 0.8 * math.log(1.6), rel_tol=1e-6
    )
    p, q = (distributions.Bernoulli(torch.tensor(x)) for x in (0.2, 0.5))
    assert math.isclose(
        distributions.kl_divergence(p, q).item(), 0.2 * math.log(0.4) + 0.8 * math.log(1.6), rel_tol=1e-5
    )
    p, q = distributions.Normal(1.0, 0.5), distributions.Normal(0.0, 2.0)
    x = np.linspace(-4, 6, 20001)
    density = np.exp(-2 * (x - 1) ** 2) * math.sqrt(2 / math.pi)
    ratio = (p.log_prob(torch.from_numpy(x)) - q.log_prob(torch.from_numpy(x))).numpy()
    assert math.isclose(
        distributions.kl_divergence(p, q).item(), (density * ratio).sum() * 5e-4, rel_tol=1e-5
    )
    with pytest.raises(NotImplementedError, match="two of a kind, got Normal and Bernoulli"):
        distributions.kl_divergence(p, distributions.Bernoulli(torch.tensor(0.2)))


def test_batches_may_be_lists_of_positions_or_come_from_a_stream():
    batches = data.BatchSampler(data.SequentialSampler(range(7)), 3, drop_last=False)
    assert list(batches) == [[0, 1, 2], [3, 4, 5], [6]] and len(batches) == 3
    assert len(data.BatchSampler(range(7), 3, drop_last=True)) == 2
    squares = data.TensorDataset(torch.arange(7) ** 2)
    loader = data.DataLoader(squares, batch_sampler=batches)
    assert [b.tolist() for (b,) in loader] == [[0, 1, 4], [9, 16, 25], [36]] and len(loader) == 3

    class Stream(data.IterableDataset):
        def __iter__(self):
            return iter(range(5))

    assert [b.tolist() for b in data.DataLoader(Stream(), batch_size=2)] == [[0, 1], [2, 3], [4]]
    assert len(list(data.DataLoader(Stream(), batch_size=2, drop_last=True, collate_fn=tuple))) == 2
    with pytest.raises(TypeError, match="Stream is a stream, which has no length"):
        len(Stream())


def test_orthogonal_rows_are_at_right_angles():
    torch.manual_seed(0)
    wide, tall = torch.empty(3, 2, 4), torch.empty(6, 2)
    flat = nn.init.orthogonal_(wide, gain=2).flatten(1)
    assert (flat @ flat.T).allclose(4 * torch.eye(3), atol=1e-5)
    nn.init.orthogonal_(tall)
    assert (tall.T @ tall).allclose(torch.eye(2), atol=1e-5)


def test_where_there_is_no_graphics_card_a_parallel_module_is_the_module():
    inner = nn.Linear(2, 3)
    outer, x = nn.DataParallel(inner), torch.ones(1, 2)
    assert outer(x).equal(inner(x)) and list(outer.state_dict()) == ["module.weight", "module.bias"]
    assert x.to("cpu", non_blocking=True) is x


def test_tensors_are_printed_as_the_options_say():
    x = torch.tensor([1.0, 2000.5])
    try:
        torch.set_printoptions(precision=2, sci_mode=False)
        assert repr(x) == "tensor([   1.00, 2000.50])"
        torch.set_printoptions(linewidth=30)
        assert repr(torch.arange(30)).startswith("tensor([ 0,  1,  2,  3,  4,\n")
        torch.set_printoptions(threshold=2, edgeitems=1)
        assert repr(x) == "tensor([1.00e+00, 2.00e+03])"
        assert repr(torch.arange(9)) == "tensor([0,  ..., 8])"
        assert repr(x * torch.ones(1, 2, requires_grad=True)).endswith("]],\n       grad_fn=<Mul>)")
    finally:
        torch.set_printoptions(4, 1000, 3, 80)
    assert repr(x) == "tensor([1.0000e+00, 2.0005e+03])"


class Unfinished(nn.Module):
    """Without forward."""


X, H = torch.ones(5, 2, 4), torch.zeros(1, 2, 3)
PACK, RESIZE = nn.utils.rnn.pack_padded_sequence, nn.functional.interpolate
MISTAKES = [
    (lambda: Unfinished()(X), "Unfinished needs forward(self, x), which a call of it runs"),
    (lambda: nn.Sequential([nn.ReLU()]), "Sequential holds modules, got list: write *layers"),
    (lambda: nn.Sequential(nn.ReLU(), nn.Tanh), "Sequential holds modules, got Tanh: write Tanh()"),
    (lambda: nn.ModuleList([torch.relu]), "ModuleList holds modules, got relu: a function is called"),
    (lambda: nn.ModuleDict({"a": X}), "ModuleDict holds modules, got Tensor"),
    (lambda: nn.LSTM(4, 3)(X, H), "LSTM(4, 3) takes states h and c of shape (1, 2, 3), got 1: [(1, 2, 3)]"),
    (lambda: nn.GRU(4, 3)(X, H[:, :1]), "GRU(4, 3) takes a state of shape (1, 2, 3), got 1: [(1, 1, 3)]"),
    (lambda: nn.GRU(4, 3)(X[:, 0], H), "GRU(4, 3) takes a state of shape (1, 3), got 1: [(1, 2, 3)]"),
    (lambda: nn.LSTMCell(4, 3)(X[0], H[0]), "takes states h and c of shape (2, 3), got 1: [(2, 3)]"),
    (lambda: nn.GRUCell(5, 3)(X[0]), "GRUCell(5, 3) takes (N, 5), got (2, 4)"),
    (lambda: PACK(X, [5]), "(5, 2, 4) takes 2 lengths from 1 to 5, got [5]"),
    (lambda: PACK(X, [6, 0]), "(5, 2, 4) takes 2 lengths from 1 to 5, got [6, 0]"),
    (lambda: RESIZE(X, 3, 2), "interpolate takes size or scale_factor, one of them"),
    (lambda: RESIZE(X), "interpolate takes size or scale_factor, one of them"),
    (lambda: nn.GroupNorm(2, 4)(X), "group_norm: a weight (4,) is not of 2 channels, (5, 2, 4)"),
    (
        lambda: nn.Conv1d(3, 2, 2)(X),
        "(N, C, L) and a weight (out, C / groups, k), got (5, 2, 4) and (2, 3, 2)",
    ),
    (lambda: torch.linalg.solve(torch.eye(2), torch.ones(3)), "B (n,) or (..., n, m) is of n = 2, got (3,)"),
    (
        lambda: distributions.Categorical(-X),
        "Categorical: probs are 0 or more; scores of any sign are logits=",
    ),
    (lambda: nn.LazyLinear(3), "a layer's sizes are given when it is made"),
]


@pytest.mark.parametrize(("mistake", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_a_mistake_is_told_with_what_was_expected_and_what_came(mistake, sentence: str):
    with pytest.raises((ValueError, TypeError, NotImplementedError, AttributeError)) as refusal:
        mistake()
    assert sentence in str(refusal.value)
