"""Loss of the server: the unfinished change is undone, and the next attempt is on a new connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from core.engine.ownership import lock
from core.errors import TryAgainError
from core.home import Home
from core.store import named_values
from core.store.postgres import database, place, server_checks
from core.store.postgres.store import PostgresStore
from core.workspace import Workspace, opened
from tests.store.postgres.test_refusals import SERVED
from tests.support import postgres


@pytest.fixture
def workspace(url: str, tmp_path: Path) -> Iterator[Workspace]:
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=url)) as made:
        yield made


def end_sessions(workspace: Workspace) -> None:
    """End all sessions of the store, as a stopping server does."""
    with postgres.administration() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s",
            (postgres.name_of(str(workspace.config.store_url)),),
        )


def value(workspace: Workspace) -> str | None:
    with workspace.store.read() as store:
        return named_values.get(store, "mark")


def lose(workspace: Workspace, *then: str) -> None:
    """Begin a change, lose the server, and write more values in the same change."""
    with workspace.store.write() as store:
        named_values.put(store, "mark", "1")
        end_sessions(workspace)
        for text in then:
            named_values.put(store, "mark", text)


def test_a_transaction_that_loses_its_server_is_not_done(workspace: Workspace) -> None:
    with pytest.raises(TryAgainError, match=r"cannot be used just now: .* Try again\."):
        lose(workspace, "2")
    assert value(workspace) is None
    with pytest.raises(TryAgainError):
        lose(workspace)
    assert value(workspace) is None
    with workspace.store.write() as store:
        named_values.put(store, "mark", "4")
    assert value(workspace) == "4"


def test_a_session_that_was_ended_while_idle_costs_one_attempt_at_most(workspace: Workspace) -> None:
    end_sessions(workspace)
    with pytest.raises(TryAgainError):
        value(workspace)
    assert value(workspace) is None


def test_a_session_whose_server_is_silent_is_lost(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def put_and_wait() -> None:
        with workspace.store.write() as store:
            named_values.put(store, "mark", "1")
            monkeypatch.setattr(database, "SILENT_S", 0.2)
            store.rows("SELECT pg_sleep(20)")

    with pytest.raises(TryAgainError, match=r"cannot be used just now: its server has not answered for 0\.2 s\."):
        put_and_wait()
    monkeypatch.undo()
    end_sessions(workspace)
    assert value(workspace) is None
    with workspace.store.write() as store:
        named_values.put(store, "mark", "2")
    assert value(workspace) == "2"


def test_a_server_that_goes_away_at_the_start_says_try_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: object) -> None:
        raise psycopg.OperationalError("too many clients")

    assert isinstance(workspace.store, PostgresStore)
    with monkeypatch.context() as patched:
        patched.setattr(server_checks, "connected", gone)
        with pytest.raises(TryAgainError, match="too many clients"):
            server_checks.refuse_unsafe(workspace.store, "store.url")
    monkeypatch.setattr(place.PostgresPlace, "_beat", gone)
    with pytest.raises(TryAgainError, match="too many clients"), lock.held(workspace, "daemon"):
        pass


def fail(workspace: Workspace, text: str) -> None:
    with workspace.store.write() as store:
        named_values.put(store, "mark", text)
        store.rows("SELECT 1 / 0")


def swallow(workspace: Workspace) -> None:
    """Continue after an error that no savepoint undid."""
    with workspace.store.write() as store:
        named_values.put(store, "mark", "lost")
        with pytest.raises(psycopg.Error):
            store.rows("SELECT 1 / 0")
        assert workspace.store.torn()


def test_an_error_undoes_its_savepoint_alone(workspace: Workspace) -> None:
    with workspace.store.write() as store:
        named_values.put(store, "mark", "outer")
        with pytest.raises(psycopg.Error):
            fail(workspace, "inner")
        assert not workspace.store.torn()
    assert value(workspace) == "outer"
    with pytest.raises(psycopg.Error):
        swallow(workspace)
    assert value(workspace) == "outer"


def test_a_busy_store_says_try_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace.store.write() as store:
        store.change("SET lock_timeout = '10ms'")
    with psycopg.connect(str(workspace.config.store_url)) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({database.WRITE_LOCK})".encode())
        with pytest.raises(TryAgainError, match="is busy"), workspace.store.write():
            pass
    with workspace.store.write() as store:
        named_values.put(store, "mark", "5")
    assert value(workspace) == "5"


def test_the_version_changes_with_what_is_changed_alone(workspace: Workspace) -> None:
    before = workspace.store.version()
    with workspace.store.write() as store:
        named_values.get(store, "mark")
    value(workspace)
    assert workspace.store.version() == before
    with workspace.store.write() as store:
        named_values.put(store, "mark", "6")
    assert workspace.store.version() > before
