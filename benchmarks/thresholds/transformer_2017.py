"""The thresholds of milestone 2017. Run: python -m benchmarks.thresholds.transformer_2017

Two tasks, by what the notebook defines. Sequences are to be reversed, which nothing but attention can do; and
a small GPT reads a novel, whole and with one part taken out, and is asked all that a learning report asks.
With `large` as an argument: the model of `--minutes 10`, by steps.
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import numpy as np

from autograder.checks import CheckFailed, learning_report, snapshot
from autograder.course import Course
from benchmarks.thresholds.study import ROOT, definitions, report
from tinytorch import evaluate, from_numpy, keep_memory, manual_seed

PARTS = ("nothing", "positions", "choice", "attention", "the mask")


@functools.cache
def milestone() -> dict[str, Any]:
    with redirect_stdout(sys.stderr):
        return definitions(Course(ROOT).assignment("transformer").path)


@functools.cache
def reversal(seed: int, part: str = "nothing", steps: int = 400) -> float:
    """The share of 1,000 unseen sequences of which every digit is right."""
    m = milestone()
    manual_seed(seed)
    model = m["without"](m["Reverser"](), part)
    m["train_reverser"](model, seed, steps)
    return float(m["exact"](model, seed))


def reversal_report() -> str:
    reference = {"attention": reversal}
    controls = {"averages": lambda seed: reversal(seed, "choice")}
    title = "2017 transformer, reversal of 16 digits, whole sequences right"
    return "\n\n".join([report(title, 0.99, reference, controls), report(title, 0.20, reference, controls)])


def language(part: str, steps: int) -> str:
    """A line: without this part, the held-out loss, and what all checks say."""
    m = milestone()
    manual_seed(0)
    model = m["without"](m["reader"](m["tokenizer"].vocab_size), part)
    before = snapshot(model)
    with redirect_stdout(sys.stderr):
        losses, _ = m["read"](model, steps)
    loss = evaluate(model, m["all_held_out"], m["sequence_loss"])["loss"]
    line = from_numpy(np.array([m["tokenizer"].encode(m["held_out"][: m["CONTEXT"]])]))
    properties = m["verdict"](model, line)
    said = [four_checks(model, before, losses), *("ok" if each.holds else "FAILS" for each in properties)]
    found = "; ".join(each.result for each in properties)
    return f"{f'without {part}':20}{loss:6.2f}   {''.join(f'{word:11}' for word in said)}    {found}"


def four_checks(model: Any, before: Any, losses: list[float]) -> str:
    m = milestone()
    x, y = next(iter(m["all_held_out"]))
    scores = model(x)
    try:
        learning_report(
            "",
            parameters=model,
            loss=m["sequence_loss"](scores, y),
            before=before,
            losses=losses,
            fall=0.4,
            predictions=scores.flatten(0, 1),
            labels=y.flatten(),
            at_least=0.25,
        )
    except CheckFailed as failed:
        print(failed, file=sys.stderr)
        return "FAILS"
    return "ok"


def language_lines(steps: int) -> Iterator[str]:
    """The table, line by line as it is measured."""
    m = milestone()
    yield f"2017 transformer, Pride and Prejudice, nats a character held out, {steps} steps, seed 0"
    yield f"{'':29}{'learning   causality  position   attention moves'}"
    for part in PARTS:
        yield language(part, steps)
    for n, loss in enumerate(m["n_gram_losses"](m["text"], m["held_out"]), start=1):
        yield f"{f'{n}-grams':20}{loss:6.2f}"


def large_lines(steps: int) -> Iterator[str]:
    """The larger model, by steps: what ten minutes bring depends on the machine."""
    m = milestone()
    m |= {"BATCH": 12, "PEAK": 2e-3}
    manual_seed(0)
    model = m["reader"](m["tokenizer"].vocab_size, m["LARGE"])
    start = time.perf_counter()
    with redirect_stdout(sys.stderr):
        m["read"](model, steps)
    seconds = time.perf_counter() - start
    loss = evaluate(model, m["all_held_out"], m["sequence_loss"])["loss"]
    yield f"{steps} steps of 4 blocks of width 128, batch 12: {loss:.3f} held out, {seconds:.0f} s"


if __name__ == "__main__":
    keep_memory()
    if sys.argv[1:] == ["large"]:
        lines = large_lines(7000)
    else:
        print(reversal_report(), end="\n\n")
        lines = language_lines(1000)
    for line in lines:
        print(line, flush=True)
