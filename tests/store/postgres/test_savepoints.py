"""Savepoints: one is sent to the server only if a statement follows in it, and a failed block is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.errors import TryAgainError
from core.store import named_values
from core.store.database import Writing
from core.store.postgres.database import Session
from core.store.postgres.store import BATCH, PostgresStore
from tests.support import postgres


class _RefusedError(Exception):
    """A refusal in the middle of a change."""


@pytest.fixture
def store(url: str) -> Iterator[PostgresStore]:
    with PostgresStore(url, url) as made:
        yield made


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of all statements that are sent."""
    found: list[str] = []
    real: Any = Session.execute

    def executed(self: Session, query: bytes, *rest: Any, **options: Any) -> Any:
        found.append(query.decode())
        return real(self, query, *rest, **options)

    monkeypatch.setattr(Session, "execute", executed)
    return found


def put(
    store: PostgresStore, key: str, *, fails: bool = False, then: Callable[[Writing], object] | None = None
) -> None:
    """Write a value inside a savepoint, run one more step, then fail if `fails`."""
    with store.write() as writing:
        named_values.put(writing, key, "1")
        if then is not None:
            then(writing)
        if fails:
            raise _RefusedError


def values(store: PostgresStore) -> list[str]:
    with store.read() as reading:
        return [str(key) for (key,) in reading.rows("SELECT key FROM setting ORDER BY key")]


def test_a_savepoint_that_guards_nothing_costs_nothing(store: PostgresStore, told: list[str]) -> None:
    with store.write():
        begun = len(told)
        with store.write(), store.write():
            pass
        with pytest.raises(_RefusedError), store.write():
            raise _RefusedError
        assert told[begun:] == []


def test_a_change_inside_two_savepoints_sends_both_at_once(store: PostgresStore, told: list[str]) -> None:
    with store.write():
        begun = len(told)
        with store.write():
            put(store, "inner")
            put(store, "again")
        names = [text for text in told[begun:] if "SAVEPOINT" in text]
    assert names == [
        "SAVEPOINT s1; SAVEPOINT s2",
        "RELEASE SAVEPOINT s2",
        "SAVEPOINT s2",
        "RELEASE SAVEPOINT s2",
        "RELEASE SAVEPOINT s1",
    ]
    assert values(store) == ["again", "inner"]


def test_only_what_failed_is_undone(store: PostgresStore) -> None:
    with store.write():
        for number in range(3):
            put(store, f"before {number}")
            with pytest.raises(_RefusedError):
                put(store, f"lost {number}", fails=True)
        with pytest.raises(_RefusedError):
            put(store, "outer", fails=True, then=lambda _: put(store, "released, and lost with the outer one"))
        put(store, "last")
    assert values(store) == ["before 0", "before 1", "before 2", "last"]


def test_a_statement_that_the_server_refuses_undoes_its_savepoint_alone(store: PostgresStore) -> None:
    with store.write():
        put(store, "kept")
        with pytest.raises(Exception, match="division by zero"):
            put(store, "lost", then=lambda writing: writing.rows("SELECT 1 / 0"))
        put(store, "later")
    assert values(store) == ["kept", "later"]


def test_a_batch_that_the_server_refuses_undoes_its_savepoint_alone(store: PostgresStore) -> None:
    """The query began outside the savepoint, and its second batch fails inside it."""
    with store.write() as writing:
        put(store, "kept")
        found = iter(writing.each_row(f"SELECT 1 / ({BATCH + 5} - n) FROM generate_series(1, 5000) AS n"))
        for _row in range(BATCH):
            next(found)
        with pytest.raises(Exception, match="division by zero"), store.write():
            next(found)
        put(store, "later")
    assert values(store) == ["kept", "later"]


def test_many_rows_at_once_are_undone(store: PostgresStore) -> None:
    def many(writing: Writing) -> None:
        writing.change_many("INSERT INTO setting (key, value) VALUES ($1, '1')", [["one"], ["two"]])

    with store.write():
        with pytest.raises(_RefusedError):
            put(store, "lost", then=many, fails=True)
        put(store, "kept")
    assert values(store) == ["kept"]


def test_a_server_that_goes_away_inside_a_savepoint_is_told_as_that(url: str, store: PostgresStore) -> None:
    def lose(_writing: Writing) -> None:
        with postgres.administration() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s",
                (postgres.name_of(url),),
            )
        put(store, "too late")

    with pytest.raises(TryAgainError), store.write():
        put(store, "lost", then=lose)
    assert values(store) == []
    with store.write():
        put(store, "kept")
    assert values(store) == ["kept"]
