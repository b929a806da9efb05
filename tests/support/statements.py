"""Recording of statements that read the store: the cost of a page must not grow with its rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.store.database import SteadyDatabase


def reads(patch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every statement that reads is added from now on."""
    found: list[str] = []
    execute = SteadyDatabase.execute_sql

    def executed(database: SteadyDatabase, sql: str, params: Sequence[object] | None = None) -> object:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(sql)
        return execute(database, sql, params)

    patch.setattr(SteadyDatabase, "execute_sql", executed)
    return found
