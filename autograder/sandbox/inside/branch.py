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

ENDED = {0: "finished", int(signal.SIGPROF): "timeout"}  # by the status of a check cell's process
SECONDS, HURRIED = 3, 1  # of a processor, for one check cell, and for those after one that took longer


def run(cells: Sequence[tuple[str, str, bool]], namespace: dict[str, Any]) -> None:
    """Run a notebook's cells, given by id, source, and whether it is a check cell.

    As in a submission, each check cell has a process of its own. After its answers comes one called
    "CELL raised INDEX" for each statement that raised, and one under the cell's id that says how it ended.
    """
    record, supplied, seconds = check.record_to(None), given.supply(), SECONDS
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
                signal.setitimer(signal.ITIMER_PROF, seconds)  # which ends the process
                for index in check_cell.run(cell, source, namespace):
                    check.value(f"{cell} raised {index}", index)
            finally:
                os._exit(0)
        status = os.waitpid(pid, 0)[1]
        if ended := ENDED.get(status):
            check.record_to(record)
            check.value(cell, ended)
            check.record_to(None)
        if ended == "timeout":
            seconds = HURRIED
