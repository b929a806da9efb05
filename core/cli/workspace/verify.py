"""`overture verify`: the recount of every number from the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from core.cli.output.formatting import counts
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import verification_json as to_json
from core.errors import UnreachableError
from core.views.verification_view import ProviderComparison, Verification

if TYPE_CHECKING:
    from core.workspace import Workspace


HELD = (Column("Held after an unexpected error", 120), Column("Where", 80))


@click.command()
@click.option("--provider", is_flag=True, help="Also compare with the provider's lists of sent invitations.")
@click.pass_obj
def verify(session: Session, *, provider: bool) -> None:
    """Recount every number from the journal; exit 1 if a number differs, or if somebody got a step twice.

    With --provider: exit 6 if a list of the provider could not be read; the output names that list.
    """
    from core.services.maintenance import verify as service
    from core.store.upkeep import damage

    with session.workspace() as workspace:
        damage.refuse(workspace.home)  # figures from a damaged store prove nothing
        found = service.verify(workspace)
        compared = _provider(workspace) if provider else None
    more = {} if compared is None else {"provider": to_json.provider(compared)}
    session.show({**to_json.verification(found), **more}, lambda: _lines(found, compared))
    if found.differences or found.duplicates:
        raise Exit(1)
    if compared is not None and compared.unread:
        told = "; ".join(compared.unread)
        raise UnreachableError(f"Not everything at the provider could be read. {told}", code="list.unread")


def _provider(workspace: Workspace) -> ProviderComparison:
    """Compare with LinkedIn's lists; a difference does not prove our numbers wrong, so the exit code ignores it."""
    from core.services.maintenance import verify_provider
    from core.services.provider.gateway import gateway

    with gateway(workspace) as network:
        return verify_provider.compare(workspace, network)


def _lines(found: Verification, compared: ProviderComparison | None) -> Iterator[str]:
    groups = {"differences": found.differences, "duplicates": found.duplicates, "merged": found.merged}
    yield from pairs(
        {
            "Checked": counts(found.checked),
            **{group.capitalize(): len(findings) for group, findings in groups.items()},
            "In doubt": found.in_doubt,
            "Withdrawals in doubt": found.withdrawals_in_doubt,
            "Held": len(found.held),
        }
    )
    if found.held:
        yield ""
        yield from table(HELD, [[one.text, f"{one.error} at {one.place}"] for one in found.held])
    findings = [[group, one.check, one.text] for group, findings in groups.items() for one in findings]
    if findings:
        yield ""
        yield from table((Column("Kind"), Column("Check"), Column("Finding", 200)), findings)
    if compared is not None:
        yield ""
        yield from _provider_lines(compared)


def _provider_lines(found: ProviderComparison) -> Iterator[str]:
    columns = [Column(name, 40) for name in ("Member", "Ours", "Listed", "Both", "Explained", "Unread")]
    rows = [[one.member, one.ours, one.listed, one.both, one.explained, one.unread] for one in found.members]
    yield from table(columns, rows)
    for entry in found.differences:
        yield entry.text
    if found.note:
        yield f"{found.note.capitalize()}."
