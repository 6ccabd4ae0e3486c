"""The thresholds of milestone 2017. Run: python -m benchmarks.thresholds.transformer_2017

Two tasks. Sequences are to be reversed, which nothing but attention can do; and a small GPT reads a novel,
whole, and with one part taken out, for the table that says what each part is worth.
"""

from __future__ import annotations

import functools
import math
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.datasets import load_text
from benchmarks.thresholds.study import report
from tinytorch import Tensor, from_numpy, manual_seed, no_grad
from tinytorch.core.training import keep_memory
from tinytorch.models import GPT, GPTConfig, LearnedPositions, TransformerBlock
from tinytorch.nn import Embedding, LayerNorm, Linear, Module
from tinytorch.nn import functional as F
from tinytorch.optim import Adam, AdamW
from tinytorch.text import CharTokenizer

DIGITS, LENGTH = 10, 16
SIZES = {"block_size": 64, "n_layer": 2, "n_head": 4, "n_embd": 64}
BATCH, PEAK = 16, 3e-3


class Averaging(Module):
    """Attention whose weights are all equal: over everything, or over what came before."""

    def __init__(self, attn: Any):
        self.attn = attn

    def forward(self, query: Tensor, key: Tensor, value: Tensor, is_causal: bool, **settings: Any) -> Any:
        C, T = self.attn.embed_dim, query.shape[1]
        values = F.linear(value, self.attn.in_proj_weight[2 * C :], self.attn.in_proj_bias[2 * C :])
        weights = np.tri(T, dtype=np.float32) if is_causal else np.ones((T, T), np.float32)
        return self.attn.out_proj(from_numpy(weights / weights.sum(1, keepdims=True)) @ values), None


class Silence(Module):
    """Attention that adds nothing."""

    def forward(self, query: Tensor, key: Tensor, value: Tensor, **settings: Any) -> Any:
        return query * 0, None


class Reverser(Module):
    """One block of one head that sees the whole sequence, and a digit for each place."""

    def __init__(self, width: int = 32):
        self.wte, self.wpe = Embedding(DIGITS, width), LearnedPositions(LENGTH, width)
        self.block = TransformerBlock(width, n_head=1, is_causal=False)
        self.ln, self.head = LayerNorm(width), Linear(width, DIGITS)

    def forward(self, ids: Tensor) -> Tensor:
        return self.head(self.ln(self.block(self.wte(ids) + self.wpe(ids.shape[1]))))


@functools.cache
def reversal(seed: int, replaced: Any = None, steps: int = 400) -> float:
    """The share of 1,000 unseen sequences of which every digit is right."""
    manual_seed(seed)
    model = Reverser()
    if replaced is not None:
        model.block.attn = replaced(model.block.attn)
    optimizer, rng = Adam(model.parameters(), lr=PEAK), np.random.default_rng(seed)
    for _ in range(steps):
        ids = rng.integers(
            0, DIGITS, (64, LENGTH)
        )  # of 10^16 sequences: those of the test are not among them
        optimizer.zero_grad()
        loss = F.cross_entropy(model(from_numpy(ids)).flatten(0, 1), from_numpy(ids[:, ::-1].flatten()))
        loss.backward()
        optimizer.step()
    ids = np.random.default_rng(10_000 + seed).integers(0, DIGITS, (1000, LENGTH))
    with no_grad():
        found = model(from_numpy(ids)).argmax(-1).data
    return float((found == ids[:, ::-1]).all(1).mean())


