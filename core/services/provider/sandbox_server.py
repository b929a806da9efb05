"""Serving the sandbox of a home over a socket; no store is opened, so the home need not have one."""

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
    """Yield a server, not started yet, for the home's sandbox. Raises UsageError for a port in use."""
    from core.network.sandbox import Sandbox
    from core.network.sandbox.serve import Server

    refuse_foreign(home)
    home.refuse_unwritable()
    home.make()
    sandbox = Sandbox(home.sandbox, load(home.config).seed if seed is None else seed)
    with contextlib.closing(sandbox), contextlib.closing(Server(sandbox, port)) as server:
        yield server
