"""Name the processes that stand by for the engine of a store on a server."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "standby" (
        "key" TEXT NOT NULL PRIMARY KEY,
        "host" TEXT NOT NULL,
        "pid" INTEGER NOT NULL,
        "since" INTEGER NOT NULL,
        "heartbeat" INTEGER NOT NULL
    )
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Create the table, empty; it stays so in a file."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
