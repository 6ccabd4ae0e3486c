"""Module 10 beside PyTorch, which has no tokenizers."""

from __future__ import annotations

CASES = []  # type: ignore[var-annotated]
WITHOUT = {
    "text.BPETokenizer": "PyTorch has no tokenizers",
    "text.CharTokenizer": "PyTorch has no tokenizers",
}
