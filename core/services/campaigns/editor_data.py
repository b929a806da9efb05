"""Choices that the editor of campaigns offers, and the check whether its content may be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from core.errors import InvalidInputError, UsageError
from core.rules.filters.natural_order import natural
from core.services.campaigns.check_against_store import check_against_store
from core.services.campaigns.draft import CampaignDraft, SlotDraft
from core.services.campaigns.file import draft_from
from core.services.campaigns.file_schema import HeadModel, SlotModel, usable
from core.services.campaigns.lifecycle import draft_of, sender_fixed
from core.store import campaigns, members
from core.store.database import Reading
from core.store.people import sources
from core.store.people.sources import NOBODY, sizes_of_sources
from core.time_zones import known_zones
from core.workspace import Workspace


@dataclass(frozen=True)
class MemberChoice:
    """A sender to choose."""

    id: str
    name: str
    account: str
    plan: str


@dataclass(frozen=True)
class SourceChoice:
    """A source to choose, with its number of contacts."""

    id: str
    name: str
    contacts: int


@dataclass(frozen=True)
class Choices:
    """The choices of the editor: unarchived members and sources, names and programs in use, and the zone."""

    members: tuple[MemberChoice, ...]
    sources: tuple[SourceChoice, ...]
    names: tuple[str, ...]
    programs: tuple[str, ...]
    zone: str
    """The workspace's time zone."""


@dataclass(frozen=True)
class Opened:
    """A stored campaign as an editor shows it; `member` and `source` are row ids."""

    draft: CampaignDraft
    member: str
    source: str
    sender_name: str
    sender_fixed: bool


@dataclass(frozen=True)
class EditorData:
    """The data that an editor opens with: the choices, and the stored campaign; None for a new one."""

    choices: Choices
    opened: Opened | None


@dataclass(frozen=True)
class Fault:
    """One reason why a campaign cannot be saved: its path (`slots[2].minutes`), and a sentence."""

    field: str
    text: str


@dataclass(frozen=True)
class Checked:
    """The result of a check: the campaign, or the faults for which it cannot be saved."""

    draft: CampaignDraft | None
    faults: tuple[Fault, ...]


def editor_data(workspace: Workspace, ident: int | None) -> EditorData:
    """Return the data that an editor opens with; `ident` is a campaign to change or clone. Raises NotFoundError."""
    return EditorData(choices(workspace), None if ident is None else open_campaign(workspace, ident))


def choices(workspace: Workspace) -> Choices:
    """Return all choices of an editor."""
    with workspace.store.read() as store:
        senders = sorted(members.unarchived(store), key=lambda member: (natural(member.name), member.id))
        sizes = sizes_of_sources(store)
        found = sorted(sources.list_rows(store), key=lambda source: (natural(source.name), source.id))
        used = campaigns.titles(store)
    return Choices(
        tuple(MemberChoice(str(member.id), member.name, member.account_id, member.plan) for member in senders),
        tuple(SourceChoice(str(source.id), source.name, sizes.get(source.id, NOBODY).people) for source in found),
        tuple(dict.fromkeys(title.name for title in used)),
        tuple(dict.fromkeys(title.program for title in used)),
        workspace.stamp.time_zone,
    )


def open_campaign(workspace: Workspace, ident: int) -> Opened:
    """Return a stored campaign, to be changed or cloned."""
    draft = draft_of(workspace, ident)
    with workspace.store.read() as store:
        row = campaigns.get(store, ident)
        name = members.get(store, row.member_id).name
        return Opened(draft, str(row.member_id), str(row.source_id), name, sender_fixed(store, ident))


def check(store: Reading, values: Mapping[str, Any]) -> Checked:
    """Check values in the shape of a campaign file by all rules of `campaign create`."""
    try:
        draft = draft_from(values)
        check_against_store(store, draft)
    except InvalidInputError as error:
        return Checked(None, tuple(map(fault_of, error.faults)))
    return Checked(draft, ())


def fault_of(error: UsageError) -> Fault:
    """Return a fault whose sentence does not begin with its field."""
    return Fault(error.field or "", error.text.removeprefix(f"{error.field}: "))


def slots_in(values: Mapping[str, Any]) -> tuple[SlotDraft, ...]:
    """Return the slots that are valid in themselves, even if other fields are not."""
    found = (usable(SlotModel, raw) for raw in values["slots"])
    return tuple(
        SlotDraft(tuple(slot["days"]), time.fromisoformat(slot["start"]), slot["minutes"])
        for slot, faults in found
        if not faults
    )


def zone_in(values: Mapping[str, Any], otherwise: str) -> str | None:
    """Return the time zone in the values, `otherwise` if they have none, None if it is invalid."""
    head, _faults = usable(HeadModel, values)
    return (head["time_zone"] or otherwise) if "time_zone" in head else None


def zones(search: str, limit: int = 6) -> list[str]:
    """Return time zones whose name contains the typed text, those whose city begins with it first."""
    wanted = search.strip().casefold().replace(" ", "_")
    found = [name for name in known_zones() if wanted in name.casefold() and "/" in name]
    return sorted(found, key=lambda name: (not name.casefold().rsplit("/", 1)[-1].startswith(wanted), name))[:limit]
