"""Stores PyTorch's answers: `make oracle`, or `make oracle MODULE=activations` for one file of cases.

A file whose cases have not changed comes out byte for byte as it was.
"""

from __future__ import annotations

import sys

import torch
from case import MODULES
from storing import STORED, outcomes, store

torch.set_num_threads(1)  # several add up in an order of their own
for module in sys.argv[1:] or MODULES:
    found = outcomes(module, torch)
    store(module, found)
    size = sum(path.stat().st_size for path in STORED.glob(f"{module}.*"))
    print(f"{module}: {len(found)} cases, {sum(map(len, found.values()))} draws, {size:,} bytes")
