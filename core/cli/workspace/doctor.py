"""`overture doctor`: checks of the workspace, with the remedy for each failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from core.cli.session import Session
from core.cli.to_json import checks_json as to_json
from core.errors import RefusedError
from core.views.checks_view import Check

if TYPE_CHECKING:
    from core.workspace import Workspace

UNREACHABLE, FAILED = 6, 1


@click.command()
@click.option(
    "--provider",
    is_flag=True,
    help="Also check key, address, accounts, clock, limits and one harmless read of each kind.",
)
@click.option("--adopt", is_flag=True, help="Let a copied or moved store send from here; no other copy may send then.")
@click.option(
    "--accept-journal",
    is_flag=True,
    help="Accept a damaged safety log (intents.jsonl) as it is, if you have checked it or cannot repair it.",
)
@click.option("--compact", is_flag=True, help="Rewrite the store, so that no copy of erased people remains in it.")
@click.pass_context
def doctor(ctx: click.Context, *, provider: bool, adopt: bool, accept_journal: bool, compact: bool) -> None:
    """Check the workspace and report faults; exit 1 if there is one, 6 if the provider cannot be reached."""
    from core import home_files
    from core.services import erasure_copies
    from core.services.maintenance import doctor as service

    session: Session = ctx.obj
    if session.readonly and (adopt or accept_journal or compact):
        raise RefusedError("This changes the home, so it is not done with --readonly.", code="readonly")
    faults = home_files.faults(session.home)
    files = service.home_checks(faults)
    if any(fault.refused for fault in faults):
        session.show([to_json.check(one) for one in files], lambda: lines(files))
        session.say("The home cannot be opened until this is repaired; then run doctor again.")
        ctx.exit(FAILED)
    with session.workspace() as workspace:
        if adopt:
            service.adopt(workspace)
        accepted = service.accept_journal(workspace) if accept_journal else 0
        if compact:
            erasure_copies.clear(workspace)
        found = provider_checks(workspace) if provider else [*files, *service.checks(workspace)]
    session.show([to_json.check(one) for one in found], lambda: lines(found))
    if adopt:
        session.say(f"{adopted(workspace)} No other copy of the store may send.")
    if accept_journal:
        session.say(f"The safety log is accepted as it is; damaged lines: {accepted}.")
    failed = {check.name for check in found if not check.ok}
    if failed:
        ctx.exit(UNREACHABLE if failed & {"provider.key", "provider.address"} else FAILED)


def adopted(workspace: Workspace) -> str:
    """Return a sentence about the location to which the store now belongs."""
    if workspace.store.in_file:
        return "The store now belongs to this folder on this machine."
    return f"The store now belongs to the database {workspace.config.store_url}, on whichever machine its engine runs."


def provider_checks(workspace: Workspace) -> list[Check]:
    """Return the checks of the provider; a missing key makes one of them fail."""
    from core.errors import UnreachableError, UsageError
    from core.services.provider import check as provider_check
    from core.services.provider.gateway import gateway

    try:
        with gateway(workspace) as network:
            return provider_check.checks(workspace, network)
    except (UnreachableError, UsageError) as error:
        return provider_check.without(error)


def lines(found: Sequence[Check]) -> Iterator[str]:
    """Yield one line per check, followed by the remedy if it failed."""
    for check in found:
        yield f"{'ok  ' if check.ok else 'FAIL'} {check.text}"
        if check.action:
            yield f"     {check.action}"
