"""`overture finder`: change, stop and start saved searches; `source find` makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.cli.if_version import if_version as version_option
from core.cli.output.formatting import next_moment
from core.cli.output.table import pairs
from core.cli.session import Session
from core.cli.to_json.sources_json import saved_finder

if TYPE_CHECKING:
    from core.views.sources_view import SavedFinder


@click.group()
def finder() -> None:
    """Change, stop and start saved searches. `source find` makes one, `source archive` ends it."""


@finder.command()
@click.argument("ref", metavar="FINDER")
@click.option("--name", help="A new name, also for the segment that was made with the finder.")
@click.option("--owner", metavar="MEMBER", help="The member whose account searches.")
@click.option("--url", metavar="ADDRESS", help="Address of another people search.")
@click.option("--keywords", metavar="TEXT", help="Keywords to search for, in place of an address.")
@click.option("--per-slot", type=int, help="Results per slot, 1 to 25.")
@click.option("--days", help="Weekdays, separated by commas.")
@click.option("--start", metavar="HH:MM", help="Local time at which the slot begins.")
@click.option("--minutes", type=int, help="Length of the slot in minutes, 5 to 720.")
@click.option("--time-zone", metavar="ZONE", help="The slot's time zone.")
@version_option("source list --json")
@click.pass_obj
def edit(session: Session, /, ref: str, days: str | None, if_version: str | None, **changes: Any) -> None:
    """Change the given values; people already found stay."""
    from core.services.audience import finder_edit

    chosen = None if days is None else [day.strip() for day in days.split(",")]
    with session.workspace() as workspace:
        view = finder_edit.edit(workspace, ref, days=chosen, seen=if_version, **changes)
        zone = workspace.stamp.time_zone
    _show(session, view, zone)


@finder.command()
@click.argument("ref", metavar="FINDER")
@click.pass_obj
def stop(session: Session, ref: str) -> None:
    """Stop a finder until it is started again."""
    from core.services.audience import finder_edit

    with session.workspace() as workspace:
        view, zone = finder_edit.stop(workspace, ref), workspace.stamp.time_zone
    _show(session, view, zone)


@finder.command()
@click.argument("ref", metavar="FINDER")
@click.pass_obj
def start(session: Session, ref: str) -> None:
    """Start a stopped finder; it searches in its next slot."""
    from core.services.audience import finder_edit

    with session.workspace() as workspace:
        view, zone = finder_edit.start(workspace, ref), workspace.stamp.time_zone
    _show(session, view, zone)


def _show(session: Session, view: SavedFinder, zone: str) -> None:
    found = view.finder
    told = {
        "Source": f"{view.name} (id {view.id})",
        "Owner": found.owner,
        "Search": found.search.get("url") or found.search.get("keywords"),
        "Slot": f"{', '.join(found.days)} at {found.start:%H:%M} for {found.minutes} min ({found.time_zone})",
        "Results per slot": found.per_slot,
        "Active": found.active,
        "Next search": next_moment(found.next, found.next_state, zone, doing="searching") if found.next else None,
    }
    session.show(saved_finder(view), lambda: pairs(told))
