"""Draws every case anew, and runs it here and in PyTorch: `make test-torch`, with SEED=n to see one again."""

from __future__ import annotations

import random
import sys

import torch
from case import MODULES
from comparing import difference
from storing import outcomes

import tinytorch

salt = int(sys.argv[1]) if sys.argv[1:] else random.randrange(1, 10**9)
print(f"seed {salt}: SEED={salt} make test-torch draws the same again")
count = differ = 0
for module in MODULES:
    ours, theirs = (outcomes(module, library, salt) for library in (tinytorch, torch))
    for name, draws in theirs.items():
        for n, (mine, reference) in enumerate(zip(ours[name], draws, strict=True)):
            count += 1
            if words := difference(mine, reference):
                differ += 1
                print(f"{name}, draw {n}: {words}")
print(f"{count} draws beside PyTorch {torch.__version__}, {differ} differ")
sys.exit(differ > 0)
