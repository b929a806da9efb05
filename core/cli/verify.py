"""`overture verify`: everything counted again from the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from click.exceptions import Exit

from core.cli.session import Session
from core.cli.table import Column, pairs, table
from core.cli.words import counts


@click.command()
@click.pass_obj
def verify(session: Session) -> None:
    """Count everything again from the journal; exit 1 where a number differs or somebody got a step twice."""
    from core.services import verify as service

    with session.workspace() as workspace:
        found = service.verify(workspace)
    session.show(found, lambda: _lines(found))
    if found["differences"] or found["duplicates"]:
        raise Exit(1)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    groups = ("differences", "duplicates", "merged")
    yield from pairs(
        {
            "Checked": counts(found["checked"]),
            **{group.capitalize(): len(found[group]) for group in groups},
            "In doubt": found["in_doubt"],
        }
    )
    findings = [[group, finding["check"], finding["text"]] for group in groups for finding in found[group]]
    if findings:
        yield ""
        yield from table((Column("Kind"), Column("Check"), Column("Finding", 200)), findings)
