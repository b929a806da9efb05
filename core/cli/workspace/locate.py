"""`overture locate`: the paths of a workspace's files."""

from __future__ import annotations

import contextlib

import click

from core.cli.output.table import pairs
from core.cli.session import Session
from core.cli.to_json.workspace_json import files
from core.config import load
from core.errors import OvertureError

FILES = ("config", "store", "log", "events", "intents", "engine_lock", "store_lock", "sandbox", "provider_key")


@click.command()
@click.pass_obj
def locate(session: Session) -> None:
    """Show where the files of this workspace are, or would be; nothing is created."""
    home = session.home
    found = files(home.folder, {name: getattr(home, name) for name in FILES})
    with contextlib.suppress(OvertureError):  # every other command reports an invalid config.toml
        found["store"] = load(home.config).store_url or found["store"]
    if home.store.exists():
        from core.store.copying.marks import file_moved_to

        moved = file_moved_to(home.store)
        found |= {"moved_to": moved} if moved else {}
    session.show(found, lambda: pairs(found))
