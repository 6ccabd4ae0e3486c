"""Attention: fused and from primitives alike, masked in every form, causal to the bit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.checks import gradient_check
from tinytorch import Tensor, from_numpy, manual_seed, ones, randn
from tinytorch.core.attention import (
    Attention,
    attention_from_primitives,
    attention_scores,
    causal_mask,
    masked_softmax,
    merge_heads,
    split_heads,
)
from tinytorch.nn import MultiheadAttention
from tinytorch.nn import functional as F

attend = F.scaled_dot_product_attention


def qkv(*batch: int, T: int = 5, S: int = 7, D: int = 4, E: int = 6, dtype=np.float64) -> list[Tensor]:
    sizes = ((T, D), (S, D), (S, E))
    return [randn(*batch, *size, dtype=dtype, requires_grad=True) for size in sizes]


def booleans(*shape: int) -> Tensor:
    return from_numpy(np.random.default_rng(0).random(shape) < 0.5)


def floats(*shape: int) -> Tensor:
    return from_numpy(np.random.default_rng(0).standard_normal(shape))


SETTINGS = {
    "plain": {},
    "causal": {"is_causal": True},
    "scaled": {"scale": 0.3},
    "boolean": {"attn_mask": booleans(5, 7)},
    "boolean, of a head": {"attn_mask": booleans(3, 1, 7)},
    "floating": {"attn_mask": floats(5, 7)},
    "floating, of the batch": {"attn_mask": floats(2, 1, 1, 7)},
    "floating, with -inf": {"attn_mask": from_numpy(np.where(booleans(5, 7).data, 0.0, -np.inf))},
    "boolean and causal": {"attn_mask": booleans(5, 7), "is_causal": True},
    "nothing to see": {"attn_mask": from_numpy(np.zeros((5, 7), bool))},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_fused_attention_is_the_composed_one_and_so_are_its_gradients(settings):
    results = []
    manual_seed(1)
    inputs = qkv(2, 3)
    for form in (attend, lambda *a, **s: attention_from_primitives(*a, **s)[0]):
        out = form(*inputs, **settings)
        out.backward(from_numpy(np.random.default_rng(2).standard_normal(out.shape)))
        results.append([out.detach().numpy(), *(x.grad.numpy() for x in inputs)])
        for x in inputs:
            x.grad = None
    for fused, composed in zip(*results, strict=True):
        np.testing.assert_allclose(fused, composed, rtol=1e-10, atol=1e-12)
        assert np.isfinite(fused).all()


def test_true_takes_part():
    q, k, v = qkv()
    first = from_numpy(np.arange(7) == 0)
    np.testing.assert_allclose(attend(q, k, v, first).data, np.broadcast_to(v.data[0], (5, 6)))


def test_a_query_without_keys_gets_zeros_and_gives_no_gradient():
    q, k, v = qkv()
    mask = np.ones((5, 7), bool)
    mask[2] = False
    out = attend(q, k, v, from_numpy(mask))
    out.sum().backward()
    assert out.data[2].tolist() == [0] * 6
    assert q.grad.data[2].tolist() == [0] * 4
    assert all(np.isfinite(x.grad.data).all() for x in (q, k, v))


def test_scores_of_random_vectors_have_variance_1_for_every_size():
    manual_seed(0)
    for D in (4, 64, 512):
        scores = attention_scores(randn(200, D), randn(200, D))
        assert abs(scores.std().item() - 1) < 0.1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("length", [1, 8, 65])
def test_a_later_token_changes_no_bit_before_it(length: int, dtype):
    q, k, v = (randn(2, 3, length, 16, dtype=dtype) for _ in range(3))
    for t in {0, length // 2, length - 1}:
        others = [x.data.copy() for x in (q, k, v)]
        for x in others:
            x[..., t, :] += 1
        before = attend(q, k, v, is_causal=True).data
        after = attend(*map(from_numpy, others), is_causal=True).data
        assert before[..., :t, :].tobytes() == after[..., :t, :].tobytes()
        assert (before[..., t, :] != after[..., t, :]).any()


def test_a_causal_mask_is_a_lower_triangle_from_the_first_key_on():
    assert causal_mask(2, 3).tolist() == [[True, False, False], [True, True, False]]


def test_large_scores_do_not_overflow():
    q, k, v = qkv(dtype=np.float32)
    for sign in (1, -1):
        out = attend(q * 1e4 * sign, k * 1e4, v)
        out.sum().backward()
        assert np.isfinite(out.data).all()


def test_hidden_keys_weigh_nothing_and_the_others_add_up_to_1():
    scores = from_numpy(np.array([[1.0, -np.inf, 3.0], [-np.inf, -np.inf, -np.inf]]))
    weights = masked_softmax(scores)
    assert weights.data[0, 1] == 0
    np.testing.assert_allclose(weights.sum(-1).numpy(), [1, 0])


@pytest.mark.parametrize("form", ["fused", "composed"])
def test_dropout_keeps_the_mean_and_is_redrawn(form):
    q, k, _ = qkv(500, T=4, S=8, dtype=np.float32)
    v = ones(500, 8, 2)  # so that the result is the sum of the weights
    run = attend if form == "fused" else lambda *a, **s: attention_from_primitives(*a, **s)[0]
    dropped = run(q, k, v, dropout_p=0.3).detach()
    assert (dropped.data != run(q, k, v, dropout_p=0.3).data).any()
    assert abs(dropped.mean().item() - 1) < 0.03 and dropped.std().item() > 0.1


def test_gradients_go_through_the_dropout_that_was_drawn():
    def seeded(q, k, v):
        manual_seed(4)
        return attend(q, k, v, dropout_p=0.4)

    gradient_check(seeded, *qkv(2), rtol=1e-6)


@pytest.mark.parametrize(
    ("shapes", "settings", "error", "match"),
    [
        (((5, 4), (7, 3), (7, 6)), {}, ValueError, r"expected query \(..., T, D\)"),
        (((5, 4), (7, 4), (6, 6)), {}, ValueError, r"expected query \(..., T, D\)"),
        (((4,), (7, 4), (7, 6)), {}, ValueError, r"expected query \(..., T, D\)"),
        (((5, 4), (7, 4), (7, 6)), {"attn_mask": booleans(7, 5)}, ValueError, "does not fit scores"),
        (((5, 4), (7, 4), (7, 6)), {"attn_mask": np.ones((5, 7), bool)}, TypeError, "got ndarray: write"),
        (
            ((5, 4), (7, 4), (7, 6)),
            {"attn_mask": booleans(2, 5, 7)},
            ValueError,
            "does not fit scores of shape",
        ),
        (
            ((5, 4), (7, 4), (7, 6)),
            {"attn_mask": from_numpy(np.ones((5, 7), int))},
            TypeError,
            "a mask is boolean",
        ),
        (((5, 4), (7, 4), (7, 6)), {"attn_mask": floats(5, 7).float()}, TypeError, "float64 .* got float32"),
        (((5, 4), (7, 4), (7, 6)), {"dropout_p": 1.0}, ValueError, "a share from 0 to below 1"),
        (
            ((4, 5, 4), (3, 7, 4), (3, 7, 4)),
            {"enable_gqa": True},
            ValueError,
            "3 heads .* do not divide 4 heads",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_shapes(shapes, settings, error, match):
    with pytest.raises(error, match=match):
        attend(*[randn(*shape, dtype=np.float64) for shape in shapes], **settings)


def test_heads_are_neighbouring_columns_and_merging_undoes_splitting():
    x = randn(2, 3, 12)
    heads = split_heads(x, 4)
    np.testing.assert_array_equal(heads.data[:, 1], x.data[:, :, 3:6])
    np.testing.assert_array_equal(merge_heads(heads).data, x.data)


def test_one_function_is_recorded():
    assert isinstance(attend(*qkv()).grad_fn, Attention)


def test_everything_stays_float32():
    q, k, v = qkv(2, dtype=np.float32)
    mask = floats(5, 7).float()
    out = attend(q, k, v, mask, dropout_p=0.1)
    out.sum().backward()
    assert {x.dtype for x in (out, q.grad, k.grad, v.grad)} == {np.dtype("float32")}


def module(**settings) -> MultiheadAttention:
    manual_seed(0)
    return MultiheadAttention(8, 2, **{"batch_first": True, **settings})


def test_a_layer_has_pytorchs_names_and_shapes():
    shapes = {name: p.shape for name, p in module().named_parameters()}
    assert shapes == {
        "in_proj_weight": (24, 8),
        "in_proj_bias": (24,),
        "out_proj.weight": (8, 8),
        "out_proj.bias": (8,),
    }
    assert [name for name, _ in module(bias=False).named_parameters()] == [
        "in_proj_weight",
        "out_proj.weight",
    ]


def test_with_and_without_maps_the_result_is_the_same():
    layer, x = module(), randn(3, 5, 8)
    for settings in (
        {},
        {"is_causal": True},
        {"attn_mask": booleans(5, 5)},
        {"key_padding_mask": booleans(3, 5)},
    ):
        with_maps, maps = layer(x, x, x, **settings)
        without, none = layer(x, x, x, need_weights=False, **settings)
        np.testing.assert_allclose(with_maps.detach().numpy(), without.detach().numpy(), atol=1e-6)
        assert none is None and maps.shape == (3, 5, 5)


def test_the_same_tensor_thrice_gives_what_three_tensors_give():
    layer, x = module(), randn(3, 5, 8)
    once, _ = layer(x, x, x)
    thrice, _ = layer(x, x * 1, x * 1)
    np.testing.assert_allclose(once.detach().numpy(), thrice.detach().numpy(), atol=1e-6)


def test_batches_first_second_or_none_are_one_computation():
    x = randn(3, 5, 8)
    first, maps = module()(x, x, x)
    y = x.transpose(0, 1)
    second, same = module(batch_first=False)(y, y, y)
    np.testing.assert_allclose(first.detach().numpy(), second.transpose(0, 1).detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(maps.detach().numpy(), same.detach().numpy(), atol=1e-6)
    alone, map_alone = module()(x[1], x[1], x[1])
    np.testing.assert_allclose(alone.detach().numpy(), first[1].detach().numpy(), atol=1e-6)
    assert map_alone.shape == (5, 5)


def test_padding_that_is_left_out_changes_nothing():
    layer, x = module(), randn(2, 5, 8)
    padding = from_numpy(np.arange(5) >= 3).reshape(1, 5).expand(2, 5)
    short, _ = layer(x[:, :3], x[:, :3], x[:, :3])
    padded, maps = layer(x, x, x, key_padding_mask=padding)
    np.testing.assert_allclose(padded[:, :3].detach().numpy(), short.detach().numpy(), atol=1e-6)
    assert (maps.data[..., 3:] == 0).all()


def test_every_parameter_learns_but_the_bias_of_the_keys():
    layer, x = module().double(), randn(2, 5, 8, dtype=np.float64)
    out, _ = layer(x, x, x, need_weights=False)
    (out * randn(*out.shape, dtype=np.float64)).sum().backward()
    bias = layer.in_proj_bias.grad.data
    assert np.abs(bias[8:16]).max() < 1e-12 * np.abs(bias).max()  # it moves all scores of a query alike
    assert all((p.grad.data != 0).any() for p in layer.parameters())


def test_side_by_side_in_one_tensor_the_heads_give_the_same():
    """The packed form and three tensors, with every kind of mask; gradients too."""
    x = randn(2, 5, 8, dtype=np.float64, requires_grad=True)
    for settings in ({}, {"is_causal": True}, {"attn_mask": booleans(5, 5)}, {"attn_mask": floats(4, 5, 5)}):
        results = []
        for others in (x, x * 1):
            layer = module().double()
            out, _ = layer(x, others, others, need_weights=False, **settings)
            out.backward(from_numpy(np.random.default_rng(0).standard_normal(out.shape)))
            results.append([out.detach().numpy(), x.grad.numpy(), layer.in_proj_weight.grad.numpy()])
            x.grad = None
        for packed, apart in zip(*results, strict=True):
            np.testing.assert_allclose(packed, apart, rtol=1e-10, atol=1e-12)


def test_heads_that_do_not_divide_the_size_are_refused():
    for heads in (3, 0):
        with pytest.raises(ValueError, match=f"embed_dim 8 is not divisible by num_heads {heads}"):
            MultiheadAttention(8, heads)


def test_inputs_of_another_size_are_refused_by_their_names():
    x, short = randn(2, 5, 8), randn(2, 5, 6)
    with pytest.raises(ValueError, match=r"expects key .* the last of 8, got \(2, 5, 6\)"):
        MultiheadAttention(8, 2, batch_first=True)(x, short, x)


def test_the_fused_form_keeps_one_square_of_numbers():
    """Memory is what attention costs: exponentials, (B, H, T, T), and nothing else of that size."""
    out = attend(*qkv(2, 3, T=64, S=64, D=8, E=8, dtype=np.float32), is_causal=True)
    kept = [a for a in vars(out.grad_fn).values() if isinstance(a, np.ndarray)]
    assert sum(a.size >= 2 * 3 * 64 * 64 for a in kept) == 1


def test_the_scale_is_one_over_the_root_of_the_size():
    q, k, v = qkv(D=9)
    np.testing.assert_allclose(attend(q, k, v).data, attend(q, k, v, scale=1 / math.sqrt(9)).data)
