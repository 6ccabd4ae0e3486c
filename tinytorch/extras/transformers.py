"""What stands beside module 13 in published models: a norm without a mean, a gated network, GPT-2's weights.

They come with module 13; its notebook is long enough without them.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tinytorch.core.activations import gelu, relu, silu
from tinytorch.core.attention import MultiheadAttention
from tinytorch.core.autograd import vjp
from tinytorch.core.layers import Dropout, Linear, Module, ModuleList, Parameter
from tinytorch.core.tensor import Function, Setting, Tensor, ones
from tinytorch.core.transformers import GPT, GPTConfig, LayerNorm, checked_shape, column_sums, row_means
from tinytorch.extras.creation import full


class NormalizeScale(Function):
    """Each row to mean square 1, then `* weight`. x: (..., *S); weight: S, C numbers in all."""

    eps: Setting[float]
    rstd: np.ndarray  # (N, 1)

    def forward(self, x: np.ndarray, weight: np.ndarray) -> np.ndarray:
        rows = x.reshape(-1, weight.size)
        self.rstd = 1 / np.sqrt(row_means(rows * rows) + self.eps)
        return (rows * self.rstd * weight.ravel()).reshape(x.shape)


@vjp(NormalizeScale)
def d_normalize_scale(fn: NormalizeScale, g: np.ndarray) -> Any:
    x, weight = fn.arrays
    rows = g.reshape(-1, weight.size)
    standard = x.reshape(rows.shape) * fn.rstd
    along = rows * standard
    d = rows * weight.ravel()
    standard *= along @ (weight.reshape(-1, 1) / weight.size)
    d -= standard
    d *= fn.rstd
    return d.reshape(x.shape), column_sums(along).reshape(weight.shape)


def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """Mean square 1 over the last dimensions, then `* weight`; no mean is taken off. Zhang, Sennrich (2019).

    eps: the dtype's own where it is None. ValueError as in `layer_norm`.
    """
    shape = checked_shape(input, normalized_shape)
    weight = ones(shape, dtype=input.dtype) if weight is None else weight
    return NormalizeScale.apply(input, weight, eps=float(np.finfo(input.dtype).eps) if eps is None else eps)


class RMSNorm(Module):
    """`rms_norm` with a weight of normalized_shape that starts as ones."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
    ):
        self.normalized_shape = (
            (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        )
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self.weight = Parameter(ones(self.normalized_shape)) if elementwise_affine else None

    def forward(self, input: Tensor) -> Tensor:
        return rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class SwiGLU(Module):
    """As many parameters as MLP in three matrices, one of them a gate. Shazeer (2020); names as in LLaMA."""

    def __init__(self, n_embd: int, bias: bool = False):
        hidden = 8 * n_embd // 3
        self.w1, self.w3 = Linear(n_embd, hidden, bias), Linear(n_embd, hidden, bias)
        self.w2 = Linear(hidden, n_embd, bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.w2(silu(self.w1(x)) * self.w3(x))


GPT2_NAMES = {
    r"attn\.c_attn\.(weight|bias)": r"attn.in_proj_\1",
    r"attn\.c_proj": "attn.out_proj",
}


def from_gpt2(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """GPT-2's weights under our names. Its matrices multiply from the right, ours as PyTorch's do."""
    state = {}
    for name, array in arrays.items():
        name = name.removeprefix("transformer.")
        if name == "lm_head.weight" or re.search(r"\.attn\.(bias|masked_bias)$", name):
            continue  # the head is tied; masks are no weights
        array = array.T if re.search(r"c_\w+\.weight$", name) else array
        for theirs, ours in GPT2_NAMES.items():
            name = re.sub(theirs, ours, name)
        state[name] = array
    return state


def load_gpt2(path: str | Path, n_head: int | None = None) -> GPT:
    """A GPT with the weights of an .npz file that has GPT-2's names; the sizes are read off their shapes.

    n_head: None means heads of 64, as all of GPT-2 have. Raises as `load_state_dict` for missing names.
    """
    with np.load(path, allow_pickle=False) as file:
        state = from_gpt2({name: file[name] for name in file.files})
    (vocab_size, n_embd), block_size = state["wte.weight"].shape, len(state["wpe.weight"])
    n_layer = len({name.split(".")[1] for name in state if name.startswith("h.")})
    config = GPTConfig(vocab_size, block_size, n_layer, n_head or n_embd // 64, n_embd)
    model = GPT(config)
    model.load_state_dict({name: Tensor(array) for name, array in state.items()})
    return model


class TransformerEncoderLayer(Module):
    """Attention, then two linear layers, each added to what came in and normalised, after it or before."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
    ):
        if isinstance(activation, str) and activation not in ("relu", "gelu"):
            raise ValueError(f"activation is 'relu', 'gelu' or a function, got {activation!r}")
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first)
        self.linear1 = Linear(d_model, dim_feedforward, bias)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias)
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias)
        self.dropout1, self.dropout2 = Dropout(dropout), Dropout(dropout)
        self.norm_first = norm_first
        self.activation = {"relu": relu, "gelu": gelu}.get(activation, activation)

    def forward(
        self, src: Tensor, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False
    ) -> Tensor:
        """src: (T, N, C), or (N, T, C) if batch_first; masks as MultiheadAttention takes them."""
        masks = src_mask, src_key_padding_mask
        if self.norm_first:
            src = src + self.attend(self.norm1(src), *masks)
            return src + self.widen(self.norm2(src))
        src = self.norm1(src + self.attend(src, *masks))
        return self.norm2(src + self.widen(src))

    def attend(self, x: Tensor, mask: Any, padding: Any) -> Tensor:
        out, _ = self.self_attn(x, x, x, attn_mask=mask, key_padding_mask=padding, need_weights=False)
        return self.dropout1(out)

    def widen(self, x: Tensor) -> Tensor:
        return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))


class TransformerEncoder(Module):
    """Copies of a layer one after the other, and a norm, if one is given."""

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
    ):
        self.layers = ModuleList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self, src: Tensor, mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool | None = None
    ) -> Tensor:
        """What the last layer makes of it."""
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask)
        return src if self.norm is None else self.norm(src)


class Transformer:
    """`nn.Transformer.generate_square_subsequent_mask(n)`; the whole, with a decoder, is not here."""

    def __init__(self, *args: Any, **settings: Any):
        raise NotImplementedError(
            "nn.Transformer is not here: build it of nn.TransformerEncoderLayer, or use GPT"
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """-inf above the diagonal, 0 elsewhere, to be added to scores."""
        return full((sz, sz), -math.inf, dtype=dtype, device=device).triu(1)
