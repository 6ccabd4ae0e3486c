"""The sandbox in both its modes. Where root runs the tests, an ordinary user is started for the second."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import pytest
from ordinary_user import together
from rooms import TIGHT, Room, as_ordinary_user

from autograder.sandbox import Sandbox


@pytest.fixture(scope="session", params=["root", "user"])
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    """A running sandbox with tight limits, in each mode."""
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("root mode needs root")
    if request.param == "user" and os.geteuid() == 0:
        with as_ordinary_user(TIGHT) as run_together:
            yield Room("user", run_together)
    else:
        sandbox = request.getfixturevalue("sandbox")
        yield Room(request.param, partial(together, sandbox))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of whoever runs the tests, with tight limits."""
    with Sandbox(limits=TIGHT) as sandbox:
        yield sandbox
