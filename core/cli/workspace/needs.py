"""`overture needs`: what waits for a person."""

from __future__ import annotations

import click

from core.cli.output.formatting import moment
from core.cli.output.table import DASH, Column, table
from core.cli.session import Session
from core.cli.to_json import needs_json as to_json


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), help="Show at most N items, the most urgent first.")
@click.pass_obj
def needs(session: Session, limit: int | None) -> None:
    """List what needs a person: approvals, doubts, replies, accounts that are off, sources, problems.

    What misses something soonest comes first; “Next run” is when.
    """
    from core.services.overview import needs as service

    with session.workspace() as workspace:
        zone = workspace.stamp.time_zone
        found = service.needs(workspace)
    shown = found.items[:limit]
    columns = (
        Column(f"Next run ({zone})"),
        Column("Kind"),
        Column("Severity"),
        Column("About", 30),
        Column("What", 80),
        Column("What to do", 80),
    )
    rows = [
        [
            moment(one.due, zone, named=False) if one.due is not None else DASH,
            one.kind,
            one.severity.value,
            one.about,
            one.text,
            one.action,
        ]
        for one in shown
    ]
    session.show([to_json.need(one) for one in shown], lambda: table(columns, rows))
    if not shown:
        session.say("Nothing needs a person.")
    if left := len(found.items) - len(shown) + found.more:
        session.say(f"{left:,} more.")
