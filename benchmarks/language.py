"""A language model's training step beside PyTorch's, its memory, and a tokenizer's growth: `make bench`.

The same work on the same weights, with the threads that the environment sets; below 1 is faster than PyTorch.
"""

from __future__ import annotations

import codecs
import importlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

import tinytorch
from autograder.datasets import load_text
from benchmarks.core import LINE, Build, Workload, losses_agree, promise, row
from benchmarks.stopwatch import Call
from tinytorch.core.tokenization import PairCounts, count_words, merge_everywhere, train_bpe
from tinytorch.core.training import keep_memory
from tinytorch.models import GPT, GPTConfig, generate

SMALL = GPTConfig(vocab_size=65, block_size=64, n_layer=2, n_head=4, n_embd=64), 16  # and the batch
LARGE = GPTConfig(vocab_size=65, block_size=64, n_layer=4, n_head=4, n_embd=128), 12
RENAMED = {"attn.in_proj_": "c_attn.", "attn.out_proj": "c_proj", "mlp.": ""}


def same_model(torch: Any, config: GPTConfig) -> Any:
    """GPT as PyTorch's users write it: fused attention, the head tied."""
    nn, F, C, H = torch.nn, torch.nn.functional, config.n_embd, config.n_head

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.ln_1, self.ln_2 = nn.LayerNorm(C), nn.LayerNorm(C)
            self.c_attn, self.c_proj = nn.Linear(C, 3 * C), nn.Linear(C, C)
            self.c_fc, self.c_out = nn.Linear(C, 4 * C), nn.Linear(4 * C, C)

        def forward(self, x: Any) -> Any:
            B, T, _ = x.shape
            heads = [y.view(B, T, H, C // H).transpose(1, 2) for y in self.c_attn(self.ln_1(x)).split(C, -1)]
            y = F.scaled_dot_product_attention(*heads, is_causal=True).transpose(1, 2).reshape(B, T, C)
            x = x + self.c_proj(y)
            return x + self.c_out(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wte, self.wpe = nn.Embedding(config.vocab_size, C), nn.Embedding(config.block_size, C)
            self.h = nn.ModuleList([Block() for _ in range(config.n_layer)])
            self.ln_f = nn.LayerNorm(C)

        def forward(self, ids: Any) -> Any:
            x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
            for block in self.h:
                x = block(x)
            return F.linear(self.ln_f(x), self.wte.weight)

    return Model()


def model_of(lib: Any, config: GPTConfig) -> Any:
    """The model in either library, with the same weights."""
    tinytorch.manual_seed(0)
    model = GPT(config)
    if lib is tinytorch:
        return model
    state = {}
    for name, p in model.named_parameters():
        name = name.replace("mlp.c_proj", "c_out")
        for ours, theirs in RENAMED.items():
            name = name.replace(ours, theirs)
        state[name] = lib.from_numpy(p.data.copy())
    theirs = same_model(lib, config)
    theirs.load_state_dict(state)
    return theirs


def training_step(config: GPTConfig, batch: int) -> Build:
    """zero_grad, forward, loss, backward, AdamW's step."""

    def build(lib: Any) -> Call:
        model, F = model_of(lib, config), lib.nn.functional
        optimizer = lib.optim.AdamW(model.parameters(), lr=1e-3)
        shape = (batch, config.block_size + 1)
        ids = lib.from_numpy(np.random.default_rng(1).integers(0, config.vocab_size, shape))

        def step() -> Any:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
            loss.backward()
            optimizer.step()
            return loss

        return step

    return build


def workload(what: str, sizes: tuple[GPTConfig, int], calls: int, goal: float) -> Workload:
    build = training_step(*sizes)
    return Workload(what, build, build, calls, 15, goal)


GOAL = 1.0 if os.environ.get("OPENBLAS_NUM_THREADS") == "1" else 1.1
WORKLOADS = {
    "W6": workload("W6: GPT, 2 blocks of 64, batch 16, AdamW", SMALL, 3, GOAL),
    "W7": workload("W7: GPT, 4 blocks of 128, batch 12, AdamW", LARGE, 1, GOAL),
}


def memory() -> None:
    """What five training steps need above the warm process, in a process for each library."""
    for what in WORKLOADS:
        ours, theirs = (peak_megabytes(what, lib) for lib in ("tinytorch", "torch"))
        promise(f"peak memory of {what}", ours <= theirs, f"{ours:.0f} MB, PyTorch {theirs:.0f} MB")


def peak_megabytes(what: str, lib: str) -> float:
    command = [sys.executable, "-m", "benchmarks.language", what, lib]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_peak(what: str, lib: Any) -> float:
    """The highest resident size during five steps, less the one before the first; Linux's counters, in MB."""
    training_step(GPTConfig(8, 4, 1, 1, 4), 1)(lib)()  # whatever a library loads at its first step
    step = WORKLOADS[what].ours(lib)
    Path("/proc/self/clear_refs").write_text("5")  # the highest so far is forgotten
    before = resident("VmRSS")
    for _ in range(5):
        step()
    return (resident("VmHWM") - before) / 1024


def resident(counter: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{counter}:")))


def generation() -> None:
    """Without a cache a token costs what the whole context before it costs."""
    model = model_of(tinytorch, SMALL[0])
    for context in (8, 16, 32, 64):
        ids = tinytorch.randint(0, 65, (1, context))
        start = time.perf_counter()
        for _ in range(50):
            generate(model, ids, 1)
        print(f"{f'the token after {context}':<44} {(time.perf_counter() - start) / 50 * 1e3:.2f} ms")


def tokenizer_growth() -> bool:
    """1,000 merges on more and more text: the novel, then the novel with its letters moved, in new words."""
    novel = load_text("train") + load_text("held-out")
    text = novel + codecs.encode(novel, "rot13")
    work = {}
    for size in (250_000, 500_000, 1_000_000):
        start = time.perf_counter()
        words = count_words(text[:size])
        merges = train_bpe(words, 1000)
        seconds = time.perf_counter() - start
        state = PairCounts(words)
        for new, pair in enumerate(merges, 256):
            merge_everywhere(state, pair, new)
        work[size] = state.updates
        what = f"BPE, 1,000 merges, {size:,} characters"
        print(f"{what:<44} {seconds:.2f} s, {len(words):,} words, {state.updates:,} updates")
    grown = work[1_000_000] / work[250_000]
    return promise("updates for four times the text", grown < 4.4, f"{grown:.2f} times")


def main() -> int:
    keep_memory()
    torch = importlib.import_module("torch") if importlib.util.find_spec("torch") else None
    if torch and "OPENBLAS_NUM_THREADS" in os.environ:
        torch.set_num_threads(int(os.environ["OPENBLAS_NUM_THREADS"]))
    if len(sys.argv) > 1:  # one measurement, for `memory`
        print(measure_peak(sys.argv[1], importlib.import_module(sys.argv[2])))
        return 0
    print(LINE.format("language", "TinyTorch", "PyTorch", "ratio", "goal"))
    for each in WORKLOADS.values():
        row(each, torch)
    kept = [losses_agree(what, each.ours, torch) for what, each in WORKLOADS.items()] if torch else []
    if torch and sys.platform == "linux":
        memory()
    generation()
    kept.append(tokenizer_growth())
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
