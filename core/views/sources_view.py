"""Sources: lists, segments and finders that feed campaigns. Moments are aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from core.rules.coming import Due
from core.views.contact_file_view import FileReport, Greeting
from core.views.exclusions_view import Holder
from core.views.obstacle_view import Obstacle
from core.views.people_view import ChangedTexts, RefusedRow


@dataclass(frozen=True, slots=True)
class Finder:
    """A saved search that runs in its own slot."""

    owner: str
    """Name of the member whose account searches."""
    search: Mapping[str, str]
    """`url` or `keywords`."""
    per_slot: int
    """Most results of the search in one slot."""
    days: tuple[str, ...]
    """Weekdays of the slot: mon, tue, …"""
    start: time
    """Local time at which the slot begins."""
    minutes: int
    time_zone: str
    active: bool
    """True if neither stopped nor archived."""
    next: datetime | None
    """Next search; None if none is planned."""
    next_state: Due | None
    problem: Obstacle | None
    """The obstacle that prevents it from finding anybody; None if there is none."""


@dataclass(frozen=True, slots=True)
class Importing:
    """An unfinished import into a source: it runs, or was stopped and can be continued by the same command."""

    file: str
    """Name of the file."""
    row: int
    """The number of its rows that are imported."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source with its size and the active campaigns on it."""

    id: int
    name: str
    kind: str
    """list, segment or finder."""
    archived: bool
    contacts: int
    left: int
    """Contacts whom no campaign has drawn yet and who may be contacted."""
    used_by: tuple[str, ...]
    """Names of the active campaigns."""
    finder: Finder | None
    """The search, if the source is a finder."""
    excluded: int = 0
    """Contacts whom a rule excludes."""
    importing: Importing | None = None
    """The unfinished import; no campaign draws from the source until it ends."""


@dataclass(frozen=True, slots=True)
class SavedFinder:
    """A finder that was made, changed, stopped or started."""

    id: int
    """Id of its source."""
    name: str
    finder: Finder
    segment: int | None = None
    """Id of the segment that was made together with a new finder; else None."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A filter that was saved as a source; its people are those who match, now or later."""

    id: int
    name: str
    filter: Mapping[str, Sequence[str]]
    """Texts by field: each field must match, by any of its texts."""
    contacts: int


@dataclass(frozen=True, slots=True)
class ArchivedSource:
    """A source that no longer feeds campaigns."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ExcludedPeople:
    """The number of people of a file whom a rule excludes."""

    rule: Holder
    people: int


@dataclass(frozen=True, slots=True)
class Connections:
    """The people of a file whom its member is connected with."""

    member: int
    name: str
    people: int
    cancelled: int
    """Invitations of this member to them that were waiting, and were cancelled."""


@dataclass(frozen=True, slots=True)
class LiftedConnections:
    """People who are no longer recorded as connected with a member."""

    member: int
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The result of importing a contact file, or of a dry run: rows = added + known + refused."""

    id: int | None
    """Id of the source; None if a dry run names a new one."""
    name: str
    rows: int
    added: int
    """People who are new to the source."""
    known: int
    """Rows of people whom the source had, including repeated ones."""
    new_contacts: int
    """People whom no source had."""
    refused: tuple[RefusedRow, ...]
    """The first 10,000 rows that cannot be used."""
    report: FileReport
    greeting: Greeting | None = None
    """The first person's text; None if the file identifies nobody."""
    dry_run: bool = False
    """True if nothing was saved."""
    updated: int = 0
    """Known people who had a value replaced."""
    filled: int = 0
    """Known people who only got values that were missing before."""
    differ: int = 0
    """Known people of whom the file has other values, which only `--update` uses."""
    kept: int = 0
    """Known people whose values were set by hand and differ from the file's."""
    texts: ChangedTexts = field(default_factory=ChangedTexts)
    refused_total: int = 0
    excluded: tuple[ExcludedPeople, ...] = ()
    """People of the file whom a rule excludes, by rule."""
    connections: Connections | None = None
    """The connections that were recorded, if the file is a member's own export; else None."""
    resumed_at: int | None = None
    """Rows that an earlier import of the same file had done, and this one skipped; None if there was none."""
