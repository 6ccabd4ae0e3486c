"""The language model: causal to the bit, every parameter learns, sizes by formula."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.checks import gradient_check
from tinytorch import Generator, from_numpy, manual_seed, randint, tensor, zeros
from tinytorch.core.transformers import inputs_and_targets, next_token, only_top_k, only_top_p
from tinytorch.models import GPT, GPTConfig, count_multiplications, count_parameters, generate, load_gpt2
from tinytorch.nn import functional as F

SMALL = GPTConfig(vocab_size=11, block_size=6, n_layer=2, n_head=2, n_embd=8)


def small(**settings) -> GPT:
    manual_seed(0)
    return GPT(GPTConfig(**{**vars(SMALL), **settings}))


def test_two_blocks_have_the_right_gradients():
    model, ids = small(block_size=5).double(), randint(0, 11, (2, 5))
    gradient_check(lambda *_: model(ids), *model.parameters(), rtol=1e-6)


def test_every_parameter_gets_a_gradient_and_the_head_is_the_table():
    model = small()
    x, y = inputs_and_targets(randint(0, 11, (4, 7)))
    F.cross_entropy(model(x).flatten(0, 1), y.flatten()).backward()
    names = [name for name, p in model.named_parameters() if p.grad is not None and p.grad.data.any()]
    assert len(names) == len(list(model.parameters())) == 2 + 2 * 12 + 2
    assert (model.wte.weight.grad.data != 0).all()  # rows that the head alone used, too


@pytest.mark.parametrize("changed", [0, 3, 5])
def test_a_token_changes_no_bit_before_it_and_changes_its_own_place(changed: int):
    model, ids = small(), np.random.default_rng(0).integers(0, 11, (2, 6))
    before = model(from_numpy(ids)).data
    others = ids.copy()
    others[:, changed] = (others[:, changed] + 1) % 11
    after = model(from_numpy(others)).data
    assert before[:, :changed].tobytes() == after[:, :changed].tobytes()
    assert (before[:, changed] != after[:, changed]).any()


def test_a_repeated_token_gives_another_output_at_another_position():
    out = small()(tensor([[4, 4, 4]])).data[0]
    assert (out[0] != out[1]).any() and (out[1] != out[2]).any()


@pytest.mark.parametrize("vocab_size", [11, 300])
def test_the_first_loss_is_near_the_logarithm_of_the_vocabulary(vocab_size: int):
    model = small(vocab_size=vocab_size, n_embd=64)
    x, y = inputs_and_targets(randint(0, vocab_size, (8, 7)))
    loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten()).item()
    assert abs(loss - math.log(vocab_size)) < 0.25


def test_tables_start_small_and_biases_at_zero():
    model = small(vocab_size=300, n_embd=64)
    assert abs(model.wte.weight.std().item() - 0.0625) < 0.002
    assert not any(p.data.any() for name, p in model.named_parameters() if name.endswith("bias"))


def test_targets_are_the_inputs_one_step_on():
    x, y = inputs_and_targets(tensor([[1, 2, 3, 4]]))
    assert (x.tolist(), y.tolist()) == ([[1, 2, 3]], [[2, 3, 4]])


@pytest.mark.parametrize("bias", [True, False])
def test_parameters_are_counted_by_formula(bias: bool):
    model = small(bias=bias)
    assert sum(p.numel() for p in model.parameters()) == count_parameters(model.config)


def test_the_milestones_model_has_108_992_parameters():
    assert count_parameters(GPTConfig(75, 64, 2, 4, 64)) == 108_992


def test_multiplications_are_those_of_the_matrix_products(monkeypatch: pytest.MonkeyPatch):
    """Counted where they happen: in the two Functions that multiply matrices."""
    from tinytorch.core import attention, layers

    counted = 0

    def count(cls, of):
        forward = cls.forward

        def counting(self, *arrays):
            nonlocal counted
            counted += of(self, *arrays)
            return forward(self, *arrays)

        monkeypatch.setattr(cls, "forward", counting)

    count(layers.Affine, lambda fn, x, weight, *bias: x.size * len(weight))
    count(attention.Attention, lambda fn, q, k, v, *bias: 2 * q.size * k.shape[-2])
    small()(tensor([[1, 2, 3, 4, 5]]))
    assert counted == count_multiplications(SMALL, 5)


def test_more_tokens_than_the_context_are_refused():
    with pytest.raises(ValueError, match="7 positions are longer than the context of 6"):
        small()(randint(0, 11, (1, 7)))


def test_an_id_outside_of_the_vocabulary_is_refused():
    with pytest.raises(IndexError, match=r"id 11 at \(0, 1\) is not among the 11 rows"):
        small()(tensor([[1, 11]]))


def test_temperature_0_takes_the_likeliest_and_the_first_of_equals():
    assert next_token(tensor([[0.0, 2.0, 2.0], [5.0, 1.0, 4.0]]), temperature=0).tolist() == [1, 0]


def test_a_low_temperature_is_nearly_greedy_and_a_high_one_nearly_even():
    logits = tensor([[0.0, 1.0, 2.0]] * 3000)
    cold, hot = (np.bincount(next_token(logits, t, generator=Generator(1)).data) for t in (0.05, 100.0))
    assert cold.tolist() == [0, 0, 3000]
    assert hot.min() > 900


def test_tokens_are_drawn_with_their_probabilities():
    p = np.array([0.1, 0.2, 0.7])
    drawn = next_token(from_numpy(np.log(np.tile(p, (20_000, 1)))), generator=Generator(0)).data
    np.testing.assert_allclose(np.bincount(drawn) / 20_000, p, atol=0.01)


def test_top_k_keeps_k_and_of_equals_the_first():
    p = np.array([[0.2, 0.3, 0.2, 0.3]])
    np.testing.assert_allclose(only_top_k(p, 3), [[0.25, 0.375, 0, 0.375]])
    np.testing.assert_allclose(only_top_k(p, 1), [[0, 1, 0, 0]])
    np.testing.assert_allclose(only_top_k(p, 9), p)


def test_top_p_keeps_the_fewest_that_reach_it_and_never_none():
    p = np.array([[0.5, 0.25, 0.125, 0.125]])
    np.testing.assert_allclose(only_top_p(p, 0.75), [[2 / 3, 1 / 3, 0, 0]])
    np.testing.assert_allclose(only_top_p(p, 0.76), [[4 / 7, 2 / 7, 1 / 7, 0]])
    np.testing.assert_allclose(only_top_p(p, 1e-9), [[1, 0, 0, 0]])
    np.testing.assert_allclose(only_top_p(p, 1), p)


@pytest.mark.parametrize(
    ("start", "got"),
    [([[1, 2]], "got list"), (zeros(1, 0).long(), r"got \(1, 0\)"), (tensor([1, 2]), r"got \(2,\)")],
)
def test_there_is_a_token_to_go_on_from(start, got):
    with pytest.raises(ValueError, match=rf"a Tensor \(B, T\) with a token or more, {got}"):
        generate(small(), start, 1)


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"top_k": 0}, "top_k is at least 1, or None for all tokens; got 0"),
        ({"top_p": 0.0}, "top_p is a probability above 0, up to 1; got 0"),
        ({"top_p": 1.1}, "top_p is a probability above 0, up to 1"),
        ({"temperature": -1.0}, r"temperature is 0 \(the likeliest token\) or more"),
    ],
)
def test_settings_without_meaning_are_refused(settings, match):
    with pytest.raises(ValueError, match=match):
        generate(small(), tensor([[1]]), 1, **settings)


def test_generation_appends_and_the_seed_repeats_it():
    model, start = small(), tensor([[1, 2], [3, 4]])
    first, second = (generate(model, start, 9, top_k=5, generator=Generator(7)) for _ in range(2))
    assert first.shape == (2, 11) and first.data[:, :2].tolist() == start.tolist()
    assert first.tolist() == second.tolist()
    assert first.tolist() != generate(model, start, 9, top_k=5, generator=Generator(8)).tolist()


def test_generation_sees_the_last_tokens_of_a_long_start():
    model, ids = small(), randint(0, 11, (1, 9))
    assert generate(model, ids, 1, 0).data[0, -1] == model(ids[:, -6:]).data[0, -1].argmax()


def test_generation_records_nothing_drops_nothing_and_restores_the_mode():
    model = small(dropout=0.5)
    runs = [generate(model, tensor([[1]]), 5, 0) for _ in range(2)]
    assert runs[0].tolist() == runs[1].tolist() and not runs[0].requires_grad
    assert model.training and all(module.training for module in model.modules())
    with pytest.raises(IndexError):
        generate(model, tensor([[99]]), 1)
    assert model.training


def test_gpt2s_weights_load_from_an_npz_with_its_names(tmp_path):
    model, ids = small(), randint(0, 11, (2, 6))
    names = {"attn.in_proj_": "attn.c_attn.", "attn.out_proj": "attn.c_proj"}
    arrays = {"lm_head.weight": model.wte.weight.data, "transformer.h.0.attn.bias": np.ones((1, 1, 6, 6))}
    for name, p in model.named_parameters():
        for ours, theirs in names.items():
            name = name.replace(ours, theirs)
        matrix = p.ndim == 2 and not name.startswith("w")
        arrays[f"transformer.{name}"] = p.data.T if matrix else p.data
    np.savez(tmp_path / "gpt2.npz", **arrays)
    loaded = load_gpt2(tmp_path / "gpt2.npz", n_head=2)
    assert loaded.config == model.config
    np.testing.assert_array_equal(loaded(ids).data, model(ids).data)


def test_a_file_that_lacks_a_weight_names_it(tmp_path):
    arrays = {"wte.weight": np.ones((11, 8)), "wpe.weight": np.ones((6, 8)), "h.0.ln_1.weight": np.ones(8)}
    np.savez(tmp_path / "gpt2.npz", **arrays)
    with pytest.raises(RuntimeError, match=r"missing are .*h\.0\.attn\.in_proj_weight"):
        load_gpt2(tmp_path / "gpt2.npz", n_head=2)
