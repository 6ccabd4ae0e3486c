"""Stores what the programs print with PyTorch: `make oracle`."""

from __future__ import annotations

from program import PROGRAMS, printed, stored

for program in PROGRAMS:
    stored(program).parent.mkdir(exist_ok=True)
    stored(program).write_text(printed(program), encoding="utf-8")
print(f"{len(PROGRAMS)} programs run")
