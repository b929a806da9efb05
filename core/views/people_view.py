"""Contacts: the people in sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.rules.value_origin import Origin
from core.views.activity_view import JourneyEvent
from core.views.exclusions_view import Holder


@dataclass(frozen=True, slots=True)
class Contact:
    """One person, with the present value of each field."""

    id: int
    name: str
    first_name: str
    last_name: str
    profile: str | None
    """Address on LinkedIn; None if only the provider's id is known."""
    company: str
    position: str
    location: str
    headline: str
    language: str
    """Language tag such as fr; empty if it is not known."""
    blocked: bool
    """True if marked “do not contact”, or excluded by a rule."""
    custom: Mapping[str, str]
    """Columns of a file that are none of the fields above, by their header."""
    open_in: int
    """Unarchived campaigns in which an outreach to this person is still active."""
    held_by: tuple[Holder, ...] = ()
    """The mark “do not contact”, and the rules that match."""
    merged_into: int | None = None
    """The contact into which this one was merged. Lists omit merged contacts, except among the people of a reason."""
    same_as: str = ""
    """Name of that contact."""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Contacts by id, and whether more follow."""

    people: tuple[Contact, ...]
    more: bool
    first: int = 1
    """Number of the first of them in the list, counted from 1."""
    after: int = 0
    """Id of the contact after which the page begins; 0 for the first page."""


@dataclass(frozen=True, slots=True)
class ContactValue:
    """A value of a contact, and its origin."""

    text: str
    origin: Origin
    at: datetime
    """Time at which it was set."""
    was: str
    """The value that it replaced; empty if there was none."""
    file: str
    """The file's value if it differs; else empty."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One contact with all its events, newest first."""

    contact: Contact
    values: Mapping[str, ContactValue]
    """Values by field, `custom.column` for further columns of a file, without empty ones."""
    events: tuple[JourneyEvent, ...]


@dataclass(frozen=True, slots=True)
class ChangedTexts:
    """Numbers of texts that changed because values of their recipients changed."""

    rendered_again: int = 0
    """Texts that wait for approval, or that a campaign's mode approved."""
    asked_again: int = 0
    """Texts that a person had approved and that wait for approval again."""
    ended: int = 0
    """Texts that can no longer be written, so that their people are not contacted."""

    def __add__(self, other: ChangedTexts) -> ChangedTexts:
        return ChangedTexts(
            self.rendered_again + other.rendered_again,
            self.asked_again + other.asked_again,
            self.ended + other.ended,
        )


@dataclass(frozen=True, slots=True)
class EditedContact:
    """A contact whose values were changed by hand."""

    contact: Contact
    values: Mapping[str, ContactValue]
    changed: Mapping[str, tuple[str, str]]
    """The text before and after, by field."""
    texts: ChangedTexts
    waiting: tuple[int, ...]
    """Ids of outreaches that ended for lack of a value which the contact has now."""


@dataclass(frozen=True, slots=True)
class BlockingEnds:
    """The sends that marking a person “do not contact” would cancel."""

    id: int
    name: str
    blocked: bool
    """True if the person is marked already."""
    campaigns: tuple[str, ...]
    """Names of the campaigns in which something is still to be sent."""


@dataclass(frozen=True, slots=True)
class BlockedContact:
    """A person who was marked “do not contact”."""

    id: int | None
    """None for an address that nobody imported yet."""
    name: str
    cancelled: int
    """Outreaches that this cancelled; 0 if the person was marked before."""


@dataclass(frozen=True, slots=True)
class UnblockedContact:
    """A person from whom the mark “do not contact” was removed."""

    id: int | None
    """None for an address that nobody imported yet."""
    name: str
    unblocked: bool
    """False if there was no such mark."""
    held_by: tuple[Holder, ...] = ()
    """Rules that still prevent contact with the person."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a contact file that identifies nobody; `line` counts physical lines from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class BlockedFile:
    """A contact file whose people were marked “do not contact”."""

    rows: int
    blocked: int
    refused: tuple[RefusedRow, ...]
