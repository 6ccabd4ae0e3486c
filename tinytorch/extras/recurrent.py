"""Recurrent networks, step by step in tracked operations. They come with module 04."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tinytorch.core.activations import relu, sigmoid
from tinytorch.core.layers import Module, Parameter, dropout, linear, uniform_
from tinytorch.core.tensor import Tensor, cat, stack, where, zeros
from tinytorch.extras.creation import full

State = tuple[Tensor, ...]  # (h,), and (h, c) of an LSTM


def rnn_step(x: Tensor, h: Tensor, w: list[Any], squash: Callable[[Tensor], Tensor]) -> State:
    """h' = squash(W x + b + U h + c)."""
    return (squash(linear(x, w[0], w[2]) + linear(h, w[1], w[3])),)


def gru_step(x: Tensor, h: Tensor, w: list[Any]) -> State:
    """A mixture of h and of a new one. Cho and others (2014)."""
    x_reset, x_update, x_new = linear(x, w[0], w[2]).chunk(3, -1)
    h_reset, h_update, h_new = linear(h, w[1], w[3]).chunk(3, -1)
    update = sigmoid(x_update + h_update)
    new = (x_new + sigmoid(x_reset + h_reset) * h_new).tanh()
    return ((1 - update) * new + update * h,)


def lstm_step(x: Tensor, state: State, w: list[Any]) -> State:
    """A cell that forgets and takes in, and shows part of itself. Hochreiter and Schmidhuber (1997)."""
    h, c = state
    take, forget, new, show = (linear(x, w[0], w[2]) + linear(h, w[1], w[3])).chunk(4, -1)
    c = sigmoid(forget) * c + sigmoid(take) * new.tanh()
    return sigmoid(show) * c.tanh(), c


def states_of(net: Any, hx: Any, shape: tuple[int, ...]) -> State:
    """The states given, none if None. ValueError unless there are as many as the net has, each of `shape`."""
    given = () if hx is None else tuple(hx) if isinstance(hx, (tuple, list)) else (hx,)
    if given and [h.shape for h in given] != [shape] * net.states:
        kind, came = "states h and c" if net.states > 1 else "a state", [h.shape for h in given]
        raise ValueError(f"{net!r} takes {kind} of shape {shape}, got {len(came)}: {came}")
    return given


