"""What tinytorch/extras brings, beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case
from drawing import between, ints, one_of

CHANCE = "another stream of random numbers: tests/package/test_extras.py"
WITHOUT = {name: CHANCE for name in ("normal", "bernoulli", "multinomial", "Tensor.normal_", "Tensor.uniform_")} | {
    "backends": "has no device to name: tests/package/test_extras.py",
    "cuda": "has no device to name: tests/package/test_extras.py",
    "empty": "its elements are whatever the memory held: tests/package/test_extras.py",
    "empty_like": "its elements are whatever the memory held: tests/package/test_extras.py",
}


def modes(torch: Any, x: Any) -> Any:
    with torch.no_grad():
        with torch.enable_grad():
            y = x * 2
        z = x * 3
    with torch.set_grad_enabled(False):
        w = x * 4
    return y, z, w, torch.is_grad_enabled()


def set_for_good(torch: Any, x: Any) -> Any:
    torch.set_grad_enabled(False)
    y = x * 2
    torch.set_grad_enabled(True)
    return y, x * 3


def quietly(torch: Any, x: Any) -> Any:
    with torch.inference_mode():
        return (x * 2).tolist()


CASES = [
    # Of each element.
    Case("sin", lambda torch, x, i: [torch.sin(x), torch.sin(i)]),
    Case("cos", lambda torch, x, i: [torch.cos(x), torch.cos(i)]),
    Case("erf", lambda torch, x, i: [torch.erf(x), torch.erf(i)]),
    Case("rsqrt", lambda torch, positive: torch.rsqrt(positive)),
    Case("rsqrt, special", lambda torch, x: torch.rsqrt(x)),
    Case("square", lambda torch, x, i: [torch.square(x), torch.square(i)]),
    Case("sign", lambda torch, x, i: [torch.sign(x), torch.sign(i)]),
    Case("floor", lambda torch, x, i: [torch.floor(x), torch.floor(i)]),
    Case("ceil", lambda torch, x, i: [torch.ceil(x), torch.ceil(i)]),
    Case("round", lambda torch, x, i: [torch.round(x), torch.round(i)]),
    Case("round, decimals", lambda x: x.round(decimals=1)),
    Case("isnan", lambda torch, x, i: [torch.isnan(x), torch.isnan(i)]),
    Case("isinf", lambda torch, x, i: [torch.isinf(x), torch.isinf(i)]),
    Case("isfinite", lambda torch, x, i: [torch.isfinite(x), torch.isfinite(i)]),
    Case("maximum", lambda torch, x, y: torch.maximum(x, y)),
    Case("maximum, of ints", lambda torch, i, j, b, c: [torch.maximum(i, j), torch.maximum(b, c)]),
    Case("minimum", lambda torch, x, y: torch.minimum(x, y)),
    Case("minimum, kinds", lambda torch, x, j: torch.minimum(x, j)),
    Case("pow", lambda torch, x: [torch.pow(x, 2), torch.pow(x, 3)]),
    Case("pow, of a number", lambda torch, x: [torch.pow(2, x), torch.pow(0.5, x)]),
    Case("pow, of tensors", lambda torch, positive, y: torch.pow(positive, y)),
    Case("pow, special", lambda x, y: x**y),
    Case("pow, of ints", lambda i, j: i ** (j * j)),
    Case("Tensor.pow", lambda x, i: [x.pow(2), i.pow(3)]),
    Case("Tensor.__rpow__", lambda x, i: [2**x, 2.5**x, 2.5**i]),
    Case("floor_divide", lambda torch, x, y: torch.floor_divide(x.detach(), y.detach())),
    Case("Tensor.__floordiv__", lambda i, j: [i // (j * j + 1), i // -3, i // 2.5]),
    Case("Tensor.__floordiv__, by 0, refused", lambda i=ints(1, 5, 2): i // 0),
    Case("Tensor.__rfloordiv__", lambda i: 7 // (i * i + 1)),
    Case("remainder", lambda torch, x, y: torch.remainder(x, y)),
    Case("Tensor.__mod__", lambda i, j: [i % (j * j + 1), i % -3, i % 2.5]),
    Case("Tensor.__rmod__", lambda i: 7 % (i * i + 1)),
    Case("bitwise_not", lambda torch, b, i: [torch.bitwise_not(b), ~i]),
    Case("bitwise_and", lambda torch, b, c, i, j: [torch.bitwise_and(b, c), i & j, i & 3, b & True]),
    Case("bitwise_or", lambda torch, b, c, i, j: [torch.bitwise_or(b, c), i | j, i | 4]),
    Case("Tensor.__invert__", lambda mask: ~mask),
    Case("Tensor.__invert__, of floats, refused", lambda x: ~x),
    Case("Tensor.__and__", lambda x, y, b: [(x > 0) & (y > 0), b & (x > 1)]),
    Case("Tensor.__or__", lambda x, y: (x > 0) | (y > 0)),
    Case("bitwise_xor", lambda torch, b, c, i, j: [torch.bitwise_xor(b, c), i ^ j, i ^ 3]),
    Case("Tensor.__xor__", lambda x, y: (x > 0) ^ (y > 0)),
    Case("log1p", lambda torch, positive: torch.log1p(positive)),
    Case("log1p, special", lambda torch, x: torch.log1p(x)),
    Case("clip", lambda torch, x, i: [torch.clip(x, -1, 1), i.clip(max=1)]),
    Case("ne", lambda torch, x, y: [torch.ne(x, y), x.ne(1)]),
    Case("lt", lambda torch, x, y: [torch.lt(x, y), x.lt(1)]),
    Case("le", lambda torch, x, y: [torch.le(x, y), x.le(1)]),
    Case("gt", lambda torch, x, y: [torch.gt(x, y), x.gt(1)]),
    Case("ge", lambda torch, x, y: [torch.ge(x, y), x.ge(1)]),
    Case("eq", lambda torch, x, y: [torch.eq(x, y), x.eq(1)]),
    Case("add", lambda torch, x, y: [torch.add(x, y), torch.add(x, y, alpha=3), x.add(2)]),
    Case("sub", lambda torch, x, y: [torch.sub(x, y), torch.sub(x, y, alpha=3), x.sub(2)]),
    Case("mul", lambda torch, x, y: [torch.mul(x, y), x.mul(2)]),
    Case("div", lambda torch, x, y, i: [torch.div(x, y), x.div(2), i.div(2)]),
    Case("allclose", lambda torch, x, y: [torch.allclose(x, x + 1e-9), torch.allclose(x, y), torch.allclose(x, x, equal_nan=True)]),
    Case("allclose, tolerances", lambda torch, a=(2, 3): [torch.allclose(a, a * 1.01, rtol=0.1), torch.allclose(a, a + 1, atol=2)]),
    Case("equal", lambda torch, x, y, i: [torch.equal(x, y), torch.equal(x, x * 1), torch.equal(i, i)]),
    # Products.
    Case("mm", lambda torch, a=(2, 3), b=(3, 4): torch.mm(a, b)),
    Case("mm, of batches, refused", lambda torch, a=(5, 2, 3), b=(3, 4): torch.mm(a, b)),
    Case("bmm", lambda torch, a=(5, 2, 3), b=(5, 3, 4): torch.bmm(a, b)),
    Case("bmm, of unequal batches, refused", lambda torch, a=(5, 2, 3), b=(1, 3, 4): torch.bmm(a, b)),
    Case("dot", lambda torch, a=(3,), b=(3,): torch.dot(a, b)),
    Case("dot, of matrices, refused", lambda torch, a=(3, 3), b=(3, 3): torch.dot(a, b)),
    Case("outer", lambda torch, a=(3,), b=(2,): torch.outer(a, b)),
    # Reductions.
    Case("any", lambda torch, b, dim, keepdim: torch.any(b, dim, keepdim)),
    Case("any, of everything", lambda x, i, b: [x.any(), i.any(), b.any()]),
    Case("all", lambda torch, b, dim, keepdim: torch.all(b, dim, keepdim)),
    Case("all, of everything", lambda x, i, b: [x.all(), i.all(), b.all()]),
    Case("prod", lambda torch, x=(2, 3, 4), d=one_of(0, 1, -1), keepdim=one_of(True, False): torch.prod(x, d, keepdim)),
    Case("prod, of everything", lambda i, b, x=(2, 3): [x.prod(), i.prod(), b.prod()]),
    Case("norm", lambda torch, x: torch.norm(x)),
    Case("norm, of a dim", lambda x, dim, keepdim, p=one_of(1, 2, 3, float("inf"), float("-inf")): x.norm(p, dim, keepdim)),
    Case("norm, of dims", lambda x=(2, 3, 4): x.norm(2, dim=(0, 2))),
    Case("norm, how many", lambda x, dim: x.detach().norm(0, dim)),
    Case("norm, of zeros", lambda x: [(x * 0).norm(), (x * 0).norm(1)]),
    Case("norm, 1", lambda x: x.norm(1)),
    Case("logsumexp", lambda torch, x, dim, keepdim: torch.logsumexp(x, dim, keepdim)),
    Case("logsumexp, of large ones", lambda a=between(90, 110, 3, 4): (a * 10).logsumexp(1)),
    Case("amin", lambda torch, unit, dim, keepdim: torch.amin(unit, dim, keepdim)),
    Case("amin, of nan", lambda torch, x, dim, keepdim: torch.amin(x.detach(), dim, keepdim)),  # see amax
    Case("cumprod", lambda torch, x=(2, 3, 4), d=one_of(0, 1, -1): torch.cumprod(x, d)),
    Case("cumprod, of a number", lambda x=(): x.cumprod(0)),
    Case("argmin", lambda torch, x, dim, keepdim: torch.argmin(x, dim, keepdim)),
    Case("argmin, of everything", lambda x, i: [x.argmin(), i.argmin()]),
    Case("cumsum", lambda torch, x, dim: torch.cumsum(x, dim)),
    Case("cumsum, of counts", lambda i, b, dim: [i.cumsum(dim), b.cumsum(dim)]),
    # Orders and parts.
    Case("argsort", lambda torch, x=(3, 5), d=one_of(0, 1), down=one_of(True, False): torch.argsort(x + torch.arange(15).reshape(3, 5) * 0.01, d, down)),
    Case("sort", lambda torch, x, dim: torch.sort(x, dim)),
    Case("sort, descending", lambda x=(3, 4): x.sort(descending=True).values),
    Case("topk", lambda torch, x=(3, 5): torch.topk(x + torch.arange(15).reshape(3, 5) * 0.01, 2)),
    Case("topk, the smallest", lambda x=(3, 5): x.detach().topk(3, dim=0, largest=False)[0]),
    Case("topk, of distinct ones", lambda torch: torch.topk(torch.tensor([3.0, 1.0, 2.0, 5.0]), 2)),
    Case("gather", lambda torch, x=(3, 4), i=ints(0, 4, 2, 3): torch.gather(x, 1, i)),
    Case("topk, gather and others, of no dimensions", lambda torch, x=(), y=(), i=ints(0, 1): [
        torch.topk(x, 1, 0), x.topk(1).indices, torch.gather(x, -1, i), torch.index_select(x, 0, i.reshape(1)),
        torch.scatter_add(x, 0, i, y), x.detach().clone().scatter_(0, i, 2.0),
    ]),
    Case("gather, of rows", lambda x=(3, 4), i=ints(0, 3, 5, 4): x.gather(0, i)),
    Case("gather, outside, refused", lambda x=(3, 4), i=ints(4, 6, 2, 3): x.gather(1, i)),
    Case("scatter_add", lambda torch, a=(3, 4), i=ints(0, 3, 2, 3), b=(2, 3): torch.scatter_add(a, 0, i, b)),
    Case("index_select", lambda torch, x=(3, 4), i=ints(0, 4, 6): torch.index_select(x, 1, i)),
    Case("nonzero", lambda torch, i, b: [torch.nonzero(i), b.nonzero()]),
    Case("split", lambda torch, x=(5, 3): [*torch.split(x, 2), *x.split([1, 2], dim=1)]),
    Case("split, heads", lambda x=(2, 3, 12): [part * k for k, part in enumerate(x.split(4, dim=2))]),
    Case("split, that does not fit, refused", lambda x=(5, 3): x.split([1, 1])),
    Case("chunk", lambda torch, x, dim: torch.chunk(x, 3, dim)),
    Case("unbind", lambda torch, x, dim: torch.unbind(x, dim)),
    # Shapes.
    Case("flip", lambda torch, x=(2, 3, 4): [torch.flip(x, (0, 2)), x.flip(-1), x.flip([1]), torch.flip(x, dims=[0])]),
    Case("flip, free", lambda x, dim: x.flip(dim)),
    Case("Tensor.repeat", lambda x=(2, 3): [x.repeat(2, 1), x.repeat(3, 1, 2), x.repeat((1, 2))]),
    Case("Tensor.repeat, too few, refused", lambda x=(2, 3): x.repeat(2)),
    Case("tril", lambda torch, x=(3, 4), k=one_of(-2, -1, 0, 1): torch.tril(x, k)),
    Case("tril, of batches", lambda torch, x=(2, 3, 3): x.tril() + torch.tril(torch.ones(3, 3, dtype=x.dtype))),
    Case("triu", lambda torch, x=(3, 4), k=one_of(-1, 0, 1, 2): torch.triu(x, diagonal=k)),
    Case("triu, of a vector, refused", lambda x=(3,): x.triu()),
    Case("roll", lambda torch, x=(3, 4): [torch.roll(x, 1), x.roll(-2, 1), x.roll((1, 2), (0, 1))]),
    Case("Tensor.type_as", lambda x, i: i.type_as(x)),
    Case("Tensor.nelement", lambda x: x.nelement()),
    Case("Tensor.is_contiguous", lambda i=ints(0, 9, 2, 3): [i.is_contiguous(), i.t().is_contiguous()]),
    Case("Tensor.view_as", lambda x=(2, 6), y=(3, 4): x.view_as(y)),
    Case("Tensor.expand_as", lambda x=(1, 4), y=(3, 4): x.expand_as(y)),
    Case("clone", lambda torch, x, i: [torch.clone(x), (i.clone().add_(1), i)]),
    Case("Tensor.contiguous", lambda x, i=ints(0, 9, 2, 3): [x.contiguous(), i.t().contiguous().view(-1)]),
    Case("t", lambda torch, x=(2, 3), v=(3,): [torch.t(x), v.t()]),
    Case("t, of batches, refused", lambda x=(2, 3, 4): x.t()),
    Case("Tensor.mT", lambda x=(2, 3, 4), m=(2, 3): [x.mT, m.mT]),
    # In place.
    Case("Tensor.add_", lambda i, j: (i.add_(j), i, i.add_(2, alpha=3))),
    Case("Tensor.sub_", lambda x: x.detach().sub_(2, alpha=0.5)),
    Case("Tensor.mul_", lambda x, y: x.detach().mul_(y.detach())),
    Case("Tensor.div_", lambda x: x.detach().div_(3)),
    Case("Tensor.clamp_", lambda x, i: [x.detach().clamp_(-1, 1), i.clamp_(min=0)]),
    Case("Tensor.copy_", lambda x, y, i: [x.detach().copy_(y.detach()), i.copy_(3 * i)]),
    Case("Tensor.copy_, of another dtype", lambda x=(2, 3), i=ints(0, 9, 3): x.detach().copy_(i)),
    Case("Tensor.fill_", lambda x, i: [x.detach().fill_(2.5), i.fill_(3)]),
    Case("Tensor.zero_", lambda x, i: [x.detach().zero_(), i.zero_(), i]),
    Case("Tensor.scatter_", lambda x=(3, 4), i=ints(0, 4, 3, 1): x.detach().scatter_(1, i, 1.0)),
    Case("Tensor.scatter_, of a tensor", lambda torch, a=(3, 4), b=(2, 4): a.detach().scatter_(0, torch.tensor([[0, 1, 2], [2, 0, 1]]), b.detach())),
    Case("Tensor.__ifloordiv__", lambda i, j: (i.__ifloordiv__(3), i)),
    Case("Tensor.__imod__", lambda i, j: (i.__imod__(3), i)),
    Case("Tensor.__iand__", lambda b, mask: (b.__iand__(mask), b)),
    Case("Tensor.__ior__", lambda b, mask: (b.__ior__(mask), b)),
    Case("Tensor.__ixor__", lambda b, mask: (b.__ixor__(mask), b)),
    Case("Tensor.device", lambda x: [x.device.type, str(x.device)]),
    Case("Tensor.masked_fill_", lambda x, mask: x.detach().masked_fill_(mask, float("-inf"))),
    Case("Tensor.add_, on a leaf, refused", lambda x: x.add_(1)),
    Case("Tensor.zero_, a gradient", lambda x=(2, 3): ((x * x).sum().backward(), x.grad.zero_())[1]),
    # Other ways of making tensors, and modes.
    Case("as_tensor", lambda torch, x, i: [torch.as_tensor([1.5, 2]), torch.as_tensor(x), torch.as_tensor(i.numpy(), dtype=torch.float32)]),
    Case("is_tensor", lambda torch, x: [torch.is_tensor(x), torch.is_tensor(2), torch.is_tensor(x.tolist())]),
    Case("randperm", lambda torch: [torch.randperm(9).sort()[0], torch.randperm(0)]),
    Case("device", lambda torch, x: [torch.device("cpu").type, str(torch.device("cpu")), x.to(torch.device("cpu"))]),
    Case("dtype", lambda torch, x: isinstance(x.dtype, torch.dtype)),
    Case("int8", lambda torch, i: i.to(torch.int8)),
    Case("int16", lambda torch, i: i.to(torch.int16)),
    Case("int32", lambda torch, i: [i.to(torch.int32), torch.zeros(2, dtype=torch.int32)]),
    Case("uint8", lambda torch, b: [b.to(torch.uint8), torch.zeros(2, dtype=torch.uint8)]),
    Case("Size", lambda torch, x=(2, 3): [x.shape == torch.Size([2, 3]), torch.Size((4, 5)).__len__()]),
    Case("enable_grad", modes),
    Case("set_grad_enabled", set_for_good),
    Case("inference_mode", quietly),
]
