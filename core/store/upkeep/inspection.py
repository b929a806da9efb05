"""The inspection of a backup: it must be an undamaged store of Overture, and tells its id, network and size."""

from __future__ import annotations

from pathlib import Path

import apsw

from core.errors import RefusedError
from core.store.migrate import HISTORY, known
from core.store.opening import words
from core.store.stamp import UNFINISHED, unusable
from core.store.upkeep.foreign import foreign_content, foreign_part
from core.store.upkeep.foreign_schema import schema_of, unlike
from core.store.upkeep.older_shapes import version_of
from core.views.maintenance_view import StoreFacts


def inspect(path: Path) -> StoreFacts:
    """Return the id, the network and the number of outreaches of an undamaged store. Raises RefusedError otherwise."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            if next(connection.execute("PRAGMA integrity_check"))[0] != "ok":
                raise RefusedError(f"{path} is damaged: its integrity check fails. Use an older backup.")
            if next(connection.execute("PRAGMA foreign_key_check"), None) is not None:
                raise RefusedError(f"{path} is damaged: it has broken references. Use an older backup.")
            if (foreign := foreign_part(connection)) is not None:
                raise RefusedError(f"{path} holds {foreign}, which no version of Overture made. Use another backup.")
            migrations = sorted(str(row[0]) for row in connection.execute(f"SELECT name FROM {HISTORY}"))
            _refuse_newer(path, migrations)
            if (foreign := _foreign_schema(connection, migrations) or foreign_content(connection)) is not None:
                raise RefusedError(f"{path} is not as Overture makes it: {foreign}. Use another backup.")
            settings = dict(connection.execute("SELECT key, value FROM setting"))
            outreaches = next(connection.execute("SELECT count(*) FROM outreach"))[0]
        finally:
            connection.close()
    except apsw.Error:
        raise RefusedError(f"{path} is no store of Overture. Name a file that `overture backup` wrote.") from None
    if UNFINISHED in settings:
        raise RefusedError(f"{path} is an unfinished copy. Use another backup.")
    if not {"network.kind", "network.address", "store.id", "store.hash_key"} <= settings.keys():
        raise RefusedError(f"{path} does not say to which network it belongs. Use another backup.")
    if (why := unusable(settings)) is not None:
        raise RefusedError(f"{path} holds {why}, which no version of Overture wrote. Use another backup.")
    network = (settings["network.kind"], settings["network.address"])
    return StoreFacts(settings["store.id"], words(network), outreaches)


def _foreign_schema(connection: apsw.Connection, migrations: list[str]) -> str | None:
    """Return, in words, a part that no version made; an older version's store passes, since opening completes it."""
    if version_of(schema_of(connection.execute), migrations) is not None:
        return None
    return unlike(connection, migrations)


def _refuse_newer(path: Path, migrations: list[str]) -> None:
    if set(migrations) - set(known()):
        raise RefusedError(f"{path} is of a newer version of Overture ({max(migrations)}). Use that version.")
