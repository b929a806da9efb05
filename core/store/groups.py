"""The names and programs under which campaigns stand or stood: rows are only added, so a rename frees nobody."""

from __future__ import annotations

from datetime import datetime

from core.rules.groups import group_key
from core.store.database import Store
from core.store.fields import to_us


def sharing(campaign: str) -> str:
    """Return the subquery of all campaigns that share a name and program with one, itself among them.

    `campaign` is a parameter or a column of the statement around it.
    """
    return (
        "(SELECT them.campaign_id FROM campaign_name us JOIN campaign_name them ON them.key = us.key "
        f"WHERE us.campaign_id = {campaign})"
    )


def add(store: Store, campaign: int, name: str, program: str, now: datetime) -> bool:
    """Record that a campaign stands under a name and program; return True if it never did before. Inside a write."""
    added = store.change(
        "INSERT INTO campaign_name (campaign_id, key, name, program, since) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (campaign_id, key) DO NOTHING",
        campaign,
        group_key(name, program),
        name,
        program,
        to_us(now),
    )
    return added == 1


def others(store: Store, campaign: int, name: str, program: str) -> list[int]:
    """Return the other campaigns that share a group with one, or would if it stood under this name and program."""
    found = store.rows(
        f"SELECT DISTINCT campaign_id FROM campaign_name WHERE (key = ?2 OR campaign_id IN {sharing('?1')}) "
        "AND campaign_id <> ?1 ORDER BY campaign_id",
        campaign,
        group_key(name, program),
    )
    return [int(row[0]) for row in found]


def names_of(store: Store, campaign: int) -> list[tuple[str, str]]:
    """Return every (name, program) of a campaign, the oldest first."""
    return [
        (str(name), str(program))
        for name, program in store.rows(
            "SELECT name, program FROM campaign_name WHERE campaign_id = ? ORDER BY since, id", campaign
        )
    ]
