"""`overture schema`: the JSON Schema of a campaign file or of `config.toml`, for editors and checks."""

from __future__ import annotations

import click

from core.cli.output import streams
from core.cli.session import Session


@click.command()
@click.argument("what", type=click.Choice(["campaign", "config"]), default="campaign")
@click.pass_obj
def schema(session: Session, what: str) -> None:  # noqa: ARG001 - it is JSON with and without --json
    """Print the JSON Schema of a campaign file, or of config.toml.

    It has each key with its type and bounds. Only `campaign create` checks that the sender and the time zone exist.
    """
    from core.cli.to_json import schema_json

    streams.write_json(schema_json.config() if what == "config" else schema_json.campaign())
