"""Which statements read the store: what a page costs must not grow with its rows."""

from __future__ import annotations

from typing import cast

import pytest
from playhouse.apsw_ext import APSWDatabase


def reads(patch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every statement that reads is added from now on."""
    found: list[str] = []
    execute = APSWDatabase.execute_sql

    def executed(database: APSWDatabase, sql: str, *values: object) -> object:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(sql)
        return cast(object, execute(database, sql, *values))  # type: ignore[no-untyped-call]

    patch.setattr(APSWDatabase, "execute_sql", executed)
    return found
