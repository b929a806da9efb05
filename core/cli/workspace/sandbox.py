"""`overture sandbox`: serve the sandbox, read its ledger, and make calls to it fail."""

from __future__ import annotations

import os
from typing import Any

import click

from core.cli.group import LazyGroup
from core.cli.output import streams
from core.cli.output.formatting import moment
from core.cli.output.ranges import HIGHEST
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import sandbox_json as to_json


@click.group(
    cls=LazyGroup,
    lazy={
        "serve": ("core.cli.workspace.sandbox:serve", "Serve the sandbox to clients on this machine, until Ctrl+C."),
        "ledger": (
            "core.cli.workspace.sandbox:ledger",
            "List every write that the sandbox carried out, of all clients.",
        ),
        "account": ("core.cli.workspace.sandbox:account", "Set an account's name, plan or status."),
        "fault": ("core.cli.workspace.sandbox_fault:fault", "Make calls to the sandbox fail: add, list, clear."),
    },
)
def sandbox() -> None:
    """Use the sandbox, a network in place of a provider: serve it, read its ledger, set up faults."""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port; 0 takes any free one and prints it.",
)
@click.option("--seed", type=int, help="Seed of the people; by default the home's.")
@click.pass_obj
def serve(session: Session, port: int, seed: int | None) -> None:
    """Serve the home's sandbox to clients on this machine, until SIGTERM or Ctrl+C. The key is `sandbox`."""
    from core.services.provider.sandbox_server import serving

    with serving(session.home, port, seed) as served:

        def ready() -> None:
            session.show(
                to_json.served(served.address, key="sandbox", pid=os.getpid()),
                lambda: [f"The sandbox is served at {served.address} (key: sandbox). Ctrl+C ends it."],
            )
            streams.finish()

        served.until_told(ready)
    session.say("The sandbox has stopped.")


@click.command()
@click.pass_obj
def ledger(session: Session) -> None:
    """List every write that the sandbox carried out, of all clients."""
    from core.services.provider import gateway

    with session.workspace() as workspace:
        entries, zone = gateway.ledger(workspace), workspace.stamp.time_zone
    columns = (Column(f"At ({zone})"), Column("Account", 24), Column("Person", 30), Column("Kind"), Column("Text", 60))
    rows = [
        [moment(entry.at, zone, named=False), entry.account, entry.person, entry.kind, entry.text] for entry in entries
    ]
    session.show([to_json.ledger_entry(entry) for entry in entries], lambda: table(columns, rows))
    if not entries:
        session.say("The sandbox has carried out nothing yet.")


@click.command()
@click.argument("account_id", metavar="ACCOUNT")
@click.option("--name", help="The owner's name; another name makes it another person's account.")
@click.option("--plan", metavar="PLAN", help="basic, premium or sales-navigator.")
@click.option(
    "--status",
    metavar="STATUS",
    help="ok; credentials, connecting, permissions, error or stopped (disconnected); or removed.",
)
@click.option("--same-owner-as", metavar="ID", help="Reconnect the account of this LinkedIn owner under this id.")
@click.option(
    "--weekly-limit",
    type=click.IntRange(1, HIGHEST),
    metavar="N",
    help="Invitations that the account may send in 7 days.",
)
@click.pass_obj
def account(session: Session, /, account_id: str, **changes: Any) -> None:
    """Set an account's name, plan or status. The engine learns of the change when it next reads the account.

    \b
    To remove an account and connect it again under another id:
      overture sandbox account acc-1 --status removed
      overture sandbox account acc-2 --same-owner-as acc-1
    """
    from core.services.provider import gateway

    with session.workspace() as workspace:
        found = to_json.account(gateway.set_account(workspace, account_id, **changes))
    session.show(found, lambda: pairs({name.replace("_", " ").capitalize(): found[name] for name in found}))
