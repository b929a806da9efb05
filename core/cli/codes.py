"""`overture codes`: every problem and every reason by its code."""

from __future__ import annotations

import click

from core.cli.session import Session
from core.cli.table import Column, table

COLUMNS = (Column("Code"), Column("Severity"), Column("Kind"), Column("Meaning", 120), Column("Do", 120))


@click.command()
@click.pass_obj
def codes(session: Session) -> None:
    """Every problem and reason by its code, with what to do; no code is ever renamed."""
    from core.rules.codes import CODES, describe

    found = []
    for entry in CODES.values():
        text, action = describe(entry.code)
        kinds = {"severity": entry.severity.value, "kind": entry.kind.value}
        found.append({"code": entry.code, **kinds, "text": text, "action": action})
    session.show(found, lambda: table(COLUMNS, [list(entry.values()) for entry in found]))
