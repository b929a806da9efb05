"""`overture needs`: everything that needs a person."""

from __future__ import annotations

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import moment
from core.cli.output.table import DASH, Column, table
from core.cli.session import Session
from core.cli.to_json import needs_json as to_json
from core.rules.filters import keys


@click.command()
@list_options(keys.NEEDS, text_ids=True)
@click.pass_obj
def needs(session: Session, listing: ListOptions) -> None:
    """List everything that needs a person: approvals, doubts, replies, accounts, sources, problems.

    Items that affect the soonest run come first; “Next run” is its time.
    """
    from core.services import list_filters
    from core.services.overview import needs as service

    with session.workspace() as workspace:
        zone = workspace.stamp.time_zone
        found = service.needs(workspace)
        fitting = list_filters.needs(workspace, listing.where, found.items)
    shown = listing.window(fitting, lambda one: one.key)
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
    show_list(session, listing, [to_json.need(one) for one in shown], lambda: table(columns, rows))
    if not shown:
        session.say("Nothing that needs a person matches." if found.items else "Nothing needs a person.")
    if shown and (left := len(fitting) - len(shown) + found.more):
        session.say(f"{left:,} more.")
