"""Norms and blocks: right gradients in all terms, float32 throughout, shapes refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks import gradient_check
from tinytorch import from_numpy, manual_seed, randn
from tinytorch.models import MLP, SwiGLU, TransformerBlock
from tinytorch.nn import LayerNorm, RMSNorm
from tinytorch.nn import functional as F


def test_a_row_gets_mean_0_and_variance_1():
    x = randn(2, 3, 64, dtype=np.float64) * 5 + 3
    out = F.layer_norm(x, (64,)).data
    np.testing.assert_allclose(out.mean(-1), 0, atol=1e-12)
    np.testing.assert_allclose(out.var(-1), 1, atol=1e-5)


def test_its_gradient_has_all_three_terms():
    """Moving or stretching a row changes nothing, so its gradient is at right angles to both."""
    x = randn(5, 16, dtype=np.float64, requires_grad=True)
    F.layer_norm(x, (16,), eps=0.0).backward(randn(5, 16, dtype=np.float64))
    np.testing.assert_allclose(x.grad.data.sum(-1), 0, atol=1e-12)
    np.testing.assert_allclose((x.grad.data * x.data).sum(-1), 0, atol=1e-12)


def test_a_root_mean_square_keeps_the_mean():
    x = randn(3, 64, dtype=np.float64) + 2
    out = F.rms_norm(x, (64,)).data
    np.testing.assert_allclose((out * out).mean(-1), 1)
    assert (out.mean(-1) > 0.5).all()


def test_a_row_of_equal_numbers_stays_finite():
    x = from_numpy(np.full((2, 8), 3.0, np.float32)).requires_grad_()
    F.layer_norm(x, (8,)).sum().backward()
    assert np.isfinite(x.grad.data).all()


@pytest.mark.parametrize("norm", [LayerNorm(6), RMSNorm(6)], ids=["layer norm", "rms norm"])
def test_another_width_is_refused(norm):
    with pytest.raises(ValueError, match=r"expected an input of shape \(..., 6\), got \(2, 5\)"):
        norm(randn(2, 5))


def test_large_numbers_far_from_zero_keep_their_variance_in_float32():
    x = randn(4, 256) + 1000
    exact = x.data.astype(np.float64)
    exact = (exact - exact.mean(-1, keepdims=True)) / exact.std(-1, keepdims=True)
    np.testing.assert_allclose(F.layer_norm(x, (256,)).data, exact, atol=2e-3)


@pytest.mark.parametrize("causal", [True, False])
def test_a_block_has_the_right_gradients(causal: bool):
    manual_seed(0)
    block = TransformerBlock(8, 2, is_causal=causal).double()
    x = randn(2, 5, 8, dtype=np.float64, requires_grad=True)
    gradient_check(lambda x, *_: block(x), x, *block.parameters(), rtol=1e-6)


def test_a_gated_network_has_the_right_gradients():
    manual_seed(0)
    layer = SwiGLU(6).double()
    x = randn(4, 6, dtype=np.float64, requires_grad=True)
    gradient_check(lambda x, *_: layer(x), x, *layer.parameters(), rtol=1e-6)


def test_both_networks_have_about_as_many_parameters():
    plain, gated = (sum(p.numel() for p in kind(96, bias=False).parameters()) for kind in (MLP, SwiGLU))
    assert plain == gated == 8 * 96 * 96


def test_a_block_that_adds_nothing_lets_its_input_through():
    block, x = TransformerBlock(8, 2), randn(2, 5, 8)
    for name, p in block.named_parameters():
        if "proj." in name:
            p.data[...] = 0
    np.testing.assert_array_equal(block(x).detach().numpy(), x.numpy())


def test_dropout_works_in_training_alone():
    block, x = TransformerBlock(8, 2, dropout=0.5), randn(2, 5, 8)
    assert (block(x).data != block(x).data).any()
    block.eval()
    np.testing.assert_array_equal(block(x).data, block(x).data)


def test_every_gradient_of_a_block_is_float32():
    block, x = TransformerBlock(8, 2), randn(2, 5, 8, requires_grad=True)
    block(x).sum().backward()
    assert {t.grad.dtype for t in (x, *block.parameters())} == {np.dtype("float32")}
