"""Known bad designs of a standby, planted; see docs/torture.md#planted-bugs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

from core.engine.restoring import seen
from core.engine.sending import attempt, gate
from core.store.database import Reading, Writing
from core.store.engine import engine_state
from core.store.engine.engine_state import Conditions
from core.store.postgres.database import PostgresDatabase
from core.store.postgres.store import PostgresStore, _Reading
from tests.torture.hosts import Hosts


@contextlib.contextmanager
def lock_alone(_stage: Hosts) -> Iterator[None]:
    """Trust in the session's advisory lock: an engine that takes over raises no epoch."""
    take = engine_state.take

    def same(store: Writing, **given: Any) -> int:
        take(store, **given)
        store.change("UPDATE engine SET epoch = 1")
        return 1

    with mock.patch.object(engine_state, "take", same):
        yield


@contextlib.contextmanager
def gate_without_epoch(_stage: Hosts) -> Iterator[None]:
    """Ask the gate and commit an intent without the epoch."""
    real = gate.open_at_wire

    def without(*given: Any) -> str:
        found = real(*given)
        return "" if found == "engine.elsewhere" else found

    with mock.patch.object(attempt, "assert_epoch"), mock.patch.object(gate, "open_at_wire", without):
        yield


@contextlib.contextmanager
def replica_read(stage: Hosts) -> Iterator[None]:
    """Let the gate's last check read from a replica that stopped following before the takeover."""
    replica = stage.server.copied(stage.server.folder.parent / "replica")
    databases: dict[str, PostgresDatabase] = {}
    conditions = engine_state.conditions

    def lagging(store: Reading) -> Conditions:
        name = store.scalar("SELECT current_database()")
        if name not in databases:
            return conditions(store)
        return conditions(_Reading(databases[name]))

    def follows_no_more(database: str) -> None:
        replica.catch_up(stage.server)
        replica.withhold()
        databases[database] = PostgresDatabase(replica.address(database))

    stage.before_takeover = follows_no_more
    try:
        with mock.patch.object(engine_state, "conditions", lagging):
            yield
    finally:
        for database in databases.values():
            database.close()
            database.close_idle()
        replica.end()


@contextlib.contextmanager
def timeline_ignored() -> Iterator[None]:
    """Take a promoted standby for the server that it replaces: ignore its timeline, its journal, and a missing call.

    The timeline alone could be ignored: the other two signs are enough where an engine runs on.
    """
    with (
        mock.patch.object(attempt, "_refuse_loss"),
        mock.patch.object(seen, "is_older", return_value=False),
        mock.patch.object(PostgresStore, "history", return_value=""),
        mock.patch.object(PostgresStore, "origin", return_value=""),
    ):
        yield
