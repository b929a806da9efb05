"""The check for damaged lines of the side journal (docs/reliability.md#restored-stores).

If it finds new damage, every account's lists are read again, and the damage is reported to a person.
"""

from __future__ import annotations

import json
import logging
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.engine import side_journal
from core.engine.epoch import assert_epoch
from core.engine.journal_lines import Bad
from core.errors import TryAgainError
from core.store import named_values
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.engine.context import Context

DAMAGED = "journal.damaged"
"""Setting with a checksum of the damaged lines: the lists are read again only if it changes."""
log = logging.getLogger("overture.engine")


def check_now(context: Context, now: datetime) -> None:
    """Check the side journal, and record new damage. Raises TryAgainError if it cannot be read."""
    bad = bad_lines(context.workspace)
    with context.store.write() as store:
        assert_epoch(context, store)
        if noticed(store, bad, now):
            from core.engine.reading import account_lists

            account_lists.read_again(store, now, counts_from=now + context.settle)


def bad_lines(workspace: Workspace) -> list[Bad]:
    """Return the damaged lines that nobody has accepted. Raises TryAgainError if the file cannot be read."""
    path = workspace.home.intents
    try:
        return side_journal.bad_lines(path)
    except OSError as error:
        raise TryAgainError(
            f"The safety log {path} cannot be read ({error.strerror}). Repair it, then try again."
        ) from None


def noticed(store: Writing, bad: list[Bad], now: datetime) -> bool:
    """Record the damage, and return whether it is new since the last check."""
    before = named_values.get(store, DAMAGED)
    if not bad:
        if before is not None:
            named_values.delete(store, DAMAGED)
        return False
    sum_of = f"{zlib.crc32(b''.join(line.raw for line in bad)):08x}"
    told = {"lines": len(bad), "first": bad[0].number, "sum": sum_of}
    if before is not None and {**json.loads(before), "at": None} == {**told, "at": None}:
        return False
    named_values.put(store, DAMAGED, json.dumps({**told, "at": to_us(now)}))
    log.warning("The side journal is damaged in line %d: every account's lists are read again.", bad[0].number)
    return True


def known(store: Reading) -> dict[str, Any] | None:
    """Return the recorded damage: number of `lines`, the `first`, and `at` (UTC microseconds); None without any."""
    found = named_values.get(store, DAMAGED)
    return None if found is None else dict(json.loads(found))
