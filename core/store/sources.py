"""How many people a source holds, and how many of them no campaign has taken."""

from __future__ import annotations

from core.store.database import Store
from core.store.segments import over

NOBODY = (0, 0)
_SIZES = "SELECT source_id, count(*) FROM source_contact GROUP BY source_id"
_MERGED = """
SELECT e.source_id, count(*) FROM contact p JOIN source_contact e ON e.contact_id = p.id
WHERE p.merged_into_id IS NOT NULL GROUP BY e.source_id
"""
_GONE = """
SELECT source_id, count(*) FROM source_contact WHERE contact_id IN (
    SELECT contact_id FROM outreach
    UNION SELECT id FROM contact WHERE blocked_at IS NOT NULL
    UNION SELECT id FROM contact WHERE merged_into_id IS NOT NULL
) GROUP BY source_id
"""


_SEGMENT = """
SELECT count(*), count(*) FILTER (WHERE p.blocked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM outreach o WHERE o.contact_id = p.id))
FROM {entries} e JOIN contact p ON p.id = e.contact_id
"""


def sizes_of_sources(store: Store) -> dict[int, tuple[int, int]]:
    """(people, those not yet taken by any campaign and free to be) by source; who was merged counts once."""
    merged: dict[int, int] = dict(store.rows(_MERGED))
    gone: dict[int, int] = dict(store.rows(_GONE))
    sizes = {
        source: (count - merged.get(source, 0), count - gone.get(source, 0)) for source, count in store.rows(_SIZES)
    }
    for (segment,) in store.rows("SELECT id FROM source WHERE kind = 'segment'"):
        people, left = over(store, segment, _SEGMENT)[0]
        sizes[segment] = (people, left)
    return sizes