def batches(ids: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Random windows of the text, and the same one character on."""
    T = SIZES["block_size"]
    while True:
        rows = rng.integers(0, len(ids) - T, BATCH)[:, None] + np.arange(T + 1)
        yield from_numpy(ids[rows[:, :-1]]), from_numpy(ids[rows[:, 1:]].flatten())


def learning_rate(step: int, steps: int) -> float:
    """Up in the first twentieth, then down along half a cosine to a tenth."""
    warm = steps // 20
    if step < warm:
        return PEAK * (step + 1) / warm
    return PEAK * (0.55 + 0.45 * math.cos(math.pi * (step - warm) / (steps - warm)))


def novel() -> tuple[np.ndarray, np.ndarray, int]:
    """The ids of the training part and of the held-out part, and how many characters there are."""
    train, held_out = load_text("train"), load_text("held-out")
    tokenizer = CharTokenizer(train + held_out)
    return np.array(tokenizer.encode(train)), np.array(tokenizer.encode(held_out)), tokenizer.vocab_size


def without(model: GPT, part: str) -> GPT:
    """The model with one part taken out."""
    for block in model.h:
        if part == "the mask":
            block.is_causal = False
        if part == "choice: averages":
            block.attn = Averaging(block.attn)
        if part == "attention":
            block.attn = Silence()
    if part == "positions":
        model.wpe.weight.data[...] = 0
        model.wpe.weight.requires_grad_(False)
    return model


def held_out_loss(model: GPT, ids: np.ndarray) -> float:
    """Nats a character over the held-out text, in windows that do not overlap."""
    T, total = SIZES["block_size"], 0.0
    windows = (len(ids) - 1) // T
    x, y = ids[: windows * T].reshape(-1, T), ids[1 : windows * T + 1].reshape(-1, T)
    with no_grad():
        for i in range(0, windows, 64):
            logits = model(from_numpy(x[i : i + 64])).flatten(0, 1)
            total += F.cross_entropy(logits, from_numpy(y[i : i + 64].flatten()), reduction="sum").item()
    return total / (windows * T)


def language(seed: int, part: str, steps: int) -> tuple[float, float]:
    """The held-out loss of a GPT without this part after so many steps, and the seconds that they took."""
    train, held_out, vocab_size = novel()
    manual_seed(seed)
    model = without(GPT(GPTConfig(vocab_size, **SIZES)), part)
    learning = [p for p in model.parameters() if p.requires_grad]
    optimizer, start = AdamW(learning, lr=PEAK), time.perf_counter()
    for step, (x, y) in zip(range(steps), batches(train, np.random.default_rng(seed)), strict=False):
        optimizer.param_groups[0]["lr"] = learning_rate(step, steps)
        optimizer.zero_grad()
        F.cross_entropy(model(x).flatten(0, 1), y).backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    return held_out_loss(model, held_out), seconds


def n_gram_loss(train: str, held_out: str, n: int) -> float:
    """Nats a character of n-grams, each interpolated with the next shorter one (Witten and Bell, 1991).

    After a context that was seen c times, followed by d different characters, a new character has the share
    d / (c + d), which the shorter context divides.
    """
    probability = np.full(len(held_out), 1 / len(set(train + held_out)))
    for k in range(n):
        grams = Counter(train[i : i + k + 1] for i in range(len(train) - k))
        seen, different = Counter[str](), Counter[str]()
        for gram, count in grams.items():
            seen[gram[:k]] += count
            different[gram[:k]] += 1
        for i in range(k, len(held_out)):
            context = held_out[i - k : i]
            if c := seen[context]:
                d = different[context]
                probability[i] = (grams[held_out[i - k : i + 1]] + d * probability[i]) / (c + d)
    return float(-np.log(probability).mean())


def reversal_report() -> str:
    reference = {"attention": reversal}
    controls = {"averages": lambda seed: reversal(seed, Averaging)}
    title = "2017 transformer, reversal of 16 digits, whole sequences right"
    return "\n\n".join([report(title, 0.99, reference, controls), report(title, 0.20, reference, controls)])


def language_lines(steps: int) -> Iterator[str]:
    """The table, line by line as it is measured."""
    yield f"2017 transformer, Pride and Prejudice, nats a character held out, {steps} steps, seed 0\n"
    for part in ("nothing", "positions", "choice: averages", "attention", "the mask"):
        loss, seconds = language(0, part, steps)
        yield f"without {part:28}{loss:8.2f}{seconds:8.0f} s"
    train, held_out = load_text("train"), load_text("held-out")
    for n in range(1, 8):
        yield f"{f'{n}-grams':36}{n_gram_loss(train, held_out, n):8.2f}"


if __name__ == "__main__":
    keep_memory()
    print(reversal_report(), end="\n\n")
    for line in language_lines(1000):
        print(line, flush=True)
