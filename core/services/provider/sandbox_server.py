"""A home's sandbox behind a socket: the home need not be a workspace, and no store is opened."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.config import load
from core.home import Home
from core.home_files import refuse_foreign

if TYPE_CHECKING:
    from core.network.sandbox.serve import Server


@contextlib.contextmanager
def serving(home: Home, port: int, seed: int | None) -> Iterator[Server]:
    """Yield a server for the home's sandbox that does not run yet. Raises UsageError for a port in use."""
    from core.network.sandbox import Sandbox
    from core.network.sandbox.serve import Server

    refuse_foreign(home)
    home.refuse_unwritable()
    home.make()
    sandbox = Sandbox(home.sandbox, load(home.config).seed if seed is None else seed)
    with contextlib.closing(sandbox), contextlib.closing(Server(sandbox, port)) as server:
        yield server
