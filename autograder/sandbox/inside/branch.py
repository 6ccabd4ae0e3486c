"""A check cell's process runs the rest of a notebook, edited: what came before it need not run again.

For an author's `verify`, which tries a hundred edits of one notebook.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from typing import Any

from IPython.core.getipython import get_ipython

from autograder.checks import check, given

from . import check_cell, notebook
from .outputs import Outputs

SECONDS = 3.0  # of a processor, for one check cell


def run(cells: Sequence[tuple[str, str, bool]], namespace: dict[str, Any]) -> None:
    """Run a notebook's cells, given by id, source, and whether it is a check cell.

    As in a submission, each check cell has a process of its own. When it comes to its end it answers one
    check more, under the cell's id: the indices of the statements that raised.
    """
    record, supplied = check.record_to(None), given.supply()
    shell: Any = get_ipython()
    shell.connect(Outputs(lambda said: None))
    for cell, source, is_check in cells:
        if not is_check:
            notebook.run_cell(shell, source)
            continue
        pid = os.fork()
        if pid == 0:
            try:
                check.record_to(record)
                given.supply(**supplied)
                signal.setitimer(signal.ITIMER_PROF, SECONDS)  # which ends the process
                check.value(cell, list(check_cell.run(cell, source, namespace)))
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
