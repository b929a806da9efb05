"""`overture contact`: people, their events, their values, and the mark “do not contact”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import moment
from core.cli.output.ranges import HIGHEST
from core.cli.output.table import Column, pairs, table
from core.cli.people.source import refusals
from core.cli.session import Session
from core.cli.to_json import people_json as to_json
from core.cli.to_json.erasure_json import erased
from core.errors import RefusedError, UsageError
from core.plural import plural
from core.rules.filters import keys

if TYPE_CHECKING:
    from core.views.activity_view import JourneyEvent
    from core.views.erasure_view import ErasureCounts, ErasureResult
    from core.views.exclusions_view import AddedRule
    from core.views.people_view import BlockedContact, BlockedFile, Contact, EditedContact, Journey
    from core.workspace import Workspace

COLUMNS = (
    Column("Id", right=True),
    Column("Name", 30),
    Column("Company", 24),
    Column("Position", 24),
    Column("Blocked"),
    Column("Profile", 60),
)
FIELDS = (
    "id",
    "name",
    "first_name",
    "last_name",
    "profile",
    "company",
    "position",
    "location",
    "headline",
    "language",
    "blocked",
)
"""Labels of a contact's fields, one line each."""


@click.group()
def contact() -> None:
    """Show and edit people, their journeys and “do not contact” marks."""


@contact.command("list")
@click.option("--source", metavar="SOURCE", help="Only contacts of one source.")
@click.option("--search", default="", metavar="TEXT", help="Only names containing this text.")
@click.option(
    "--why",
    nargs=2,
    metavar="CAMPAIGN CODE",
    help="Only people to whom this reason applies in the campaign, as `explain` counts them.",
)
@click.option(
    "--at",
    metavar="TIME",
    help="With --why: the reason at a past moment, as in `explain --at`; a day means its end.",
)
@list_options(keys.CONTACTS, limit=100)
@click.pass_obj
def listed(
    session: Session,
    listing: ListOptions,
    source: str | None,
    search: str,
    why: tuple[str, str] | None,
    at: str | None,
) -> None:
    """List contacts by id."""
    from core.services.audience import contact_list
    from core.services.explain.campaign_explained import moment_of

    if at is not None and why is None:
        raise UsageError("--at can only be given with --why, for the reason at a past moment.", field="--at")
    limit = listing.limit or HIGHEST
    with session.workspace() as workspace:
        then = None if why is None or at is None else moment_of(workspace, why[0], at)
        reason = None if why is None else contact_list.Reason(*why, then)
        views = contact_list.list_contacts(
            workspace, listing.where, source=source, reason=reason, search=search, after=listing.after, limit=limit
        )
    rows = [to_json.contact(view) for view in views]
    show_list(session, listing, rows, lambda: table(COLUMNS, [_row(view) for view in views]))
    if not views:
        session.say("Nobody found.")
    elif len(views) == limit:
        session.say(f"There may be more: continue with --after {views[-1].id}.")


def _row(view: Contact) -> list[object]:
    return [view.id, view.name, view.company, view.position, view.blocked, view.profile]


@contact.command()
@click.argument("ref", metavar="ID|ADDRESS|NAME")
@click.pass_obj
def show(session: Session, ref: str) -> None:
    """Show one contact with all its events, newest first."""
    from core.services.audience import contact_page

    with session.workspace() as workspace:
        view, zone = contact_page.journey(workspace, ref), workspace.stamp.time_zone
    session.show(to_json.journey(view), lambda: _journey(view, zone))


def _journey(view: Journey, zone: str) -> Iterator[str]:
    from core.services.audience import value_words

    custom = {f"custom.{key}": value for key, value in view.contact.custom.items()}
    told = {**{field: getattr(view.contact, field) for field in FIELDS}, **_held_by(view.contact), **custom}
    notes = {name: f"   {words}" for name, value in view.values.items() if (words := value_words.origin(value))}
    yield from pairs({name: f"{text}{notes[name]}" if name in notes else text for name, text in told.items()})
    if view.events:
        yield ""
        columns = (
            Column(f"When ({zone})"),
            Column("What", 50),
            Column("Step"),
            Column("Campaign", 30),
            Column("Reason"),
            Column("Who"),
        )
        yield from table(columns, [_event(event, zone) for event in view.events])


