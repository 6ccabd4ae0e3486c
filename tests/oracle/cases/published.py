"""What tinytorch/extras brings for programs as they are published, beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case
from drawing import between, bools, constant, ints, one_of

NOTHING = "another machine's: tests/package/test_published.py"
NUMBER = "a number: tests/package/test_published.py"
CHANCE = "another stream of random numbers: tests/package/test_published.py"
MACHINES = (
    *("accelerator", "amp", "autocast", "bfloat16", "compile", "float16", "get_default_dtype", "half"),
    *("set_default_device", "set_default_dtype", "set_float32_matmul_precision", "set_num_threads"),
    "use_deterministic_algorithms",
)
SAMPLERS = [f"utils.data.{kind}Sampler" for kind in ("Random", "SubsetRandom", "WeightedRandom")]
RESIZED = ("adaptive_max_pool2d", "affine_grid", "grid_sample", "pixel_shuffle", "pixel_unshuffle", "unfold", "fold")
LAYERS = ("AdaptiveMaxPool2d", "PixelShuffle", "PixelUnshuffle", "ReflectionPad2d", "ReplicationPad2d")
PACKS = ("PackedSequence", "pack_padded_sequence", "pad_packed_sequence")
ALGEBRA = (
    *("cholesky_solve", "corrcoef", "cov", "det", "inverse", "logdet"),
    *("Tensor.diagonal", "Tensor.kthvalue", "Tensor.quantile"),
)
IMPORTED = (
    *("get_rng_state", "set_rng_state", "initial_seed", "set_printoptions", "Tensor.is_floating_point"),
    *("Tensor.index_add", "Tensor.scatter", "bucketize", "searchsorted", "nn.functional.gumbel_softmax"),
    *("Tensor.squeeze_", "Tensor.unsqueeze_", "autograd.gradcheck", "distributions.kl_divergence"),
    *("nn.DataParallel", "nn.init.orthogonal_", "utils.data.BatchSampler", "utils.data.IterableDataset"),
)
ANGLES = ("acos", "asin", "atan", "atan2", "atanh", "expm1", "tan")
WITHOUT = {
    **{f"Tensor.{name}": "NumPy's: tests/package/test_importer.py" for name in ANGLES},
    **{f"nn.functional.{name}": "beside loops: tests/spatial/test_resizing.py" for name in RESIZED},
    **{f"nn.{name}": "beside loops: tests/spatial/test_resizing.py" for name in LAYERS},
    **{f"nn.utils.rnn.{name}": "beside each alone: tests/layers/test_recurrent_packs.py" for name in PACKS},
    **dict.fromkeys(ALGEBRA, "by what it promises: tests/package/test_algebra.py"),
    **dict.fromkeys(IMPORTED, "by what it promises: tests/package/test_importer.py"),
    **dict.fromkeys(MACHINES, NOTHING),
    **dict.fromkeys(("e", "inf", "nan", "pi"), NUMBER),
    **dict.fromkeys(SAMPLERS, CHANCE),
    "utils.data.Sampler": "a base class: tests/package/test_published.py",
    "Tensor.__getstate__": "of copies: tests/tensor/test_inspecting.py",
}
REDUCTION = one_of("mean", "sum", "none")
SIGNS = one_of(1, -1)


def quietly(torch: Any, change: Any, *tensors: Any) -> Any:
    """What `change` makes of copies without history, in place."""
    copies = [t.detach().clone() for t in tensors]
    change(*copies)
    return copies


def cube(torch: Any) -> Any:
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor):
            ctx.save_for_backward(x)
            ctx.factor = factor
            return x * x * x * factor

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 5 * g * x * ctx.factor, None  # not the slope: it is to be seen that this is asked

    return Cube.apply


def kept(x: Any = (2, 3)) -> Any:
    y = x * 2
    z = y * y
    y.retain_grad()
    (z * y).sum().backward()
    return y.grad


def hooked(x: Any = (2, 3)) -> Any:
    y, seen = x * 2, []
    y.register_hook(lambda g: seen.append(g.clone()) or g * 3)
    handle = y.register_hook(lambda g: g + 1)
    handle.remove()
    (y * y).sum().backward()
    return seen


def grads(torch: Any, x: Any = (2, 3)) -> Any:
    y = x * x
    z = (y * x).sum()
    before = x.grad
    return torch.autograd.grad(z, [x, y], retain_graph=True), torch.autograd.grad(z, x), before, x.grad


def backwards(torch: Any, x: Any = (2, 3)) -> Any:
    torch.autograd.backward([(x * x).sum(), x * 2], [None, torch.ones_like(x)])
    return x.grad


def plateau(optim: Any, descend: Any, **settings: Any) -> Any:
    class Told:
        def __init__(self, optimizer: Any):
            self.schedule, self.n = optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings), 0

        def step(self) -> None:
            self.n += 1
            self.schedule.step([3.0, 2.0, 2.5, 2.4, 2.0, 1.9999, 1.0][self.n % 7])

    def both(ps: list[Any]) -> Any:
        optimizer = optim.SGD(ps, lr=0.2)
        return optimizer, Told(optimizer)

    return descend(both)


def scheduled(optim: Any, descend: Any, make: Any) -> Any:
    def both(ps: list[Any]) -> Any:
        optimizer = optim.SGD(ps, lr=0.2, momentum=0.9)
        return optimizer, make(optim.lr_scheduler, optimizer)

    return descend(both)


def own_optimizer(optim: Any, descend: Any) -> Any:
    class Slow(optim.Optimizer):
        def __init__(self, params, lr):
            super().__init__(params, {"lr": lr})

        def step(self, closure=None):
            for group in self.param_groups:
                for p in group["params"]:
                    state = self.state[p]
                    state["t"] = state.get("t", 0) + 1
                    p.data -= group["lr"] / state["t"] * p.grad.data

    return descend(lambda ps: Slow(ps, 0.2))


def own_schedule(optim: Any, descend: Any) -> Any:
    class Warm(optim.lr_scheduler._LRScheduler):
        def __init__(self, optimizer, n):
            self.n = n
            super().__init__(optimizer)

        def get_lr(self):
            return [base * min(1.0, (self.last_epoch + 1) / self.n) for base in self.base_lrs]

    return scheduled(optim, descend, lambda q, o: Warm(o, 4))


def vectors(torch: Any, nn: Any) -> Any:
    layer = nn.Linear(2, 3)
    nn.utils.vector_to_parameters(torch.arange(9.0), layer.parameters())
    return layer.weight.detach(), layer.bias.detach()


def parameters_of(torch: Any, nn: Any, x: Any = (2,)) -> Any:
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.ws = nn.ParameterList([nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2) * 3)])
            self.named = nn.ParameterDict({"a": nn.Parameter(torch.ones(2) * 2)})

    net = Net().to(x.dtype)
    out = sum(w * x for w in net.ws) * net.named["a"] + net.ws[1]
    return out.detach(), [name for name, _ in net.named_parameters()], len(net.ws), "a" in net.named


def joined(torch: Any, data: Any) -> Any:
    both = data.ConcatDataset([data.TensorDataset(torch.arange(3)), data.TensorDataset(torch.arange(5) + 10)])
    loader = data.DataLoader(both, batch_size=3, sampler=data.SequentialSampler(both), num_workers=0)
    return len(both), [item for i in (0, 2, 3, 7, -1) for item in both[i]], [b[0] for b in loader]


def chances(torch: Any, p: Any, t: Any) -> Any:
    d = torch.distributions.Categorical(p)
    e = torch.distributions.Categorical(logits=p)
    return d.log_prob(t), d.entropy(), d.probs, d.logits, e.log_prob(t), e.entropy(), d.sample((3,)).shape


def normals(torch: Any, x: Any, m: Any, s: Any) -> Any:
    d = torch.distributions.Normal(m, s)
    return d.log_prob(x), d.entropy(), d.variance, d.rsample((2,)).shape, d.sample().requires_grad


def coins(torch: Any, p: Any, b: Any) -> Any:
    d, e = torch.distributions.Bernoulli(p), torch.distributions.Bernoulli(logits=p)
    b = b.to(p.dtype)
    return d.log_prob(b), d.entropy(), e.log_prob(b), e.entropy(), e.probs, d.sample().shape


def einsum(*shapes: Any) -> Any:
    """A case of einsum, by its equation and shapes."""
    equation, a, *b = shapes
    if b:
        return Case(f"einsum, {equation}", lambda torch, a=a, b=b[0]: torch.einsum(equation, a, b))
    return Case(f"einsum, {equation}", lambda torch, a=a: torch.einsum(equation, a))


SEQUENCE = one_of(True, False)
CASES = [
    # Of each element, and in place.
    Case("log2", lambda torch, x=between(0.1, 3, 2, 3): torch.log2(x)),
    Case("log10", lambda torch, x=between(0.1, 3, 2, 3): torch.log10(x)),
    Case("neg", lambda torch, x=(2, 3), i=ints(-3, 4, 3): [torch.neg(x), torch.neg(i)]),
    Case("reciprocal", lambda torch, x=(2, 3), i=ints(-3, 4, 3): [torch.reciprocal(x), torch.reciprocal(i)]),
    Case("logical_not", lambda torch, x=(3,), i=ints(-1, 2, 3), b=bools(3): [torch.logical_not(x), torch.logical_not(i), torch.logical_not(b)]),
    Case("logical_and", lambda torch, i=ints(-1, 2, 2, 3), j=ints(-1, 2, 3), b=bools(3), c=bools(2, 1): [torch.logical_and(i, j), torch.logical_and(b, c)]),
    Case("logical_or", lambda torch, i=ints(-1, 2, 2, 3), j=ints(-1, 2, 3), b=bools(3), c=bools(2, 1): [torch.logical_or(i, j), torch.logical_or(b, c)]),
    Case("lerp", lambda torch, x=(2, 3), y=(2, 3), w=one_of(0.25, 0.75): torch.lerp(x, y, w)),
    Case("addcmul", lambda torch, x=(2, 3), a=(2, 3), b=(3,): torch.addcmul(x, a, b, value=0.5)),
    Case("addcdiv", lambda torch, x=(2, 3), a=(2, 3), b=between(1, 2, 3): torch.addcdiv(x, a, b, value=-0.5)),
    Case("addmm", lambda torch, x=(4,), a=(2, 3), b=(3, 4): torch.addmm(x, a, b, beta=0.5, alpha=2)),
    Case("Tensor.exp_", lambda torch, x=(2, 3): quietly(torch, lambda y: y.exp_(), x)),
    Case("Tensor.sqrt_", lambda torch, x=between(0.1, 3, 2, 3): quietly(torch, lambda y: y.sqrt_(), x)),
    Case("Tensor.tanh_", lambda torch, x=(2, 3): quietly(torch, lambda y: y.tanh_(), x)),
    Case("Tensor.relu_", lambda torch, x=(2, 3): quietly(torch, lambda y: y.relu_(), x)),
    Case("Tensor.pow_", lambda torch, x=between(0.1, 3, 2, 3): quietly(torch, lambda y: y.pow_(2), x)),
    Case("Tensor.lerp_", lambda torch, x=(2, 3), y=(2, 3): quietly(torch, lambda a, b: a.lerp_(b, 0.1), x, y)),
    Case("Tensor.addcmul_", lambda torch, x=(2, 3), y=(2, 3): quietly(torch, lambda a, b: a.addcmul_(b, b, value=0.1), x, y)),
    Case("Tensor.addcdiv_", lambda torch, x=(2, 3), y=(2, 3): quietly(torch, lambda a, b: a.addcdiv_(b, b, value=0.1), x, y)),
    Case("Tensor.index_fill_", lambda torch, x=(3, 4), i=ints(0, 4, 2): quietly(torch, lambda y: y.index_fill_(1, i, 7.0), x)),
    Case("Tensor.index_add_", lambda torch, x=(3, 4), y=(3, 2), i=ints(0, 4, 2): quietly(torch, lambda a, b: a.index_add_(1, i, b, alpha=2), x, y)),
    Case("Tensor.scatter_add_", lambda torch, x=(3, 4), y=(3, 2), i=ints(0, 4, 3, 2): quietly(torch, lambda a, b: a.scatter_add_(1, i, b), x, y)),
    Case("Tensor.scatter_, one id", lambda torch: torch.zeros(4).scatter_(0, torch.tensor(2), value=1)),
    Case("Tensor.__rand__", lambda i=ints(-4, 5, 3), b=bools(3): [3 & i, True & b, 2 | i, 3 ^ i]),
    Case("prod, of no dimensions", lambda torch: torch.tensor(2.5).prod(-1)),
    Case("sign, of booleans", lambda torch, b=bools(3): torch.sign(b)),
    Case("median, gradient", lambda torch, x=(3, 4): torch.median(x)),
    Case("isclose", lambda torch, x=(3,), y=(3,): [torch.isclose(x, x + 1e-9), torch.isclose(x, y, atol=1.0)]),
    Case("clamp_min", lambda torch, x=(3, 4): torch.clamp_min(x, 0.5)),
    Case("clamp_max", lambda torch, x=(3, 4): torch.clamp_max(x, 0.5)),
    Case("dist", lambda torch, x=(3, 4), y=(3, 4), p=one_of(1, 2): torch.dist(x, y, p)),
    Case("var_mean", lambda torch, x=(3, 4), d=one_of(0, -1, None): torch.var_mean(x, d)),
    Case("logspace", lambda torch: torch.logspace(0, 2, 5)),
    Case("finfo", lambda torch: [float(torch.finfo(torch.float32).eps), float(torch.finfo(torch.float64).max)]),
    Case("iinfo", lambda torch: torch.iinfo(torch.int64).max),
    Case("preserve_format", lambda torch, x=(2,): torch.zeros_like(x, memory_format=torch.preserve_format)),
    # Parts and orders.
    Case("ravel", lambda torch, x=(2, 3): torch.ravel(x)),
    Case("hstack", lambda torch, x=(2, 3), y=(2, 1): [torch.hstack([x, y]), torch.hstack([x[0], x[1]])]),
    Case("vstack", lambda torch, x=(2, 3), y=(1, 3): [torch.vstack([x, y]), torch.vstack([x[0], x[1]])]),
    Case("Tensor.unfold", lambda x=(2, 5), s=one_of(1, 2): [x.unfold(1, 3, s), x.unfold(0, 1, s)]),
    Case("Tensor.element_size", lambda x=(2,), i=ints(0, 3, 2): [x.element_size(), i.element_size()]),
    Case("cumsum, axis", lambda torch, x=(2, 3): [torch.cumsum(x, axis=0), x.cumprod(axis=-1), x.sort(dim=1, stable=True)[0], x.topk(2, 1, True, True)[0]]),
    Case("narrow", lambda torch, x=(4, 5): [torch.narrow(x, 1, 1, 3), x.narrow(0, -2, 2)]),
    Case("narrow, too long, refused", lambda torch, x=(4, 5): torch.narrow(x, 1, 3, 3)),
    Case("repeat_interleave", lambda torch, x=(2, 3), dim=one_of(0, -1): [torch.repeat_interleave(x, 2), x.repeat_interleave(2, dim)]),
    Case("repeat_interleave, counts", lambda torch, x=(3, 2), i=ints(0, 3, 3): torch.repeat_interleave(x, i, dim=0)),
    Case("diag", lambda torch, x=(3, 4), k=one_of(-2, -1, 0, 1, 3): torch.diag(x, k)),
    Case("diag, of a vector", lambda torch, x=(3,), k=one_of(-1, 0, 2): torch.diag(x, k)),
    Case("trace", lambda torch, x=(3, 4): torch.trace(x)),
    Case("unflatten", lambda torch, x=(2, 6, 3): [torch.unflatten(x, 1, (2, 3)), x.unflatten(-2, (-1, 2))]),
    Case("movedim", lambda torch, x=(2, 3, 4): [torch.movedim(x, 0, -1), x.movedim(-1, 0), x.movedim(1, 1)]),
    Case("swapaxes", lambda torch, x=(2, 3, 4): torch.swapaxes(x, 0, -1)),
    Case("masked_select", lambda torch, x=(2, 3), m=bools(2, 3): torch.masked_select(x, m)),
    Case("masked_select, broadcast", lambda torch, x=(3, 4), m=bools(4): x.masked_select(m)),
    Case("count_nonzero", lambda torch, x=(2, 3), i=ints(-1, 2, 3): [torch.count_nonzero(x), i.count_nonzero()]),
    Case("median", lambda torch, x=(3, 2, 4), i=ints(-2, 3, 4), dim=one_of(0, -1), keepdim=one_of(True, False): [*x.median(dim, keepdim), *torch.median(i, 0)], lambda torch, x, i, dim, keepdim: [*stable_median(torch, x, dim, keepdim), *stable_median(torch, i, 0, False)]),
    Case("median, of everything", lambda torch, x=(3, 3): torch.median(x.detach())),
    Case("bincount", lambda torch, i=ints(0, 5, 7), w=constant(7): [torch.bincount(i), i.bincount(minlength=8), torch.bincount(i, w.double())]),
    Case("unique", lambda torch, i=ints(-2, 3, 2, 3): [torch.unique(i), *i.unique(return_inverse=True, return_counts=True)]),
    Case("histogram", lambda torch, x=(12,): [*torch.histogram(x.detach(), 5), *x.detach().histogram(4, density=True)]),
    Case("Tensor.__getitem__, dots for no dimension", lambda x=(3, 2, 3), i=ints(-2, 2, 2), j=ints(-3, 3, 2): [x[:2, i, ..., j], x[..., :, i, j], x[:2, ..., i, j]]),
    # Products.
    einsum("ij,jk->ik", (2, 3), (3, 4)),
    einsum("bij,bjk", (2, 3, 4), (2, 4, 5)),
    einsum("b h i d, b h j d -> b h i j", (2, 2, 3, 4), (2, 2, 5, 4)),
    einsum("...ij,...jk->...ik", (2, 1, 3, 4), (5, 4, 2)),
    einsum("i,j->ji", (3,), (4,)),
    einsum("ij,ij->", (3, 4), (3, 4)),
    einsum("bi,oij->boj", (2, 3), (4, 3, 5)),
    einsum("ij->ji", (3, 4)),
    einsum("ii->i", (3, 3)),
    einsum("ii", (3, 3)),
    einsum("iji->j", (3, 4, 3)),
    einsum("...->...", (2, 3)),
    Case("einsum, of three", lambda torch, a=(2, 3), b=(3, 4), c=(4, 5): torch.einsum("ij,jk,kl->il", a, b, c)),
    Case("einsum, another size, refused", lambda torch, a=(2, 3), b=(4, 5): torch.einsum("ij,jk->ik", a, b)),
    Case("matmul, out", lambda torch, a=constant(2, 3), b=constant(3, 4), z=constant(2, 4): [torch.matmul(a, b, out=z), z]),
    Case("Tensor.matmul", lambda a=(2, 3), b=(3, 4): a.matmul(b)),
    Case("Tensor.add, out", lambda torch, a=constant(2, 3), b=constant(3), z=constant(2, 3): [torch.add(a, b, alpha=2, out=z), z, torch.mul(a, b, out=z), torch.sub(a, b, out=z), torch.div(a, b, out=z)]),
    Case("cdist", lambda torch, x=(2, 3, 4), y=(2, 5, 4), p=one_of(1.0, 2.0): torch.cdist(x, y, p)),
    Case("linalg", lambda torch, x=(3, 4): [torch.linalg.norm(x), torch.linalg.norm(x, dim=1), torch.linalg.norm(x, ord=1, dim=0)]),
    # Tensors from nothing.
    Case("meshgrid", lambda torch, x=(3,), y=(2,), i=one_of("ij", "xy"): torch.meshgrid(x, y, indexing=i)),
    Case("meshgrid, of three", lambda torch, x=(3,), y=(2,), z=(4,), i=one_of("ij", "xy"): torch.meshgrid([x, y, z], indexing=i)),
    Case("tril_indices", lambda torch, k=one_of(-1, 0, 1): torch.tril_indices(3, 4, k)),
    Case("triu_indices", lambda torch, k=one_of(-1, 0, 1): torch.triu_indices(3, 4, offset=k)),
    Case("scalar_tensor", lambda torch: torch.scalar_tensor(2)),
    Case("FloatTensor", lambda torch: [torch.FloatTensor([1, 2]), torch.FloatTensor([[1.5]]).dtype]),
    Case("LongTensor", lambda torch: [torch.LongTensor([1, 2]), torch.LongTensor([[3]]).dtype]),
    Case("Tensor.new_zeros", lambda x=(2,), i=ints(0, 3, 2): [x.new_zeros(2, 3), i.new_zeros((2,)), x.new_zeros(3, dtype=i.dtype)]),
    Case("Tensor.new_ones", lambda x=(2,), i=ints(0, 3, 2): [x.new_ones((2, 3)), i.new_ones(2)]),
    Case("Tensor.new_full", lambda x=(2,), i=ints(0, 3, 2): [x.new_full((2, 3), 4), i.new_full((2,), 7)]),
    Case("Tensor.new_tensor", lambda x=(2,), i=ints(0, 3, 2): [x.new_tensor([1, 2]), i.new_tensor([1, 2])]),
    # Gradients.
    Case("autograd.Function", lambda torch, x=(2, 3): cube(torch)(x, 2.0) * x),
    Case("autograd.grad", grads),
    Case("autograd.grad, of another, refused", lambda torch, x=(2,), y=(2,): torch.autograd.grad((x * 2).sum(), y)),
    Case("autograd.grad, unused", lambda torch, x=(2,), y=(3,): torch.autograd.grad((x * 2).sum(), [x, y], allow_unused=True)),
    Case("autograd.backward", backwards),
    Case("autograd.Variable", lambda torch, x=(2,): torch.autograd.Variable(x.detach(), requires_grad=True) * 2),
    Case("Tensor.retain_grad", kept),
    Case("Tensor.register_hook", hooked),
    Case("distributions.Categorical", lambda torch, p=between(0.1, 1, 4, 3), t=ints(0, 3, 4): chances(torch, p, t)),
    Case("distributions.Normal", lambda torch, x=(4, 3), m=(3,), s=between(0.5, 2, 3): normals(torch, x, m, s)),
    Case("distributions.Bernoulli", lambda torch, p=between(0.1, 0.9, 4), b=bools(4): coins(torch, p, b)),
    # Activations.
    Case("nn.functional.elu", lambda F, x=(3, 4), a=one_of(1.0, 0.5): F.elu(x, a)),
    Case("nn.functional.selu", lambda F, x=(3, 4): F.selu(x)),
    Case("nn.functional.hardtanh", lambda F, x=(3, 4): F.hardtanh(x, -0.5, 1.5)),
    Case("nn.functional.relu6", lambda F, x=(3, 4): F.relu6(x * 3)),
    Case("nn.functional.hardsigmoid", lambda F, x=(3, 4): F.hardsigmoid(x * 2 + 0.1), lambda F, x: F.relu6(x * 2 + 3.1) / 6),
    Case("nn.functional.hardswish", lambda F, x=(3, 4): F.hardswish(x * 2 + 0.1)),
    Case("nn.functional.mish", lambda F, x=(3, 4): F.mish(x)),
    Case("nn.functional.softsign", lambda F, x=(3, 4): F.softsign(x)),
    Case("nn.functional.softmin", lambda F, x=(3, 4), d=one_of(0, -1): F.softmin(x, dim=d)),
    Case("nn.functional.glu", lambda F, x=(3, 4): F.glu(x)),
    Case("nn.functional.prelu", lambda F, x=(2, 3, 4), w=(3,), v=(1,): [F.prelu(x, w), F.prelu(x, v)]),
    Case("nn.functional.normalize", lambda F, x=(3, 4), d=one_of(0, 1): F.normalize(x, dim=d)),
    Case("nn.functional.cosine_similarity", lambda F, x=(3, 4), y=(3, 4), d=one_of(0, -1): F.cosine_similarity(x, y, dim=d)),
    Case("nn.functional.pairwise_distance", lambda F, x=(3, 4), y=(3, 4): F.pairwise_distance(x, y)),
    Case("nn.ELU", lambda nn, x=(3, 4): [nn.ELU(0.5)(x), repr(nn.ELU())]),
    Case("nn.SELU", lambda nn, x=(3, 4): [nn.SELU()(x), repr(nn.SELU())]),
    Case("nn.ReLU6", lambda nn, x=(3, 4): nn.ReLU6()(x)),
    Case("nn.Hardtanh", lambda nn, x=(3, 4): [nn.Hardtanh(-0.5, 1.5)(x), repr(nn.Hardtanh())]),
    Case("nn.Hardswish", lambda nn, x=(3, 4): nn.Hardswish()(x + 0.1)),
    Case("nn.Hardsigmoid", lambda nn, x=(3, 4): nn.Hardsigmoid()(x + 0.1), lambda nn, x: nn.ReLU6()(x + 3.1) / 6),
    Case("nn.Mish", lambda nn, x=(3, 4): nn.Mish()(x)),
    Case("nn.Softsign", lambda nn, x=(3, 4): nn.Softsign()(x)),
    Case("nn.Softmin", lambda nn, x=(3, 4): nn.Softmin(dim=1)(x)),
    Case("nn.GLU", lambda nn, x=(3, 4): [nn.GLU()(x), repr(nn.GLU())]),
    Case("nn.PReLU", lambda nn, filled, x=(3, 4): [filled(nn.PReLU(4))(x), repr(nn.PReLU())]),
    Case("nn.CosineSimilarity", lambda nn, x=(3, 4), y=(3, 4): nn.CosineSimilarity(dim=1)(x, y)),
    Case("nn.PairwiseDistance", lambda nn, x=(3, 4), y=(3, 4): nn.PairwiseDistance(p=2)(x, y)),
    Case("nn.Unflatten", lambda nn, x=(2, 6): [nn.Unflatten(1, (2, 3))(x), repr(nn.Unflatten(1, (2, 3)))]),
    Case("nn.ParameterList", parameters_of),
    Case("nn.ParameterDict", parameters_of),
    Case("nn.ModuleList, printed", lambda nn: repr(nn.ModuleList([nn.Linear(2, 3), *[nn.Sequential(nn.ReLU()) for _ in range(3)], nn.Linear(2, 3)]))),
    # Losses.
    Case("nn.functional.kl_div", lambda F, x=(3, 4), t=between(0, 1, 3, 4), r=one_of("mean", "sum", "none", "batchmean"): F.kl_div(x, t.detach(), reduction=r)),
    Case("nn.functional.kl_div, logarithms", lambda F, x=(3, 4), t=(3, 4): F.kl_div(x, t, reduction="sum", log_target=True)),
    Case("nn.functional.margin_ranking_loss", lambda F, x=(5,), y=(5,), s=SIGNS, r=REDUCTION: F.margin_ranking_loss(x, y, x.detach() * 0 + s, 0.5, reduction=r)),
    Case("nn.functional.triplet_margin_loss", lambda F, a=(3, 4), p=(3, 4), n=(3, 4), s=one_of(True, False), r=REDUCTION: F.triplet_margin_loss(a, p, n, swap=s, reduction=r)),
    Case("nn.functional.cosine_embedding_loss", lambda F, x=(5, 3), y=(5, 3), s=SIGNS: F.cosine_embedding_loss(x, y, x.detach()[:, 0] * 0 + s, 0.1)),
    Case("nn.functional.gaussian_nll_loss", lambda F, x=(5,), y=(5,), v=between(0.5, 2, 5), f=one_of(True, False): F.gaussian_nll_loss(x, y, v, full=f)),
    Case("nn.KLDivLoss", lambda nn, x=(3, 4), t=between(0, 1, 3, 4): nn.KLDivLoss(reduction="batchmean")(x, t.detach())),
    Case("nn.MarginRankingLoss", lambda nn, x=(5,), y=(5,), s=SIGNS: nn.MarginRankingLoss(0.5)(x, y, x.detach() * 0 + s)),
    Case("nn.TripletMarginLoss", lambda nn, a=(3, 4), p=(3, 4), n=(3, 4): nn.TripletMarginLoss()(a, p, n)),
    Case("nn.CosineEmbeddingLoss", lambda nn, x=(5, 3), y=(5, 3), s=SIGNS: nn.CosineEmbeddingLoss()(x, y, x.detach()[:, 0] * 0 + s)),
    Case("nn.GaussianNLLLoss", lambda nn, x=(5,), y=(5,), v=between(0.5, 2, 5): nn.GaussianNLLLoss()(x, y, v)),
    # Optimizers and schedules.
    Case("optim.Adam, amsgrad", lambda optim, descend: descend(lambda ps: optim.Adam(ps, lr=0.1, amsgrad=True))),
    Case("optim.AdamW, amsgrad", lambda optim, descend: descend(lambda ps: optim.AdamW(ps, lr=0.1, amsgrad=True, foreach=False))),
    Case("optim.Adagrad", lambda optim, descend: descend(lambda ps: optim.Adagrad(ps, lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.1))),
    Case("optim.Adadelta", lambda optim, descend: descend(lambda ps: optim.Adadelta(ps, lr=0.5, weight_decay=0.1))),
    Case("optim.Adamax", lambda optim, descend: descend(lambda ps: optim.Adamax(ps, lr=0.1, weight_decay=0.1))),
    Case("optim.lr_scheduler.OneCycleLR", lambda optim, descend, s=one_of("cos", "linear"): scheduled(optim, descend, lambda q, o: q.OneCycleLR(o, 0.3, total_steps=25, anneal_strategy=s))),
    Case("optim.lr_scheduler.CosineAnnealingWarmRestarts", lambda optim, descend, m=one_of(1, 2): scheduled(optim, descend, lambda q, o: q.CosineAnnealingWarmRestarts(o, 4, m, eta_min=0.01))),
    Case("optim.lr_scheduler.PolynomialLR", lambda optim, descend: scheduled(optim, descend, lambda q, o: q.PolynomialLR(o, 12, power=2.0))),
    Case("optim.lr_scheduler.MultiplicativeLR", lambda optim, descend: scheduled(optim, descend, lambda q, o: q.MultiplicativeLR(o, lambda n: 0.9))),
    Case("optim.lr_scheduler.ReduceLROnPlateau", lambda optim, descend: plateau(optim, descend, factor=0.5, patience=1)),
    Case("optim.lr_scheduler.ReduceLROnPlateau, max", lambda optim, descend: plateau(optim, descend, mode="max", factor=0.5, patience=0, cooldown=2, threshold_mode="abs", min_lr=0.01)),
    Case("optim.Optimizer, own", own_optimizer),
    Case("optim.lr_scheduler._LRScheduler", own_schedule),
    Case("nn.utils.parameters_to_vector", lambda nn, filled, x=(1,): nn.utils.parameters_to_vector(filled(nn.Linear(2, 3)).parameters()) * x),
    Case("nn.utils.vector_to_parameters", vectors),
    Case("nn.utils.rnn.pad_sequence", lambda nn, x=(2, 3), y=(4, 3), b=one_of(True, False): nn.utils.rnn.pad_sequence([x, y], batch_first=b, padding_value=-1.0)),
    Case("nn.TransformerEncoderLayer", lambda nn, filled, x=(3, 2, 2), f=one_of(True, False): filled(nn.TransformerEncoderLayer(2, 1, 3, 0.0, norm_first=f))(x)),
    Case("nn.TransformerEncoder", lambda torch, nn, filled, x=(1, 3, 2): filled(nn.TransformerEncoder(nn.TransformerEncoderLayer(2, 2, 2, 0.0, "gelu", batch_first=True), 1, nn.LayerNorm(2)))(x, mask=nn.Transformer.generate_square_subsequent_mask(3).to(x.dtype))),
    Case("nn.Transformer", lambda nn: nn.Transformer.generate_square_subsequent_mask(3)),
    Case("utils.data.ConcatDataset", joined),
    Case("utils.data.SequentialSampler", joined),
    # Images and sequences.
    Case("nn.functional.conv1d", lambda F, x=(1, 4, 7), w=(2, 2, 3), b=(2,): F.conv1d(x, w, b, stride=2, padding=1, dilation=2, groups=2)),
    Case("nn.functional.conv1d, same", lambda F, x=(2, 5), w=(2, 2, 3): F.conv1d(x, w, padding="same")),
    Case("nn.functional.conv_transpose2d", lambda F, x=(2, 2, 2, 3), w=(2, 1, 3, 2), b=(1,): F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1)),
    Case("nn.functional.conv_transpose2d, groups", lambda F, x=(1, 4, 2, 3), w=(4, 1, 2, 2): F.conv_transpose2d(x, w, groups=2, dilation=2)),
    Case("nn.functional.conv_transpose2d, cropped", lambda F, x=(1, 2, 4, 3), w=(2, 1, 1, 2): F.conv_transpose2d(x, w, stride=(1, 2), padding=(1, 0))),
    Case("nn.functional.max_pool1d", lambda F, x=(1, 2, 8): F.max_pool1d(x, 3, 2, 1)),
    Case("nn.functional.avg_pool1d", lambda F, x=(1, 2, 8): F.avg_pool1d(x, 2)),
    Case("nn.functional.interpolate", lambda F, x=(1, 2, 2, 3): [F.interpolate(x, scale_factor=2), F.interpolate(x, size=(3, 4))]),
    Case("nn.functional.group_norm", lambda F, x=(2, 6, 3), w=(6,), b=(6,): F.group_norm(x, 3, w, b)),
    Case("nn.Conv1d", lambda nn, filled, x=(1, 2, 5): [filled(nn.Conv1d(2, 2, 3, padding=1))(x), repr(nn.Conv1d(4, 6, 3, 2, bias=False))]),
    Case("nn.ConvTranspose2d", lambda nn, filled, x=(1, 2, 2, 3): [filled(nn.ConvTranspose2d(2, 1, 4, 2, 1, bias=False))(x), repr(nn.ConvTranspose2d(4, 2, 3, 2, 1, 1))]),
    Case("nn.MaxPool1d", lambda nn, x=(1, 2, 8): nn.MaxPool1d(2)(x)),
    Case("nn.AvgPool1d", lambda nn, x=(1, 2, 8): nn.AvgPool1d(3, 1)(x)),
    Case("nn.Upsample", lambda nn, x=(1, 2, 2, 3): nn.Upsample(scale_factor=2)(x)),
    Case("nn.ZeroPad2d", lambda nn, x=(1, 2, 2, 3): [nn.ZeroPad2d(1)(x), nn.ZeroPad2d((1, 0, 2, 0))(x), repr(nn.ZeroPad2d(2))]),
    Case("nn.GroupNorm", lambda nn, filled, x=(2, 6, 2): [filled(nn.GroupNorm(2, 6))(x), repr(nn.GroupNorm(2, 6))]),
    Case("nn.InstanceNorm2d", lambda nn, filled, x=(2, 3, 2, 3): [filled(nn.InstanceNorm2d(3, affine=True))(x), repr(nn.InstanceNorm2d(3).weight)]),
    # Recurrent networks.
    Case("nn.RNN", lambda nn, filled, x=(3, 2, 2), b=SEQUENCE: [filled(nn.RNN(2, 2, 2, batch_first=b))(x), repr(nn.RNN(2, 3))]),
    Case("nn.RNN, relu", lambda nn, filled, x=(3, 2): filled(nn.RNN(2, 3, nonlinearity="relu", bias=False))(x)),
    Case("nn.GRU", lambda nn, filled, x=(3, 2, 2), h=(2, 2, 2): filled(nn.GRU(2, 2, bidirectional=True))(x, h)),
    Case("nn.LSTM", lambda nn, filled, x=(2, 3, 2), h=(2, 2, 2), c=(2, 2, 2): [filled(nn.LSTM(2, 2, 2, batch_first=True))(x, (h, c)), repr(nn.LSTM(2, 3, 2))]),
    Case("nn.LSTM, both ways", lambda nn, filled, x=(3, 2, 2): filled(nn.LSTM(2, 2, bidirectional=True))(x)),
    Case("nn.RNNCell", lambda nn, filled, x=(2, 2): [filled(nn.RNNCell(2, 3))(x), repr(nn.RNNCell(2, 3))]),
    Case("nn.GRUCell", lambda nn, filled, x=(2, 2), h=(2, 3): filled(nn.GRUCell(2, 3))(x, h)),
    Case("nn.LSTMCell", lambda nn, filled, x=(2, 2), h=(2, 3), c=(2, 3): filled(nn.LSTMCell(2, 3))(x, (h, c))),
]


def stable_median(torch: Any, x: Any, dim: int, keepdim: bool) -> Any:
    """PyTorch's median, with the index of the first of equal ones in order, which it leaves open."""
    values, found = x.median(dim, keepdim)
    if x.ndim == 0:
        return values, found
    order = torch.sort(x, stable=True, dim=dim).indices
    n = x.shape[dim]
    nan = torch.isnan(x).any(dim, keepdim=True)
    place = torch.where(nan, n - 1, (n - 1) // 2) if n else torch.zeros_like(nan, dtype=torch.long)
    index = order.take_along_dim(place, dim)
    values = x.take_along_dim(index, dim)
    return (values, index) if keepdim else (values.squeeze(dim), index.squeeze(dim))
