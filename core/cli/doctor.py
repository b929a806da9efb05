"""`overture doctor`: whether everything is well, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from core.cli.session import Session


@click.command()
@click.option("--adopt", is_flag=True, help="Let a copied or moved store send from here: no other copy of it does.")
@click.pass_context
def doctor(ctx: click.Context, *, adopt: bool) -> None:
    """Look at everything that must be well, and say what is not; exit 1 then."""
    from core.services import doctor as service

    session: Session = ctx.obj
    with session.workspace() as workspace:
        if adopt:
            service.adopt(workspace)
        found = service.checks(workspace)
    session.show(found, lambda: lines(found))
    if adopt:
        session.say("This folder on this machine is the store's place now. Any other copy of it must not send.")
    if not all(check["ok"] for check in found):
        ctx.exit(1)


def lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """One line a check, and below what is not well what to do."""
    for check in found:
        yield f"{'ok  ' if check['ok'] else 'NOT '} {check['text']}"
        if check["action"]:
            yield f"     {check['action']}"
