"""`overture contact`: people, their journeys, and do not contact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.ranges import HIGHEST
from core.cli.session import Session
from core.cli.source import refusals
from core.cli.table import Column, pairs, table
from core.cli.words import moment, plural
from core.errors import RefusedError

if TYPE_CHECKING:
    from core.workspace import Workspace

COLUMNS = (
    Column("Id", right=True),
    Column("Name", 30),
    Column("Company", 24),
    Column("Position", 24),
    Column("Blocked"),
    Column("Profile", 60),
)


@click.group()
def contact() -> None:
    """People, their journeys, do not contact."""


@contact.command("list")
@click.option("--source", metavar="SOURCE", help="Only those of one source.")
@click.option("--search", default="", metavar="TEXT", help="Only whose name holds the text.")
@click.option("--limit", type=click.IntRange(1, HIGHEST), default=100, show_default=True)
@click.option("--after", type=click.IntRange(0, HIGHEST), default=0, metavar="ID", help="Only those behind this id.")
@click.pass_obj
def listed(session: Session, source: str | None, search: str, limit: int, after: int) -> None:
    """Contacts by id."""
    from core.services import audience

    with session.workspace() as workspace:
        views = audience.contacts(workspace, source=source, search=search, limit=limit, after=after)
    session.show(views, lambda: table(COLUMNS, [_row(view) for view in views]))
    if not views:
        session.say("Nobody here.")
    elif len(views) == limit:
        session.say(f"There may be more: --after {views[-1]['id']} goes on.")


def _row(view: dict[str, Any]) -> list[object]:
    return [view[key] for key in ("id", "name", "company", "position", "blocked", "profile")]


@contact.command()
@click.argument("ref", metavar="ID|ADDRESS")
@click.pass_obj
def show(session: Session, ref: str) -> None:
    """One contact with everything that happened, newest first."""
    from core.services import audience

    with session.workspace() as workspace:
        view, zone = audience.journey(workspace, ref), workspace.stamp.time_zone
    session.show(view, lambda: _journey(view, zone))


def _journey(view: dict[str, Any], zone: str) -> Iterator[str]:
    known = {key: value for key, value in view.items() if key not in {"journey", "custom"}}
    custom = {f"custom.{key}": value for key, value in view["custom"].items()}
    yield from pairs({**known, **custom})
    if view["journey"]:
        yield ""
        columns = (
            Column(f"When ({zone})"),
            Column("What", 50),
            Column("Step"),
            Column("Campaign", 30),
            Column("Reason"),
            Column("Who"),
        )
        yield from table(columns, [_event(event, zone) for event in view["journey"]])


def _event(event: dict[str, Any], zone: str) -> list[object]:
    when = moment(event["at"], zone, named=False)
    return [when, event["text"], event["step_name"], event["campaign"], event["reason"], event["actor"]]


@contact.command()
@click.argument("refs", metavar="[ID|ADDRESS]…", nargs=-1)
@click.option("--file", type=click.Path(path_type=Path), help="Everybody in a contact file, known yet or not.")
@click.option("--company", metavar="NAME", help="Everybody of a company.")
@click.pass_obj
def block(session: Session, refs: tuple[str, ...], file: Path | None, company: str | None) -> None:
    """Do not contact: nothing more leaves to these people, from any member."""
    if not refs and file is None and company is None:
        raise click.UsageError("Name whom to block: ids or addresses, --file FILE or --company NAME.")
    with session.workspace() as workspace:
        result = _block(workspace, refs, file, company)
    session.show(result, lambda: _blocked(result))
    session.say(*refusals(result["file"]["refused"] if result["file"] else []))


@contact.command()
@click.argument("refs", metavar="[ID|ADDRESS|-]…", nargs=-1)
@click.option(
    "--from",
    "path",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Everybody in a list: an id or a profile address a line; - reads it from stdin.",
)
@click.option("--yes", is_flag=True, help="Erase for good; without it only what would go is told.")
@click.pass_obj
def forget(session: Session, refs: tuple[str, ...], path: Path | None, *, yes: bool) -> None:
    """Erase people everywhere; only a keyed hash stays, so that nobody invites them again."""
    from core.services import erasure_list
    from core.services import forget as service

    if erasure_list.STDIN in refs:
        refs, path = tuple(ref for ref in refs if ref != erasure_list.STDIN), path or Path(erasure_list.STDIN)
    if not refs and path is None:
        raise click.UsageError("Name whom to erase: ids or addresses, or --from FILE.")
    lines = [] if path is None else erasure_list.read(path)
    everybody = (*refs, *(line.ref for line in lines))
    with session.workspace() as workspace:
        if path is not None:
            erasure_list.check(workspace, lines, path)
        if not yes:
            raise RefusedError(_would_go(service.what_it_erases(workspace, *everybody)))
        view = service.forget(workspace, *everybody)
    session.show(view, lambda: _forgotten(view))
    session.say(view["backups"])


def _forgotten(view: dict[str, Any]) -> Iterator[str]:
    who = {"Contact": view["id"]} if view["id"] else {"People": view["people"]}
    yield from pairs({**who, "Forgotten": True, "Cancelled": view["cancelled"]})


def _would_go(view: dict[str, Any]) -> str:
    who = view["name"] or view["id"] if view["people"] == 1 else f"{view['people']:,} people"
    names = "name, texts and addresses" if view["people"] == 1 else "names, texts and addresses"
    return (
        f"This erases {who} for good: {names}, with {view['sent']:,} sent and "
        f"{plural(view['replies'], 'reply', 'replies')}. Backups keep them until you delete those. Add --yes to do it."
    )


def _block(workspace: Workspace, refs: tuple[str, ...], file: Path | None, company: str | None) -> dict[str, Any]:
    from core.services import audience

    with workspace.store.read() as store:
        for ref in refs:  # nobody is blocked where one of them is unknown
            audience.find_contact(store, ref)
    return {
        "contacts": [audience.block(workspace, ref) for ref in refs],
        "file": None if file is None else audience.block_file(workspace, file),
        "company": None
        if company is None
        else {"name": company, "blocked": audience.block_company(workspace, company)},
    }


def _blocked(result: dict[str, Any]) -> Iterator[str]:
    columns = (Column("Id", right=True), Column("Name", 40), Column("Blocked"), Column("Cancelled", right=True))
    keys = ("id", "name", "blocked", "cancelled")
    yield from table(columns, [[view[key] for key in keys] for view in result["contacts"]])
    for part in ("file", "company"):
        if result[part] is not None:
            yield from pairs({f"Blocked by {part}": plural(result[part]["blocked"], "person", "people")})
