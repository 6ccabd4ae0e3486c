"""Activations that need no rule of their own: made of operations that have one. They come with module 03."""

from __future__ import annotations

from tinytorch.core.activations import sigmoid, softmax, softplus
from tinytorch.core.tensor import Tensor, default_generator, where


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """`x` where it is positive, alpha * (exp(x) - 1) elsewhere."""
    return where(input <= 0, alpha * (input.clamp(max=0).exp() - 1), input)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu` scaled so that mean 0 and variance 1 stay from layer to layer. Klambauer and others (2017)."""
    return 1.0507009873554805 * elu(input, 1.6732632423543772)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """Between two bounds; gradient 0 at the bounds themselves."""
    if input.dtype.kind != "f":
        return input.clamp(int(min_val), int(max_val))
    inside = (input > min_val) & (input < max_val)
    return where(inside, input, input.detach().clamp(min_val, max_val))


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """Between 0 and 6."""
    return hardtanh(input, 0.0, 6.0)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """A sigmoid of three straight lines."""
    return relu6(input + 3) / 6


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """`x * hardsigmoid(x)`."""
    return input * hardsigmoid(input)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """`x * tanh(softplus(x))`."""
    return input * softplus(input).tanh()


def softsign(input: Tensor) -> Tensor:
    """`x / (1 + |x|)`."""
    return input / (1 + input.abs())


def softmin(input: Tensor, dim: int | None = None) -> Tensor:
    """Softmax of `-x`."""
    return softmax(-input, dim)


def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, dim: int = -1) -> Tensor:
    """A class drawn by softmax(logits), softly: nearer to one-hot for a smaller tau. Jang and others (2017).

    hard: one-hot, with the gradient of the soft one.
    """
    noise = Tensor(default_generator.numpy.gumbel(size=logits.shape).astype(logits.dtype))
    soft = softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    drawn = soft.new_zeros(soft.shape).scatter(dim, soft.argmax(dim, keepdim=True), 1.0)
    return drawn + (soft - soft.detach())


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """One half of `dim` times the sigmoid of the other."""
    if input.size(dim) % 2:
        raise ValueError(f"glu: dim {dim} is of size {input.size(dim)}, which has no half")
    a, b = input.chunk(2, dim)
    return a * sigmoid(b)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """`x` where it is positive, `weight * x` elsewhere; a weight for all, or for each channel (dim 1)."""
    slope = weight if weight.numel() == 1 or input.ndim < 2 else weight.reshape(-1, *[1] * (input.ndim - 2))
    return where(input > 0, input, slope * input)


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """Each vector along `dim` divided by its norm, or by eps if that is larger."""
    return input / input.norm(p, dim, keepdim=True).clamp(min=eps)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`."""
    return (normalize(x1, 2, dim, eps) * normalize(x2, 2, dim, eps)).sum(dim)


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The p-norm of x1 - x2 + eps along the last dimension."""
    return (x1 - x2 + eps).norm(p, -1, keepdim)
