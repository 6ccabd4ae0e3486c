"""Sequences of several lengths in one batch give what each of them gives alone."""

from __future__ import annotations

import numpy as np
import pytest

import tinytorch as torch
from tinytorch import nn
from tinytorch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

RANDOM = np.random.default_rng(2)
SEQUENCES = [torch.from_numpy(RANDOM.standard_normal((n, 3))) for n in (2, 5, 1, 5)]
LENGTHS = [2, 5, 1, 5]


@pytest.mark.parametrize("batch_first", [False, True])
def test_a_pack_is_padded_again(batch_first: bool):
    padded = pad_sequence(SEQUENCES, batch_first)
    packed = pack_padded_sequence(padded, LENGTHS, batch_first, enforce_sorted=False)
    assert packed.data.shape == (13, 3) and packed.batch_sizes.tolist() == [4, 3, 2, 2, 2]
    again, lengths = pad_packed_sequence(packed, batch_first, padding_value=0.0)
    assert again.equal(padded) and lengths.tolist() == LENGTHS
    longer, _ = pad_packed_sequence(packed, total_length=7)
    assert longer.shape == (7, 4, 3) and (longer[5:] == 0).all()
    with pytest.raises(RuntimeError, match=r"expected the longest first, got lengths \[2, 5, 1, 5\]"):
        pack_padded_sequence(padded, torch.tensor(LENGTHS), batch_first)


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize("both_ways", [False, True])
def test_each_sequence_of_a_pack_is_as_alone(kind: type, both_ways: bool):
    torch.manual_seed(1)
    net = kind(3, 2, num_layers=2, batch_first=True, bidirectional=both_ways, dtype=torch.float64)
    packed = pack_padded_sequence(pad_sequence(SEQUENCES, True), LENGTHS, True, enforce_sorted=False)
    out, last = net(packed)
    out, _ = pad_packed_sequence(out, batch_first=True)
    last = last if isinstance(last, tuple) else (last,)
    out.sum().backward()
    gradient = net.weight_hh_l0.grad.clone()
    net.zero_grad()
    for n, x in enumerate(SEQUENCES):
        alone, end = net(x.unsqueeze(0))
        alone.sum().backward()
        end = end if isinstance(end, tuple) else (end,)
        assert out[n, : len(x)].allclose(alone[0]) and (out[n, len(x) :] == 0).all()
        assert all(a[:, n].allclose(b[:, 0]) for a, b in zip(last, end, strict=True))
    assert net.weight_hh_l0.grad.allclose(gradient)
