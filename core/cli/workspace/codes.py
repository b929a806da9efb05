"""`overture codes`: every problem and every reason by its code."""

from __future__ import annotations

import click

from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json import workspace_json as to_json

COLUMNS = (Column("Code"), Column("Severity"), Column("Kind"), Column("Meaning", 120), Column("Do", 120))


@click.command()
@click.pass_obj
def codes(session: Session) -> None:
    """List every problem and reason by its code, with its remedy; no code is ever renamed."""
    from core.rules.codes import CODES, describe

    found = [(entry, *describe(entry.code)) for entry in CODES.values()]
    rows = [[entry.code, entry.severity, entry.kind, text, action] for entry, text, action in found]
    told = [to_json.code(entry, text=text, action=action) for entry, text, action in found]
    session.show(told, lambda: table(COLUMNS, rows))
