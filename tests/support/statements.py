"""Recording of statements that read the store: the cost of a page must not grow with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from core.store.database import SteadyDatabase
from core.store.postgres.database import PostgresDatabase


def reads(patch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every statement that reads is added from now on."""
    found: list[str] = []
    for kind in (SteadyDatabase, PostgresDatabase):
        _record(patch, kind, found)
    return found


def _record(patch: pytest.MonkeyPatch, kind: Any, found: list[str]) -> None:
    execute = kind.execute_sql

    def executed(database: Any, sql: str, params: Sequence[object] | None = None) -> object:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(sql)
        return execute(database, sql, params)

    patch.setattr(kind, "execute_sql", executed)
