"""The keys by which each list can be filtered: one table for help, completion, the docs and the tests."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from core.errors import UsageError
from core.rules.states import Status
from core.text import clean

CUSTOM = "custom."
HEALTH = ("stopped", "created", "errors", "warnings", "running", "scheduled")
"""States of a campaign's health (`core/rules/health.py`)."""
PLANS = ("basic", "premium", "sales-navigator")
MEMBER_STATES = ("ok", "connecting", "disconnected", "restricted", "archived")


class Kind(enum.Enum):
    """The type of a key's values, which decides how they are read and compared."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MOMENT = "moment"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Key:
    """A property by which a list can be filtered and sorted."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    """The values of a choice."""
    sorts: bool = True
    """True if the list can be sorted by it: a row has one value at most."""
    ranked: bool = False
    """True if its choices are in order, such as the worst health first; else they are sorted as texts."""


@dataclass(frozen=True)
class FilteredList:
    """A list with its keys; a bare word searches the `names`."""

    name: str
    keys: tuple[Key, ...]
    names: tuple[str, ...]
    custom: bool = False
    """True if the list also has the columns of contact files, such as `custom.city`."""

    def key(self, name: str) -> Key:
        """Return the key of that name. Raises UsageError that names the nearest one."""
        for key in self.keys:
            if key.name == name:
                return key
        if self.custom and name.startswith(CUSTOM):
            return Key(name, Kind.TEXT, "A column of the contact file.")
        names = [key.name for key in self.keys]
        near = get_close_matches(name, names, 1, 0.5)
        hint = f"Did you mean “{near[0]}”?" if near else f"Its keys are: {', '.join(names)}."
        raise UsageError(f"There is no filter key “{clean(name, 40)}” for {self.name}. {hint}")

    @property
    def name_keys(self) -> tuple[Key, ...]:
        """Return the keys that a bare word searches."""
        return tuple(self.key(name) for name in self.names)


def _text(name: str, words: str) -> Key:
    return Key(name, Kind.TEXT, words)


def _choice(name: str, words: str, choices: Sequence[str]) -> Key:
    return Key(name, Kind.CHOICE, words, tuple(choices))


def _ranked(name: str, words: str, choices: Sequence[str]) -> Key:
    return replace(_choice(name, words, choices), ranked=True)


def _several(key: Key) -> Key:
    """Return a key of which a row may have several values."""
    return replace(key, sorts=False)


def _number(name: str, words: str) -> Key:
    return Key(name, Kind.NUMBER, words)


def _moment(name: str, words: str) -> Key:
    return Key(name, Kind.MOMENT, words)


def _yes_no(name: str, words: str) -> Key:
    return Key(name, Kind.YES_NO, words)


CONTACTS = FilteredList(
    "contacts",
    (
        _number("id", "Number of the contact."),
        _text("name", "Full name."),
        _text("first", "First name."),
        _text("last", "Last name."),
        _text("company", "Company."),
        _text("title", "Position."),
        _text("location", "Location."),
        _text("headline", "Headline of the profile."),
        _text("email", "E-mail address."),
        _text("language", "Language code, such as fr."),
        _text("address", "Profile address, from after linkedin.com/in/."),
        _several(_text("source", "Name of a source that holds the contact.")),
        _several(_text("campaign", "Name of a campaign with the contact in its queue.")),
        _several(_choice("status", "Status in the queue of any campaign.", tuple(Status))),
        _yes_no("blocked", "Marked “do not contact”, or excluded by a rule."),
    ),
    ("name", "company", "title", "address"),
    custom=True,
)
QUEUE = FilteredList(
    "the queue",
    (
        _number("id", "Number of the row."),
        _text("name", "Full name of the contact."),
        _text("company", "Company of the contact."),
        _text("title", "Position of the contact."),
        _text("address", "Profile address, from after linkedin.com/in/."),
        _text("language", "Language code of the contact, such as fr."),
        _number("contact", "Number of the contact."),
        _text("campaign", "Name of the campaign."),
        _text("program", "Name of the program."),
        _text("source", "Name of the campaign's source."),
        _text("sender", "Name of the member who sends."),
        _choice("status", "Status.", tuple(Status)),
        _text("reason", "Code of the reason, such as text.missing."),
        _number("step", "Step: 0 is the invitation."),
        _moment("scheduled", "Time at which it is to be sent."),
        _moment("sent", "Time of the last message or invitation sent."),
        _moment("approved", "Time of the approval."),
        _moment("accepted", "Time at which the invitation was accepted."),
        _moment("replied", "Time of the reply."),
        _moment("changed", "Time of the last change of the status."),
    ),
    ("name", "company", "title", "address"),
)
CAMPAIGNS = FilteredList(
    "campaigns",
    (
        _number("id", "Number of the campaign."),
        _text("name", "Name."),
        _text("program", "Program."),
        _text("sender", "Name of the member who sends."),
        _text("source", "Name of the source."),
        _ranked("health", "Health.", HEALTH),
        _several(_text("problem", "Code of an open problem, such as source.low.")),
        _yes_no("active", "Started and not stopped."),
        _number("messages", "Number of steps."),
        _number("expected", "Invitations that today's slots could send."),
        _number("planned", "Invitations planned today."),
        _number("today", "Invitations sent today."),
        _number("sent", "Invitations sent in all."),
        _number("accepted", "Invitations accepted in all."),
        _number("ratio", "Accepted invitations in percent of those sent."),
        _moment("next", "Next opening of a slot."),
    ),
    ("name", "program", "sender", "source"),
)
MEMBERS = FilteredList(
    "members",
    (
        _number("id", "Number of the member."),
        _text("name", "Name."),
        _text("account", "Account id at the provider."),
        _choice("plan", "LinkedIn plan.", PLANS),
        _choice("state", "State of the account.", MEMBER_STATES),
        _text("zone", "Time zone."),
        _yes_no("paused", "Paused by hand."),
        _number("week", "Invitations sent in the last 168 hours."),
        _number("today", "Invitations sent today."),
        _number("campaigns", "Campaigns that are not archived."),
        _moment("added", "Time at which the member was added."),
    ),
    ("name", "account"),
)
SOURCES = FilteredList(
    "sources",
    (
        _number("id", "Number of the source."),
        _text("name", "Name."),
        _choice("kind", "Kind.", ("list", "finder", "segment")),
        _number("contacts", "People in the source."),
        _number("left", "People whom a campaign can still invite."),
        _number("used", "Campaigns that use the source."),
    ),
    ("name",),
)
PROGRAMS = FilteredList(
    "programs",
    (
        _text("name", "Name."),
        _number("campaigns", "Campaigns of the program."),
        _number("sent", "Invitations sent."),
        _number("accepted", "Invitations accepted."),
        _number("ratio", "Accepted invitations in percent of those sent."),
    ),
    ("name",),
)
EXCLUSIONS = FilteredList(
    "exclusions",
    (
        _text("id", "Id of the rule: a number, person:N or address:…."),
        _choice("kind", "Kind.", ("company", "domain", "title", "person")),
        _text("value", "The excluded company, domain, title or person."),
        _text("from", "Name of the list file that keeps the rule; hand for a rule made by hand."),
        _text("reason", "Why it was added."),
        _text("actor", "Who added it."),
        _number("holds", "People whom the rule excludes."),
        _moment("added", "Time at which it was added."),
    ),
    ("value", "reason"),
)
ACTIVITY = FilteredList(
    "the journal",
    (
        _number("id", "Number of the event."),
        _moment("at", "Time."),
        _text("actor", "Who did it; engine and overture both mean the engine."),
        _text("kind", "Kind, such as sent, replied or run.opened."),
        _text("code", "Code of the reason."),
        _text("campaign", "Name of the campaign."),
        _text("member", "Name of the member."),
        _text("person", "Full name of the contact."),
        _text("text", "The event as a sentence."),
    ),
    ("text", "person", "campaign"),
)
NEEDS = FilteredList(
    "what needs a person",
    (
        _text("id", "Id of the row, such as approvals:7."),
        _choice("kind", "Kind.", ("approvals", "doubt", "reply", "account", "source", "exclusions", "problem")),
        _ranked("severity", "Severity.", ("fatal", "error", "warning", "info")),
        _text("code", "Code of the problem, such as source.low."),
        _text("about", "Name of the campaign, person, member or source."),
        _text("campaign", "Name of the campaign, or of the first one."),
        _text("text", "The problem as a sentence."),
        _number("count", "Number of people, texts or times."),
        _moment("due", "Opening of the next run that sends less if nobody acts."),
        _moment("since", "Time at which it began."),
    ),
    ("about", "campaign", "text"),
)
LISTS = (CONTACTS, QUEUE, CAMPAIGNS, MEMBERS, SOURCES, PROGRAMS, EXCLUSIONS, ACTIVITY, NEEDS)
