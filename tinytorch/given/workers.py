"""What a DataLoader of PyTorch is told about processes."""

from __future__ import annotations

from typing import Any

WORKERS = {
    *("num_workers", "pin_memory", "persistent_workers", "prefetch_factor", "worker_init_fn", "timeout"),
    *("multiprocessing_context", "pin_memory_device"),
}


def expect_workers(settings: dict[str, Any]) -> None:
    """Accept it: here one process loads, and the batches are the same."""
    for name in settings.keys() - WORKERS:
        raise TypeError(
            f"DataLoader has no {name!r}; a sampler says which items, collate_fn makes the batch"
        )
