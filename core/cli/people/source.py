"""`overture source`: lists of contacts that feed campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.archiving import YES, confirm
from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output import progress
from core.cli.output.formatting import next_moment
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import sources_json as to_json
from core.plural import plural
from core.rules.filters import keys

if TYPE_CHECKING:
    from core.views.people_view import RefusedRow
    from core.views.sources_view import Finder, Source

COLUMNS = (
    Column("Id", right=True),
    Column("Name", 50),
    Column("Kind"),
    Column("Contacts", right=True),
    Column("Left", right=True),
    Column("Excluded", right=True),
    Column("Next search"),
    Column("Archived"),
)
REFUSED_SHOWN = 20


@click.group()
def source() -> None:
    """Manage the lists of contacts that feed campaigns."""


def _mapping(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    """Parse `--map COLUMN=FIELD`, split at the last "=": a column's name may contain one, a field's name cannot."""
    found = {}
    for text in given:
        column, _equals, field = text.rpartition("=")
        if not column.strip() or not field.strip():
            raise click.BadParameter(f"{text!r} is not COLUMN=FIELD, such as URL=address")
        found[column.strip()] = field.strip()
    return found


def _fields(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the fields that may follow `COLUMN=`, for the completion of a shell."""
    from core.rules.file_columns.column_names import FIELDS

    column, equals, field = begun.rpartition("=")
    return [f"{column}={name}" for name in FIELDS if name.startswith(field)] if equals else []


@source.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Name of a new or existing source; an existing one gets only new people.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="COLUMN=FIELD",
    callback=_mapping,
    shell_complete=_fields,
    help="The field that a column holds.",
)
@click.option("--encoding", metavar="NAME", help="Encoding of the file, such as windows-1251.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook, by name or number.")
@click.option("--update", is_flag=True, help="Update known people with the file's values, except values set by hand.")
@click.option(
    "--connections-of",
    metavar="MEMBER",
    help="The file has this member's own connections: the member does not invite them.",
)
@click.option("--dry-run", is_flag=True, help="Read the whole file and show the result, but save nothing.")
@click.option("--strict", is_flag=True, help="Import nothing if anything is guessed, not understood or refused.")
@click.option("--instead", is_flag=True, help="Leave out the rest of another file whose import was stopped.")
@click.option("--refused", "refused_file", type=click.Path(path_type=Path), help="Write all refused rows to this file.")
@click.pass_obj
def import_(
    session: Session,
    /,
    file: Path,
    name: str,
    mapping: dict[str, str],
    encoding: str | None,
    sheet: str | None,
    refused_file: Path | None,
    connections_of: str | None,
    **how: bool,
) -> None:
    """Import a file of contacts. Known people are not added again; their missing values are filled in.

    CSV of any separator and encoding, .xlsx, .ods and .xls are read; columns are recognised by their names in many
    languages and by their cells. The import of a large file can be stopped with Ctrl+C; the same command continues it.
    """
    from core.cli.people import import_report
    from core.services.audience import import_contacts, import_place, value_words
    from core.services.audience.contact_file import HowToRead

    reading = HowToRead(mapping, encoding, sheet)
    with (
        session.workspace() as workspace,
        import_report.written_refusals(refused_file, file) as refused,
        progress.bar("Importing", wanted=not session.json) as shown,
    ):
        try:
            result = import_contacts.import_file(
                workspace,
                file,
                name,
                reading=reading,
                connections_of=connections_of,
                update=how["update"],
                strict=how["strict"],
                dry_run=how["dry_run"],
                instead=how["instead"],
                progress=shown,
                refused=refused,
            )
        except KeyboardInterrupt:
            session.say(import_place.stopped_import(workspace, name) or "The import was stopped; nothing was saved.")
            raise
    session.show(to_json.imported_file(result), lambda: import_report.lines(result))
    session.say(*value_words.imported(result))
    session.say(*_refusals(result.refused, result.refused_total, "--refused FILE writes all of them"))


def _refusals(refused: Sequence[RefusedRow], count: int, more: str) -> list[str]:
    found = [f"line {row.line}: {row.reason}" for row in refused[:REFUSED_SHOWN]]
    if count > REFUSED_SHOWN:
        found.append(f"… and {count - REFUSED_SHOWN:,} more; {more}")
    return found


@source.command("list")
@click.option("--archived", is_flag=True, help="List archived sources, too.")
@list_options(keys.SOURCES)
@click.pass_obj
def listed(session: Session, listing: ListOptions, *, archived: bool) -> None:
    """List every source, its size, and how many of its people no campaign has drawn."""
    from core.services import list_filters
    from core.services.audience import sources
    from core.services.audience.import_words import importing

    with session.workspace() as workspace:
        every = sources.list_sources(workspace, archived=archived)
        views = listing.window(list_filters.sources(workspace, listing.where, every), lambda view: view.id)
        zone = workspace.stamp.time_zone
    rows = [to_json.source(view) for view in views]
    show_list(session, listing, rows, lambda: table(COLUMNS, [_row(view, zone) for view in views]))
    session.say(*[f"{v.name}: {v.finder.problem.text}" for v in views if v.finder and v.finder.problem])
    session.say(*[f"{v.name}: {importing(v.importing)}" for v in views if v.importing])
    if every and not views:
        session.say("No source matches.")
    elif not views:
        session.say("There is no source yet: `overture source import FILE --name NAME` makes one.")


