"""`overture sandbox`: what the sandbox network carried out."""

from __future__ import annotations

import click

from core.cli.session import Session
from core.cli.table import Column, table
from core.cli.words import moment


@click.group()
def sandbox() -> None:
    """What the sandbox network carried out."""


@sandbox.command()
@click.pass_obj
def ledger(session: Session) -> None:
    """Every write that the sandbox carried out, whoever asked."""
    from core.services import network

    with session.workspace() as workspace:
        entries, zone = network.ledger(workspace), workspace.stamp.time_zone
    columns = (Column(f"At ({zone})"), Column("Account", 24), Column("Person", 30), Column("Kind"), Column("Text", 60))
    rows = [
        [moment(entry["at"], zone, named=False), *(entry[key] for key in ("account", "person", "kind", "text"))]
        for entry in entries
    ]
    session.show(entries, lambda: table(columns, rows))
    if not entries:
        session.say("The sandbox has carried out nothing yet.")