class Recurrent(Module):
    """What RNN, GRU and LSTM share. x: (T, N, in), or (N, T, in) if batch_first, or (T, in)."""

    gates, states = 1, 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ):
        self.input_size, self.hidden_size, self.num_layers, self.bias = (
            input_size,
            hidden_size,
            num_layers,
            bias,
        )
        self.batch_first, self.dropout, self.bidirectional = batch_first, dropout, bidirectional
        self.ways = 2 if bidirectional else 1
        for layer in range(num_layers):
            size = input_size if layer == 0 else hidden_size * self.ways
            for way in range(self.ways):
                for name, shape in self.shapes(size).items():
                    setattr(self, self.named(name, layer, way), Parameter(zeros(*shape)))
        for p in self.parameters():
            uniform_(p, -1 / math.sqrt(hidden_size), 1 / math.sqrt(hidden_size))

    def shapes(self, size: int) -> dict[str, tuple[int, ...]]:
        """The shapes of the weights of one layer, one way."""
        rows = self.gates * self.hidden_size
        biases = {"bias_ih": (rows,), "bias_hh": (rows,)} if self.bias else {}
        return {"weight_ih": (rows, size), "weight_hh": (rows, self.hidden_size), **biases}

    @staticmethod
    def named(name: str, layer: int, way: int) -> str:
        return f"{name}_l{layer}{'_reverse' * way}"

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        raise NotImplementedError

    def run(
        self, xs: list[Tensor], state: State, layer: int, way: int, lengths: Tensor | None
    ) -> tuple[list[Tensor], State]:
        """One layer, one way, over all steps; behind its end the state of a shorter sequence stays."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        weights = [getattr(self, self.named(name, layer, way), None) for name in names]
        shown = []
        for t in reversed(range(len(xs))) if way else range(len(xs)):
            after = self.step(xs[t], state, weights)
            if lengths is not None:
                goes_on = (lengths > t).unsqueeze(1)  # (N, 1)
                after = tuple([where(goes_on, new, old) for new, old in zip(after, state, strict=True)])
            state = after
            shown.append(state[0])
        return shown[::-1] if way else shown, state

    def forward(self, x: Any, hx: Any = None) -> tuple[Any, Any]:
        """(outputs of the last layer, last state); hx: the state before the first step, zeros if None."""
        if not isinstance(x, PackedSequence):
            return self.unrolled(x, hx)
        padded, lengths = pad_packed_sequence(x, self.batch_first)
        out, state = self.unrolled(padded, hx, lengths)
        return pack_padded_sequence(out, lengths, self.batch_first, enforce_sorted=False), state

    def unrolled(self, x: Tensor, hx: Any, lengths: Tensor | None = None) -> tuple[Tensor, Any]:
        """`forward` of one tensor; lengths: of the sequences in it, where they differ."""
        if x.ndim not in (2, 3) or x.size(-1) != self.input_size:
            raise ValueError(f"{self!r} takes (T, N, {self.input_size}), got {x.shape}")
        alone, time = x.ndim == 2, 1 if self.batch_first and x.ndim == 3 else 0
        x = x.unsqueeze(1) if alone else x
        xs = list(x.unbind(time))
        shape = (self.num_layers * self.ways, xs[0].size(0), self.hidden_size)
        given = states_of(self, hx, (shape[0], *shape[1 + alone :]))
        first = [h.unsqueeze(1) if alone else h for h in given]
        first = first or [zeros(*shape, dtype=x.dtype)] * self.states
        last: list[State] = []
        for layer in range(self.num_layers):
            begin = layer * self.ways
            both = [
                self.run(xs, tuple([h[begin + way] for h in first]), layer, way, lengths)
                for way in range(self.ways)
            ]
            last += [state for _, state in both]
            xs = [
                cat(outs, -1) if self.ways > 1 else outs[0]
                for outs in zip(*[o for o, _ in both], strict=True)
            ]
            if self.dropout and layer < self.num_layers - 1:
                xs = [dropout(out, self.dropout, self.training) for out in xs]
        hs = tuple([stack(each) for each in zip(*last, strict=True)])
        hs = tuple([h.squeeze(1) for h in hs]) if alone else hs
        out = stack(xs, time)
        return out.squeeze(1) if alone else out, hs if self.states > 1 else hs[0]

    def flatten_parameters(self) -> None: ...

    def extra_repr(self) -> str:
        shown = f"{self.input_size}, {self.hidden_size}"
        usual = dict(num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False)
        return shown + "".join(f", {n}={getattr(self, n)}" for n, v in usual.items() if getattr(self, n) != v)


def known(nonlinearity: str) -> str:
    """The name, of which there are two. Raises ValueError for others."""
    if nonlinearity not in ("tanh", "relu"):
        raise ValueError(f"RNN: nonlinearity is 'tanh' or 'relu', got {nonlinearity!r}")
    return nonlinearity


class RNN(Recurrent):
    """h' = tanh(W x + U h + b); nonlinearity: "tanh" or "relu"."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ):
        self.nonlinearity = known(nonlinearity)
        super().__init__(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional)

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        return rnn_step(x, state[0], weights, Tensor.tanh if self.nonlinearity == "tanh" else relu)


class GRU(Recurrent):
    """Gated recurrent units."""

    gates = 3

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        return gru_step(x, state[0], weights)


class LSTM(Recurrent):
    """Long short-term memory; its state is (h, c)."""

    gates, states = 4, 2

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        return lstm_step(x, state, weights)


