"""`overture member connect` and `member accounts`: connecting LinkedIn accounts, and listing those at the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.cli.member_lines import SHOWN, row_of
from core.cli.output.ranges import FiniteRange
from core.cli.output.table import DASH, Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import members_json as to_json

if TYPE_CHECKING:
    from core.views.accounts_view import ProviderAccount

MINUTES = 10.0
LONGEST_MINUTES = 60.0
ACCOUNTS = (
    Column("Account", 30),
    Column("Name", 30),
    Column("Public id", 30),
    Column("Status", 12),
    Column("Premium"),
    Column("Member", 30),
)


@click.command()
@click.argument("name")
@click.option(
    "--public-id", metavar="SLUG", help="The owner's LinkedIn identifier: the part of the address after /in/."
)
@click.option(
    "--wait",
    type=FiniteRange(0, LONGEST_MINUTES),
    metavar="MINUTES",
    help=f"Minutes to wait for the account; by default {MINUTES:g}, or 0 with --json and in the app.",
)
@click.pass_obj
def connect(session: Session, name: str, public_id: str | None, wait: float | None) -> None:
    """Connect a LinkedIn account for NAME, or a member's account again: prints a link, and waits for the sign-in."""
    from core.services.members import connect as connecting
    from core.services.provider.gateway import gateway
    from core.views.accounts_view import Attempt

    minutes = (0.0 if session.json else MINUTES) if wait is None else wait
    if session.opened is not None:
        minutes = 0.0  # the app shows the link only when the command has ended
    with session.workspace() as workspace, gateway(workspace) as network:
        found = connecting.begin(workspace, network, name, public_id)
        if isinstance(found, Attempt):
            session.say("Open this link and sign in to LinkedIn there; Overture never sees the password:", found.url)
            if minutes == 0:
                session.say("Then give the same command again: it shows the member.")
                session.show(to_json.attempt(found), list)
                return
            session.say(f"Waiting for the account, {minutes:g} minutes at most. Ctrl+C stops waiting; nothing is lost.")
            found = connecting.wait(workspace, network, found, minutes * 60)
    session.show(to_json.member(found), lambda: pairs(dict(zip(SHOWN, row_of(found), strict=True))))
    session.say(f"The account of {found.name} is connected.")


@click.command()
@click.pass_obj
def accounts(session: Session) -> None:
    """List the LinkedIn accounts at the provider, and the member of each."""
    from core.services.members import connect as connecting
    from core.services.provider.gateway import gateway

    with session.workspace() as workspace, gateway(workspace) as network:
        found = connecting.accounts(workspace, network)
    session.show(
        [to_json.account(account) for account in found], lambda: table(ACCOUNTS, [_row(account) for account in found])
    )
    if not found:
        session.say(
            "No account is connected at the provider yet: `overture member connect NAME` prints a link to connect one."
        )


def _row(account: ProviderAccount) -> list[object]:
    premium = DASH if account.premium is None else account.premium
    who = DASH if account.member is None else account.member.name
    return [account.id, account.name, account.public_id or DASH, account.status, premium, who]