def _held_by(contact: Contact) -> dict[str, str]:
    """Return the mark and the rules that exclude a person, as one labelled value; empty if nothing does."""
    words = [
        "the mark “do not contact”"
        if one.id.startswith("person:")
        else f"rule {one.id}: {one.kind} {one.value}".rstrip()
        for one in contact.held_by
    ]
    return {"held_by": "; ".join(words)} if words else {}


def _event(event: JourneyEvent, zone: str) -> list[object]:
    when = moment(event.at, zone, named=False)
    return [when, event.text, event.step_name, event.campaign, event.reason, event.actor]


def _settings(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    """Parse `--set FIELD=VALUE`: a field's name has no "=", a value may."""
    found = {}
    for text in given:
        field, equals, value = text.partition("=")
        if not equals or not field.strip():
            raise click.BadParameter(f"{text!r} is not FIELD=VALUE, such as custom.city=Paris")
        found[field.strip()] = value.strip()
    return found


@contact.command()
@click.argument("ref", metavar="ID|ADDRESS|NAME")
@click.option("--first-name", metavar="TEXT", help="The name that you would write after “Hi”.")
@click.option("--last-name", metavar="TEXT")
@click.option("--name", metavar="TEXT", help="The full name; by default first and last name.")
@click.option("--company", metavar="TEXT")
@click.option("--position", metavar="TEXT")
@click.option("--location", metavar="TEXT")
@click.option("--headline", metavar="TEXT")
@click.option("--email", metavar="ADDRESS")
@click.option("--language", metavar="CODE", help="Language such as fr, used by later draws.")
@click.option(
    "--set",
    "others",
    multiple=True,
    metavar="FIELD=VALUE",
    callback=_settings,
    help="Any field, also custom.column; FIELD= empties it.",
)
@click.pass_obj
def edit(session: Session, /, ref: str, others: dict[str, str], **fields: str | None) -> None:
    """Correct a person's values; no import and no profile changes them afterwards."""
    from core.services.audience import contact_edit, value_words

    given = {name: text for name, text in fields.items() if text is not None}
    with session.workspace() as workspace:
        view = contact_edit.edit(workspace, ref, {**given, **others})
    session.show(to_json.edited(view), lambda: _edited(view))
    requeue = f"`overture queue requeue {' '.join(map(str, view.waiting))}`"
    session.say(*value_words.edited(view, requeue))


def _edited(view: EditedContact) -> Iterator[str]:
    yield from pairs({"Contact": f"{view.contact.name} (id {view.contact.id})"})
    changes = {name: f"{before or '(empty)'} → {after or '(empty)'}" for name, (before, after) in view.changed.items()}
    yield from pairs(changes) if changes else ["Nothing changed; the value now counts as set by hand."]


@contact.command()
@click.argument("refs", metavar="[ID|ADDRESS]…", nargs=-1)
@click.option("--file", type=click.Path(path_type=Path), help="Block everybody in a contact file, imported or not.")
@click.option(
    "--company", metavar="NAME", help="Exclude everybody of a company, now and later, as `exclude add --company` does."
)
@click.pass_obj
def block(session: Session, refs: tuple[str, ...], file: Path | None, company: str | None) -> None:
    """Mark people “do not contact”: nothing more is sent to them, from any member.

    An address that was not imported yet is stored as a hash, so that its person is blocked once imported.
    """
    if not refs and file is None and company is None:
        raise click.UsageError("Name the people to block: ids or addresses, --file FILE or --company NAME.")
    with session.workspace() as workspace:
        contacts, people, employees = _block(workspace, refs, file, company)
    found = to_json.blocked(contacts, people, employees)
    session.show(found, lambda: _blocked(contacts, people, employees))
    session.say(*refusals(people.refused if people else []))


@contact.command()
@click.argument("refs", metavar="[ID|ADDRESS]…", nargs=-1, required=True)
@click.pass_obj
def unblock(session: Session, refs: tuple[str, ...]) -> None:
    """Remove “do not contact” marks: these people may be contacted again."""
    from core.services.audience import block_contacts

    with session.workspace() as workspace:
        views = block_contacts.unblock(workspace, *refs)
    columns = (Column("Id", right=True), Column("Name", 40), Column("Unblocked"))
    rows = [[view.id, view.name or "(not imported yet)", view.unblocked] for view in views]
    session.show(to_json.unblocked(views), lambda: table(columns, rows))
    session.say(
        *[f"{v.name} is still excluded by rule {one.id}: {one.kind} {one.value}" for v in views for one in v.held_by]
    )


@contact.command("not-connected")
@click.argument("refs", metavar="[ID|ADDRESS|NAME]…", nargs=-1)
@click.option("--with", "member", required=True, metavar="MEMBER", help="Member with whom they are not connected.")
@click.option("--source", metavar="SOURCE", help="Also everybody in a source, such as one imported by mistake.")
@click.pass_obj
def not_connected(session: Session, refs: tuple[str, ...], member: str, source: str | None) -> None:
    """Undo `source import --connections-of` for some people: they are not connected with that member.

    From then on LinkedIn's own answer decides; it is read before each invitation.
    """
    from core.cli.to_json import sources_json
    from core.services.audience import connections

    with session.workspace() as workspace:
        view = connections.lift(workspace, member, refs, source=source)
    told = {"Member": f"{view.name} (id {view.member})", "No longer connected": view.people}
    session.show(sources_json.lifted_connections(view), lambda: pairs(told))
    if view.people:
        session.say(
            "To invite those whose invitations this had cancelled: "
            "`overture queue requeue --campaign C --reason connected`."
        )


@contact.command()
@click.argument("refs", metavar="[ID|ADDRESS|-]…", nargs=-1)
@click.option(
    "--from",
    "path",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Erase everybody in a list, one id or profile address per line; - reads stdin.",
)
@click.option("--yes", is_flag=True, help="Erase for good; without --yes, only print what would be erased.")
@click.pass_obj
def forget(session: Session, refs: tuple[str, ...], path: Path | None, *, yes: bool) -> None:
    """Erase people everywhere; only a keyed hash stays, so that nobody invites them again."""
    from core.services.audience import erasure_list
    from core.services.audience import forget as service

    if erasure_list.STDIN in refs:
        refs, path = tuple(ref for ref in refs if ref != erasure_list.STDIN), path or Path(erasure_list.STDIN)
    if not refs and path is None:
        raise click.UsageError("Name the people to erase: ids or addresses, or --from FILE.")
    lines = [] if path is None else erasure_list.read(path)
    everybody = (*refs, *(line.ref for line in lines))
    with session.workspace() as workspace:
        if path is not None:
            erasure_list.check(workspace, lines, path)
        if not yes:
            raise RefusedError(_would_go(service.what_it_erases(workspace, *everybody)))
        view = service.forget(workspace, *everybody)
    session.show(erased(view), lambda: _forgotten(view))
    session.say(view.backups)


def _forgotten(view: ErasureResult) -> Iterator[str]:
    who = {"People": view.people} if view.id is None else {"Contact": view.id}
    yield from pairs({**who, "Forgotten": True, "Cancelled": view.cancelled})


def _would_go(view: ErasureCounts) -> str:
    who = view.name or view.id if view.people == 1 else f"{view.people:,} people"
    names = plural(view.people, "name, texts and addresses", "names, texts and addresses")
    replies = f"{view.replies} {plural(view.replies, 'reply', 'replies')}"
    return (
        f"This erases {who} for good: {names}, with {view.sent:,} sent and "
        f"{replies}. Backups keep them until you delete those. Add --yes to do it."
    )


def _block(
    workspace: Workspace, refs: tuple[str, ...], file: Path | None, company: str | None
) -> tuple[list[BlockedContact], BlockedFile | None, AddedRule | None]:
    from core.rules.exclusions.rule import RuleKind
    from core.services.audience import block_contacts, contacts, exclusions

    with workspace.store.read() as store:
        for ref in refs:  # raises before anybody is blocked, if one is unknown
            contacts.find_or_address(store, ref)
    return (
        [block_contacts.block(workspace, ref) for ref in refs],
        None if file is None else block_contacts.block_file(workspace, file),
        None if company is None else exclusions.add(workspace, RuleKind.COMPANY, company),
    )


def _blocked(contacts: list[BlockedContact], file: BlockedFile | None, company: AddedRule | None) -> Iterator[str]:
    columns = (Column("Id", right=True), Column("Name", 40), Column("Blocked"), Column("Cancelled", right=True))
    yield from table(columns, [[view.id, view.name or "(not imported yet)", True, view.cancelled] for view in contacts])
    if file is not None:
        yield from pairs({"Blocked by file": f"{file.blocked} {plural(file.blocked, 'person', 'people')}"})
    if company is not None:
        held = company.rule.holds
        yield from pairs({"Blocked by company": f"{held} {plural(held, 'person', 'people')}"})
