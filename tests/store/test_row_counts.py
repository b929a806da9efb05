"""A check of the whole store returns the number of checked rows."""

from __future__ import annotations

from core.store import journal
from core.store.views import row_counts
from tests.support.world import World


def test_rows_are_counted_by_table(world: World) -> None:
    with world.ws.store.write() as store:
        store.change("DELETE FROM journal")
        for _row in range(2):
            journal.write(store, world.now, "ada", "paused")
        assert row_counts.checked(store) == {"run": 0, "booking": 0, "outreach": 0, "delivery": 0, "journal": 2}
