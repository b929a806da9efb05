"""PgBouncer between Overture and its server, on a machine that has it: refused in transaction mode, else harmless."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import conninfo

from core.engine.ownership import lock
from core.errors import RefusedError
from core.home import Home
from core.store import named_values
from core.workspace import opened
from tests.store.postgres.test_refusals import SERVED
from tests.support.cluster import ACCOUNT, free_port
from tests.support.patience import DEADLINE_S

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
CONFIG = """
[databases]
* = host={host} port={port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
ignore_startup_parameters = extra_float_digits
"""


@contextlib.contextmanager
def pooled(url: str, folder: Path, mode: str) -> Iterator[str]:
    """Yield the address of the same database through a pooler."""
    server = conninfo.conninfo_to_dict(url)
    port = free_port()
    config = folder / f"{mode}.ini"
    text = CONFIG.format(host=server["host"], port=server.get("port", 5432), listen=port, mode=mode)
    config.write_text(text)
    user = ACCOUNT if os.geteuid() == 0 else None
    words = [str(PGBOUNCER), "-q", "/dev/stdin"]
    with config.open() as given:
        pooler = subprocess.Popen(words, stdin=given, user=user, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"postgresql://postgres@127.0.0.1:{port}/{server['dbname']}"
    finally:
        pooler.kill()
        pooler.wait(DEADLINE_S)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        threading.Event().wait(0.02)


if PGBOUNCER:

    def test_transaction_mode_is_refused_and_session_mode_holds_the_engine(url: str, tmp_path: Path) -> None:
        with (
            pooled(url, tmp_path, "transaction") as address,
            pytest.raises(RefusedError, match="connection pooler in transaction mode"),
            opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=address)),
        ):
            pass
        with (
            pooled(url, tmp_path, "session") as address,
            opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=address)) as workspace,
            lock.held(workspace, "daemon") as epoch,
        ):
            with workspace.store.write() as store:
                named_values.put(store, "mark", "1")
            assert epoch == 1
