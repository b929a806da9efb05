"""`overture program`: campaigns summed by program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import conversion
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json import programs_json as to_json
from core.rules.filters import keys

if TYPE_CHECKING:
    from core.views.programs_view import ProgramSummary

COLUMNS = (
    Column("Program", 40),
    Column("Members", right=True),
    Column("Campaigns", right=True),
    Column("Sent", right=True),
    Column("Accepted", right=True),
    Column("Replied", right=True),
    Column("To go", right=True),
    Column("Conversion", right=True),
)


@click.group()
def program() -> None:
    """Show campaigns summed by program."""


@program.command("list")
@list_options(keys.PROGRAMS, text_ids=True, after="PROGRAM")
@click.pass_obj
def listed(session: Session, listing: ListOptions) -> None:
    """List every program with its numbers, archived campaigns included."""
    from core.services import list_filters
    from core.services.overview import programs

    with session.workspace() as workspace:
        every = programs.programs(workspace)
        found = list_filters.programs(workspace, listing.where, every)
    views = listing.window(found, lambda view: view.program)
    rows = [to_json.program(view) for view in views]
    show_list(session, listing, rows, lambda: table(COLUMNS, [_row(view) for view in views]))
    if not views:
        session.say("No program matches." if every else "There is no program yet: every campaign belongs to one.")


def _row(view: ProgramSummary) -> list[object]:
    totals = view.totals
    return [
        view.program,
        totals.members,
        totals.campaigns,
        totals.sent,
        totals.accepted,
        totals.replied,
        totals.waiting,
        conversion(totals.conversion),
    ]
