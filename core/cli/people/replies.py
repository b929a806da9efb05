"""`overture replies`: people who replied."""

from __future__ import annotations

import click

from core.cli.output.formatting import moment
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json import activity_json as to_json


@click.command()
@click.option(
    "--since", metavar="TIME", help="Only later replies; a time without an offset is in the workspace's zone."
)
@click.pass_obj
def replies(session: Session, since: str | None) -> None:
    """List the people who replied, newest first."""
    from core.services.overview import replies as service
    from core.services.typed_moment import moment_of

    with session.workspace() as workspace:
        zone = workspace.stamp.time_zone
        found = service.listed(workspace, moment_of(since, zone, "--since") if since else None)
    columns = (
        Column(f"At ({zone})"),
        Column("Person", 30),
        Column("Campaign", 30),
        Column("From us"),
        Column("Text", 80),
    )
    rows = [
        [moment(reply.at, zone, named=False), reply.person, reply.campaign, reply.ours, reply.text] for reply in found
    ]
    session.show([to_json.reply(reply) for reply in found], lambda: table(columns, rows))
    if not found:
        session.say("Nobody wrote back." if since is None else "Nobody wrote back since then.")
