"""`overture store copy`: moving the store between a file and a server."""

from __future__ import annotations

import click

from core.cli.output import progress
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import maintenance_json as to_json

COLUMNS = (Column("Table", 30), Column("Rows", right=True))


@click.group()
def store() -> None:
    """Move the store between a file and a PostgreSQL database."""


@store.command()
@click.option(
    "--to",
    required=True,
    metavar="ADDRESS",
    help="An empty database (postgresql://USER@HOST/NAME), or a new file (sqlite:///FILE).",
)
@click.pass_obj
def copy(session: Session, to: str) -> None:
    """Copy the whole store to another place, check the copy, and mark this store as moved.

    No engine may run on either store, and nobody can change this store meanwhile. The copy cannot be opened before it
    is complete; from then on nothing is sent from this store. An interrupted copy can be made again.
    """
    from core.services.maintenance import store_copy as service

    with session.workspace() as workspace:
        with progress.line(wanted=not session.json) as show:
            found = service.move(workspace, to, lambda name, rows: show(f"Copying {name}: {rows}"))
        steps = service.steps_after(workspace, found.target)
    session.show(
        to_json.store_copy(found),
        lambda: [
            *pairs({"From": found.source, "To": found.target, "Rows": sum(found.rows.values()), "Epoch": found.epoch}),
            "",
            *table(COLUMNS, [[name, rows] for name, rows in found.rows.items() if rows]),
        ],
    )
    session.say("The copy is complete: each table has the same rows, and all figures were counted again.", *steps)
