"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one submission. Sizes are bytes. Seconds are of the clock.

    Those in which a process stood in the queue for a processor do not count, at most `total_seconds` of them:
    what others take costs nobody points.

    cell_seconds: a student cell is interrupted after this long, the notebook ended if it ignores that.
    check_seconds: a check cell's process is killed after this long. Once `slow_checks` of a submission were,
        the others have `hurried_seconds`: an endless loop that every cell calls must not hold up a class.
    total_seconds: the whole submission; its own cells may use three quarters of them.
    memory: all processes together, files aside; one may map this much more than the fork server does.
    processes: student processes and threads alive at once, beside the frozen ones.
    output_bytes: everything that the student cells print and show.
    outputs: how many things that is, however small: each costs gradebook and pages a millisecond.
    answer_bytes: everything that one check cell answers.
    file_bytes: a single file, and each of the working folder, /tmp and /dev/shm.
    """

    cell_seconds: float = 60.0
    check_seconds: float = 10.0
    slow_checks: int = 3
    hurried_seconds: float = 2.0
    total_seconds: float = 120.0
    memory: int = 2 << 30
    processes: int = 24
    output_bytes: int = 8 << 20
    outputs: int = 2000
    answer_bytes: int = 32 << 20
    file_bytes: int = 128 << 20
