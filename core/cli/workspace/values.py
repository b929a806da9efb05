"""`overture set`: values of the workspace."""

from __future__ import annotations

import click

from core.cli.output.table import pairs
from core.cli.session import Session
from core.cli.to_json.workspace_json import values as to_json


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--if-value", metavar="OLD", help="Change the value only if it is still OLD; else print it, and exit 5.")
@click.pass_obj
def values(session: Session, name: str | None, value: str | None, if_value: str | None) -> None:
    """Show the workspace's values, or give the one called NAME another VALUE.

    \b
    time-zone      the zone of times that are shown, and of new campaigns
    dedupe         group: no person is contacted by two campaigns of one name in one program; all: by any two
    days-off       dates and periods without runs, such as "2026-12-24..2027-01-01, 2027-05-01"; none for none
    notes-a-month  invitations of a basic account that may carry a note in a calendar month

    A new store takes these values from config.toml once; after that, the store's own values apply.
    """
    from core.services import workspace_values as service

    with session.workspace() as workspace:
        if name is not None and value is not None:
            service.change(workspace, {name: value}, seen=None if if_value is None else {name: if_value})
        found = service.values(workspace, name)
    session.show(to_json(found), lambda: pairs({one.name: f"{one.value}  ({one.meaning})" for one in found}))