def _row(view: Source, zone: str) -> list[object]:
    found = view.finder
    when = _next_search(found, zone, named=False) if found and found.next else None
    return [view.id, view.name, view.kind, view.contacts, view.left, view.excluded, when, view.archived]


def _next_search(finder: Finder, zone: str, *, named: bool = True) -> str:
    return next_moment(finder.next, finder.next_state, zone, doing="searching", named=named)


@source.command()
@click.option("--name", required=True, help="The segment's name.")
@click.option("--where", default="", metavar="FILTER", help="People who match a filter, as in `contact list --where`.")
@click.option("--person", "name_", multiple=True, metavar="TEXT", help="Name contains this text.")
@click.option("--company", multiple=True, metavar="TEXT", help="Company contains this text.")
@click.option("--position", multiple=True, metavar="TEXT", help="Position contains this text.")
@click.option("--location", multiple=True, metavar="TEXT", help="Location contains this text.")
@click.option("--headline", multiple=True, metavar="TEXT", help="Headline contains this text.")
@click.option("--language", multiple=True, metavar="CODE", help="Language, such as fr.")
@click.option("--source", "source_", multiple=True, metavar="SOURCE", help="Only people of this list or finder.")
@click.pass_obj
def segment(
    session: Session,
    /,
    name: str,
    where: str,
    name_: Sequence[str],
    source_: Sequence[str],
    **wanted: Sequence[str],
) -> None:
    """Save a filter over contacts as a source: everyone who matches, now and later.

    Case does not matter. A person must match every option; if an option is given several times, one value is enough.
    """
    from core.services.audience import segments

    filters = {"where": [where] if where else [], "name": name_, "source": source_, **wanted}
    with session.workspace() as workspace:
        view = segments.add(workspace, name, filters)
    told = {"Source": f"{view.name} (id {view.id})", "Contacts": view.contacts}
    session.show(to_json.segment(view), lambda: pairs(told))


@source.command()
@click.option("--name", required=True, help="The finder's name.")
@click.option("--owner", required=True, metavar="MEMBER", help="The member whose account searches.")
@click.option("--url", metavar="ADDRESS", help="Address of a people search on LinkedIn or Sales Navigator.")
@click.option("--keywords", metavar="TEXT", help="Keywords to search for, in place of an address.")
@click.option("--per-slot", type=int, default=10, show_default=True, help="Results per slot, 1 to 25.")
@click.option("--days", default="mon,tue,wed,thu,fri", show_default=True, help="Weekdays, separated by commas.")
@click.option("--start", default="09:00", show_default=True, help="Local time at which the slot begins.")
@click.option("--minutes", type=int, default=60, show_default=True, help="Length of the slot in minutes, 5 to 720.")
@click.option("--time-zone", metavar="ZONE", help="The slot's time zone; by default the workspace's.")
@click.pass_obj
def find(session: Session, /, name: str, owner: str, days: str, **options: Any) -> None:
    """Save a search as a source: it runs in its own slot and finds new people."""
    from core.services.audience import finders

    chosen = [day.strip() for day in days.split(",")]
    with session.workspace() as workspace:
        view = finders.add(workspace, name, owner, days=chosen, **options)
        zone = workspace.stamp.time_zone
    told = {
        "Source": f"{view.name} (id {view.id})",
        "Owner": view.finder.owner,
        "Next search": _next_search(view.finder, zone),
    }
    session.show(to_json.saved_finder(view), lambda: pairs(told))


@source.command()
@click.argument("ref", metavar="SOURCE")
@YES
@click.pass_obj
def archive(session: Session, ref: str, *, yes: bool) -> None:
    """Archive a source for good: active campaigns that use it become Stopped; its contacts stay."""
    from core.services.audience import sources

    with session.workspace() as workspace:
        confirm(workspace, "source", ref, yes=yes)
        view = sources.archive_source(workspace, ref)
    told = {"Source": f"{view.name} (id {view.id})", "Archived": True}
    session.show(to_json.archived_source(view), lambda: pairs(told))


def refusals(refused: Sequence[RefusedRow]) -> list[str]:
    """Return the number of refused rows, and the first twenty as sentences; nothing if no row was refused."""
    if not refused:
        return []
    count = len(refused)
    return [f"{count} {plural(count, 'row')} refused:", *_refusals(refused, count, "--json lists all")]
