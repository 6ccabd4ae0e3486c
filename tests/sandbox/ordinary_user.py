"""A process of an ordinary user, which runs submissions for tests that root runs."""

from __future__ import annotations

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor

from autograder.sandbox import Limits, Run, Sandbox


def together(sandbox: Sandbox, submissions: list[tuple[list, dict]]) -> list[Run]:
    """Run submissions at the same time."""
    with ThreadPoolExecutor(len(submissions)) as threads:
        return list(threads.map(lambda submission: sandbox.run(*submission), submissions))


def main() -> None:
    """Read lists of submissions until the other side is gone, and write what came of them."""
    limits: Limits = pickle.load(sys.stdin.buffer)
    with Sandbox("user", limits) as sandbox:
        while True:
            try:
                submissions = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            pickle.dump(together(sandbox, submissions), sys.stdout.buffer)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
