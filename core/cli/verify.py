"""`overture verify`: everything counted again from the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from core.cli.session import Session
from core.cli.table import Column, pairs, table
from core.cli.words import counts
from core.errors import UnreachableError

if TYPE_CHECKING:
    from core.workspace import Workspace


HELD = (Column("Held after an unexpected error", 120), Column("Where", 80))


@click.command()
@click.option("--provider", is_flag=True, help="Compare with the provider's lists of sent invitations, too.")
@click.pass_obj
def verify(session: Session, *, provider: bool) -> None:
    """Count everything again from the journal; exit 1 where a number differs or somebody got a step twice.

    With --provider: exit 6 where a list of the provider could not be read; the answer says which.
    """
    from core.services import verify as service
    from core.store import damage

    with session.workspace() as workspace:
        damage.refuse(workspace.home)  # numbers of a store that is not whole prove nothing
        found = service.verify(workspace)
        if provider:
            found["provider"] = _provider(workspace)
    session.show(found, lambda: _lines(found))
    if found["differences"] or found["duplicates"]:
        raise Exit(1)
    unread = found.get("provider", {}).get("unread", [])
    if unread:
        raise UnreachableError(f"Not everything at the provider could be read. {'; '.join(unread)}", code="list.unread")


def _provider(workspace: Workspace) -> dict[str, Any]:
    """What LinkedIn's lists say; a difference there is no error of our numbers and does not change the exit code."""
    from core.services import verify_provider
    from core.services.network import gateway

    with gateway(workspace) as network:
        return verify_provider.compare(workspace, network)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    groups = ("differences", "duplicates", "merged")
    yield from pairs(
        {
            "Checked": counts(found["checked"]),
            **{group.capitalize(): len(found[group]) for group in groups},
            "In doubt": found["in_doubt"],
            "Withdrawals in doubt": found.get("withdrawals_in_doubt", 0),
            "Held": len(found["held"]),
        }
    )
    if found["held"]:
        yield ""
        yield from table(HELD, [[one["text"], f"{one['error']} at {one['place']}"] for one in found["held"]])
    findings = [[group, finding["check"], finding["text"]] for group in groups for finding in found[group]]
    if findings:
        yield ""
        yield from table((Column("Kind"), Column("Check"), Column("Finding", 200)), findings)
    if "provider" in found:
        yield ""
        yield from _provider_lines(found["provider"])


def _provider_lines(found: dict[str, Any]) -> Iterator[str]:
    names = ("member", "ours", "listed", "both", "explained", "unread")
    columns = [Column(name.capitalize(), 40) for name in names]
    yield from table(columns, [[one[name] for name in names] for one in found["members"]])
    for entry in found["differences"]:
        yield entry["text"]
    if found["note"]:
        yield f"{found['note'].capitalize()}."
