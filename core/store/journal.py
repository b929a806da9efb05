"""The journal: rows are only ever added, in the transaction of the change that they tell of."""

from __future__ import annotations

from datetime import datetime

from core.store.database import Store
from core.store.fields import dump_json, to_us

ENGINE = "overture"
"""The actor of what happens by itself."""

ABOUT_OUTREACH = """
INSERT INTO journal (at, actor, kind, campaign_id, outreach_id, contact_id, member_id, run_id, step, code, data)
SELECT ?, ?, ?, campaign_id, id, contact_id, member_id, ?, step, ?, ? FROM outreach WHERE id = ?
"""


def journal_field(name: str, row: str = "") -> str:
    """Return SQL of one field of a journal row's data, null where that is no JSON; `row` is its alias, with a dot."""
    data = f"{row}data"
    return f"json_extract(CASE WHEN json_valid({data}) THEN {data} END, '$.{name}')"


def write(
    store: Store,
    at: datetime,
    actor: str,
    kind: str,
    *,
    campaign: int | None = None,
    member: int | None = None,
    contact: int | None = None,
    run: int | None = None,
    code: str = "",
    data: object = None,
) -> None:
    """Add a row that is not about one outreach."""
    store.insert(
        "journal",
        at=to_us(at),
        actor=actor,
        kind=kind,
        campaign_id=campaign,
        member_id=member,
        contact_id=contact,
        run_id=run,
        code=code,
        data=None if data is None else dump_json(data),
    )


def about(
    store: Store,
    outreach: int,
    at: datetime,
    actor: str,
    kind: str,
    *,
    run: int | None = None,
    code: str = "",
    data: object = None,
) -> None:
    """Add a row about one outreach; campaign, contact, member and step are its own."""
    text = None if data is None else dump_json(data)
    store.change(ABOUT_OUTREACH, to_us(at), actor, kind, run, code, text, outreach)
