"""A notebook run from top to bottom in a fresh kernel of Jupyter's, on the user's own machine."""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty
from tempfile import TemporaryFile
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from autograder.error import AutograderError
from autograder.one_thread import ONE_THREAD

STARTS = 3
GRACE = 5  # seconds for a cell to react to an interrupt
_QUIET = logging.getLogger(__name__)
_QUIET.addHandler(logging.NullHandler())


class KernelDidNotStart(AutograderError):
    """No cell was run: the message ends with the last line that the kernel wrote."""


class InterruptIgnored(DeadKernelError):
    """A cell took longer than it may and went on when it was interrupted, so that its kernel was ended."""


class _Client(NotebookClient):
    on_print: Callable[[NotebookNode, str], None] | None = None

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        if self.on_print and msg["msg_type"] == "stream" and msg["content"]["name"] == "stdout":
            self.on_print(cell, msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)

    async def async_start_new_kernel_client(self) -> Any:
        try:
            return await super().async_start_new_kernel_client()
        except RuntimeError as error:
            atexit.unregister(self._cleanup_kernel)  # done already, which nbclient forgets here
            raise KernelDidNotStart(str(error)) from None

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:
        reply = await super()._async_handle_timeout(timeout, cell)
        try:
            interrupted = await self.kc.shell_channel.get_msg(timeout=GRACE)
        except Empty:
            raise InterruptIgnored("the cell goes on after an interrupt") from None
        return reply or interrupted

    @property
    def was_interrupted(self) -> bool:
        """Whether Ctrl-C was pressed: nbclient ends the kernel then, and fails where it is missed first."""
        return hasattr(self, "_async_cleanup_kernel_future")


def run_notebook(
    notebook: NotebookNode,
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    on_print: Callable[[NotebookNode, str], None] | None = None,
    **settings: Any,
) -> None:
    """Run the cells of a notebook in place, in a fresh kernel that works in `folder`.

    A kernel is given numbers of ports that are free and binds them later: another program may come
    between, and the kernel ends at once. So a kernel that did not start is tried again with new ones.
    env: set in the kernel's environment, besides the user's. BLAS has one thread unless these say otherwise.
    on_print: called with a cell and what it prints on standard output, as it comes.
    settings: nbclient's, such as timeout and allow_errors.
    Raises KernelDidNotStart if none of STARTS kernels did, InterruptIgnored, KeyboardInterrupt after Ctrl-C,
    and what nbclient raises of a cell.
    """
    environment = {**ONE_THREAD, **os.environ, **(env or {})}
    for left in reversed(range(STARTS)):
        client = _Client(
            notebook,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(folder)}},
            log=_QUIET,
            **settings,
        )
        client.on_print = on_print
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            try:
                client.execute(stderr=said, env=environment)
                return
            except Exception as error:
                if client.was_interrupted:
                    raise KeyboardInterrupt from None
                if not isinstance(error, KernelDidNotStart):
                    raise
                if not left:
                    said.seek(0)
                    raise KernelDidNotStart(_no_kernel(said.read())) from None


def _no_kernel(said: str) -> str:
    last = said.strip().rpartition("\n")[-1] or "nothing"
    return (
        f"expected Jupyter's kernel to start; {STARTS} ended at once, the last one said: {last}; "
        "try python -m pip install --force-reinstall ipykernel"
    )
