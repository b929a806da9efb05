"""`overture replies`: the replies of people."""

from __future__ import annotations

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import moment
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json import activity_json as to_json
from core.rules.filters import keys

SHOWN = 500


@click.command()
@click.option(
    "--since", metavar="TIME", help="Only later replies; a time without an offset is in the workspace's zone."
)
@list_options(keys.ACTIVITY, limit=SHOWN)
@click.pass_obj
def replies(session: Session, since: str | None, listing: ListOptions) -> None:
    """List the replies of people, newest first.

    A filter searches the latest 100,000 replies.
    """
    from core.services.overview import replies as service
    from core.services.typed_moment import moment_of

    with session.workspace() as workspace:
        zone = workspace.stamp.time_zone
        later = moment_of(since, zone, "--since") if since else None
        limit = service.SEARCHED if listing.after else listing.limit or SHOWN
        found = listing.window(service.listed(workspace, later, where=listing.where, limit=limit), lambda one: one.id)
    columns = (
        Column("Id", right=True),
        Column(f"At ({zone})"),
        Column("Person", 30),
        Column("Campaign", 30),
        Column("From us"),
        Column("Text", 80),
    )
    rows = [
        [reply.id, moment(reply.at, zone, named=False), reply.person, reply.campaign, reply.ours, reply.text]
        for reply in found
    ]
    show_list(session, listing, [to_json.reply(reply) for reply in found], lambda: table(columns, rows))
    if not found and (listing.where or listing.after):
        session.say("No reply matches.")
    elif not found:
        session.say("Nobody has replied." if since is None else "Nobody has replied since then.")
