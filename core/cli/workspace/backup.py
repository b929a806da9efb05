"""`overture backup FILE` and `overture restore FILE|--latest`."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.output.table import pairs
from core.cli.session import Session
from core.cli.to_json import maintenance_json as to_json

FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@FILE
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    """Write the whole store into a new file; the engine and the app can keep running."""
    from core.services.maintenance import backup as service

    with session.workspace() as workspace:
        result = service.backup(workspace, file)
    session.show(
        to_json.backup(result),
        lambda: pairs({"Backup": result.file, "Bytes": result.bytes, "People": result.facts.people}),
    )


@click.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--latest", is_flag=True, help="Restore the newest undamaged backup of this store.")
@click.pass_obj
def restore(session: Session, file: Path | None, *, latest: bool) -> None:
    """Replace the store with a backup. The engine then contacts nobody until it knows who was contacted since."""
    from core.services.maintenance import backup as service

    if (file is None) != latest:
        raise click.UsageError("Give either FILE or --latest.")
    result = service.restore(session.home, service.latest(session.home) if file is None else file)
    session.show(
        to_json.restore(result),
        lambda: pairs({"Restored": result.file, "Store": result.store, "Before": result.aside or "–"}),
    )
    session.say("At its next start the engine checks who was contacted after this backup was made.")
