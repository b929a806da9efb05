"""Problems of campaigns, counted since the last run without the same problem.

That run is the last closed one in which no event of the same code was journaled; later events count.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import peewee as pw

from core.store.compiled import Select
from core.store.database import Reading
from core.store.spelled import json_number, json_text, unindexed
from core.store.tables.journal import Journal
from core.store.tables.outreach import Run


class CampaignEvent(NamedTuple):
    """Events of one code and one cause in one campaign.

    Moments (microseconds) and data are as stored: the caller converts them campaign by campaign, so that an unreadable
    row hides nothing of other campaigns.
    """

    campaign: int
    code: str
    events: int
    """Number of events; for a full slot, the number of sends that did not fit."""
    first_us: int
    last_us: int
    data: str | None
    """Data of the last event, JSON."""


def _cause(row: Any) -> Any:
    """Return the cause in the data of a journal row, such as that of a missed run; empty if there is none."""
    return pw.fn.COALESCE(json_text(row.data, "cause"), "")


def _number(row: Any) -> Any:
    """Return the number in the data of a journal row; 1 if there is none."""
    return pw.fn.COALESCE(json_number(row.data, "left"), 1)


def _events(kind: str) -> Select[CampaignEvent]:
    """Return the statement of the events of one kind of journal row."""
    of_run, row, last = Journal.alias("of_run"), Journal.alias("row"), Journal.alias("last")
    found = (
        Journal.select(Journal.campaign, Journal.code)
        .distinct()
        .where(Journal.kind == kind)
        .cte("found", columns=("campaign", "code"), materialized=True)
    )
    in_run = of_run.select(pw.SQL("1")).where(
        of_run.run == Run.id,
        unindexed(of_run.kind) == kind,
        unindexed(of_run.campaign) == found.c.campaign,
        of_run.code == found.c.code,
    )
    clean: Any = (
        Run.select(Run.opened_at)
        .where(Run.campaign == found.c.campaign, Run.state == "closed", ~pw.fn.EXISTS(in_run))
        .order_by(Run.opens_at.desc())
        .limit(1)
    )
    current = pw.Select([found], [found.c.campaign, found.c.code, pw.fn.COALESCE(clean, -1)]).cte(
        "current", columns=("campaign", "code", "since"), materialized=True
    )
    after = (
        (row.kind == kind)
        & (row.campaign == current.c.campaign)
        & (row.at > current.c.since)
        & (row.code == current.c.code)
    )
    grouped = (
        pw.Select(
            [current.join(row, pw.JOIN.CROSS)],
            [
                current.c.campaign,
                current.c.code,
                pw.fn.SUM(_number(row)).cast("BIGINT").alias("events"),
                pw.fn.MIN(row.at).alias("first_us"),
                pw.fn.MAX(row.at).alias("last_us"),
                pw.fn.MAX(row.id).alias("last_id"),
            ],
        )
        .where(after)
        .group_by(current.c.campaign, current.c.code, _cause(row))
        .alias("grouped")
    )
    told = [grouped.c[name] for name in ("campaign", "code", "events", "first_us", "last_us")]
    query = (
        pw.Select([grouped], [*told, last.select(last.data).where(last.id == grouped.c.last_id)])
        .order_by(grouped.c.campaign, grouped.c.code, grouped.c.last_id.desc())
        .with_cte(found, current)
    )
    return Select(query, CampaignEvent)


_PROBLEMS = _events("problem")
_HELD = _events("held")


def problems(store: Reading) -> list[CampaignEvent]:
    """Return the problems of all campaigns, one row for each campaign, code and cause."""
    return _PROBLEMS.all(store)


def held(store: Reading) -> list[CampaignEvent]:
    """Return the items held after an unexpected error, one row for each campaign and code."""
    return _HELD.all(store)