class Cell(Module):
    """One step, of x (N, in) or (in,)."""

    gates, states = 1, 1

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True):
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = self.gates * hidden_size
        self.weight_ih, self.weight_hh = (
            Parameter(zeros(rows, input_size)),
            Parameter(zeros(rows, hidden_size)),
        )
        self.bias_ih = Parameter(zeros(rows)) if bias else None
        self.bias_hh = Parameter(zeros(rows)) if bias else None
        for p in self.parameters():
            uniform_(p, -1 / math.sqrt(hidden_size), 1 / math.sqrt(hidden_size))

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        raise NotImplementedError

    def forward(self, x: Tensor, hx: Any = None) -> Any:
        """The next state; hx: the one before, zeros if None."""
        if x.ndim not in (1, 2) or x.size(-1) != self.input_size:
            raise ValueError(f"{self!r} takes (N, {self.input_size}), got {x.shape}")
        shape = (*x.shape[:-1], self.hidden_size)
        state = states_of(self, hx, shape) or (zeros(*shape, dtype=x.dtype),) * self.states
        after = self.step(x, state, [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh])
        return after if self.states > 1 else after[0]

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")


class RNNCell(Cell):
    """One step of an RNN."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh"):
        self.nonlinearity = known(nonlinearity)
        super().__init__(input_size, hidden_size, bias)

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        return rnn_step(x, state[0], weights, Tensor.tanh if self.nonlinearity == "tanh" else relu)


class GRUCell(Cell):
    """One step of a GRU."""

    gates = 3

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        return gru_step(x, state[0], weights)


class LSTMCell(Cell):
    """One step of an LSTM: (h, c)."""

    gates, states = 4, 2

    def step(self, x: Tensor, state: State, weights: list[Any]) -> State:
        return lstm_step(x, state, weights)


def pad_sequence(
    sequences: Sequence[Tensor], batch_first: bool = False, padding_value: float = 0.0
) -> Tensor:
    """Sequences (L, ...) of several lengths as one tensor (L, N, ...), or (N, L, ...), filled up behind."""
    longest = max(len(s) for s in sequences)
    rows = [cat([s, full((longest - len(s), *s.shape[1:]), padding_value, dtype=s.dtype)]) for s in sequences]
    return stack(rows, 0 if batch_first else 1)


class PackedSequence(NamedTuple):
    """Sequences of several lengths without padding, the longest first: first elements, second ones, ..."""

    data: Tensor
    batch_sizes: Tensor  # how many sequences go on, step by step
    sorted_indices: Tensor
    unsorted_indices: Tensor


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Of padded sequences (T, N, ...), or (N, T, ...) if batch_first, what is no padding."""
    ends = np.asarray(lengths.tolist() if isinstance(lengths, Tensor) else lengths, np.int64)
    longest, many = input.shape[:2][::-1] if batch_first else input.shape[:2]
    if len(ends) != many or ends.min() < 1 or ends.max() > longest:
        raise ValueError(
            f"pack_padded_sequence: {input.shape} takes {many} lengths from 1 to {longest}, "
            f"got {ends.tolist()}"
        )
    order = np.argsort(-ends, kind="stable")
    if enforce_sorted and (order != np.arange(len(ends))).any():
        raise RuntimeError(
            f"pack_padded_sequence: expected the longest first, got lengths {ends.tolist()}: "
            "enforce_sorted=False sorts them"
        )
    goes_on = np.arange(ends.max())[:, None] < ends[order]  # (T, N)
    step, place = np.nonzero(goes_on)
    data = (input.transpose(0, 1) if batch_first else input)[step, order[place]]
    return PackedSequence(data, *map(Tensor, (goes_on.sum(1), order, np.argsort(order))))


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The way back: (padded sequences, their lengths); total_length: how long to pad them at least."""
    data, still, _, unsorted = sequence[0], *(x.numpy() for x in sequence[1:])
    more = max(0, (total_length or 0) - len(still))
    goes_on = np.arange(still[0]) < np.pad(still, (0, more))[:, None]  # (T, N)
    row = np.full(goes_on.shape, len(data))  # where it lies in data; padding is one row more
    row[goes_on] = np.arange(len(data))
    rows = cat([data, full((1, *data.shape[1:]), padding_value, dtype=data.dtype)])
    padded = rows[row[:, unsorted]]
    return padded.transpose(0, 1) if batch_first else padded, Tensor(goes_on.sum(0)[unsorted])
