"""`overture activity`: all events, newest first."""

from __future__ import annotations

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import moment
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json import activity_json as to_json
from core.rules.filters import keys

SHOWN = 100


@click.command()
@list_options(keys.ACTIVITY, limit=SHOWN)
@click.pass_obj
def activity(session: Session, listing: ListOptions) -> None:
    """List all events, newest first.

    A filter with plain words, `text:` or an order searches the last 100,000 events; one with other keys searches all.
    """
    from core.services.overview import activity as service

    with session.workspace() as workspace:
        zone = workspace.stamp.time_zone
        limit = service.SEARCHED if listing.after else listing.limit or SHOWN
        views = listing.window(service.latest(workspace, listing.where, limit=limit), lambda view: view.id)
    columns = (
        Column("Id", right=True),
        Column(f"At ({zone})"),
        Column("Who", 16),
        Column("Event", 100),
        Column("Person", 24),
        Column("Campaign", 28),
        Column("Member", 20),
    )
    rows = [
        [view.id, moment(view.at, zone, named=False), view.actor, view.text, view.person, view.campaign, view.member]
        for view in views
    ]
    show_list(session, listing, [to_json.event(view) for view in views], lambda: table(columns, rows))
    if not views:
        session.say("No event matches." if listing.where or listing.after else "Nothing happened yet.")
