"""The journal in words: one line per row, for the history of a person and for the activity page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.rules.codes import describe, lookup
from core.services.unshown import data_of
from core.store.fields import from_us
from core.store.views.activity import JourneyLine
from core.views.activity_view import JourneyEvent

WORDS = {
    # One person in one campaign.
    "drawn": "taken from the source",
    "profile.read": "profile read",
    "lists.read": "lists read",
    "list.unread": "a list could not be read",
    "list.again": "a list that failed is read again",
    "list.read": "a list can be read again",
    "records.unreadable": "records of a list could not be read",
    "pending": "text waits for approval",
    "approved": "approved",
    "rejected": "rejected",
    "edited": "text edited",
    "asked_again": "waits for approval again",
    "scheduled": "got a send time",
    "not_sent": "was not sent",
    "not_left": "did not reach LinkedIn; tried again",
    "sending": "sending",
    "sent": "sent",
    "in_doubt": "may or may not have arrived",
    "settled": "doubt settled",
    "absent": "was not found; waits again",
    "unresolved": "a person must decide whether it arrived",
    "accepted": "accepted the invitation",
    "accepted.dated": "LinkedIn gave the date of acceptance",
    "replied": "replied",
    "taken_over": "the sender wrote outside Overture",
    "message.seen": "wrote another message",
    "finished": "all messages were sent",
    "cancelled": "cancelled",
    "skipped": "left alone: it is not known whether it arrived",
    "removed": "removed from the queue",
    "requeued": "returned to the queue",
    "withdrawal.asked": "invitation is to be withdrawn",
    "withdrawal.refused": "LinkedIn refused to withdraw the invitation",
    "withdrawn": "invitation withdrawn",
    "failed": "refused by LinkedIn or the provider",
    "blocked": "marked “do not contact”",
    "unblocked": "may be contacted again",
    "address.blocked": "an address without a contact here was marked “do not contact”",
    "address.unblocked": "an address without a contact here may be written to again",
    "exclusion.added": "exclusion rule added",
    "exclusion.lifted": "exclusion rule removed",
    "connection.lifted": "no longer recorded as connected: an import was undone",
    "forgotten": "forgotten: erased for good",
    "contact.changed": "values changed",
    "merged": "found to be the same person as another contact",
    "undone": "approval undone",
    # Campaigns and their runs.
    "campaign.created": "campaign created",
    "campaign.edited": "campaign edited",
    "campaign.started": "campaign started",
    "campaign.stopped": "campaign stopped",
    "campaign.archived": "campaign archived",
    "run.opened": "run opened",
    "run.closed": "run closed",
    "run.off": "day off: no run",
    "problem": "problem",
    # Members, sources, the workspace.
    "member.added": "member added",
    "member.edited": "member edited",
    "member.archived": "member archived",
    "member.account": "has another account now",
    "member.joined": "joined to the older member of the same LinkedIn owner",
    "member.barred": "nothing more is sent from the account",
    "member.connected": "account connected",
    "member.state": "account state changed",
    "source.added": "source added",
    "source.imported": "file imported",
    "source.archived": "source archived",
    "search.read": "search run",
    "found": "found by a finder",
    "finder.ran": "finder searched",
    "finder.edited": "finder edited",
    "finder.started": "finder started",
    "finder.stopped": "finder stopped",
    "finder.refused": "finder's search refused by LinkedIn or the provider",
    "journal.ahead": "the safety log has sends that are missing from this store",
    "paused": "paused",
    "resumed": "resumed",
    "safe.began": "crashed repeatedly; nothing is sent",
    "safe.ended": "safe mode ended",
    "clock.drift": "the computer's clock moved by some seconds",
    "clock.held": "the computer's clock jumped forward; sending is on hold",
    "clock.behind": "the computer's clock was set back",
    "clock.differs": "the clocks of engine and server differ; sending is on hold",
    "clock.agrees": "the clocks of engine and server agree again",
    "clock.settled": "the computer's clock is settled",
    "value.changed": "a value of the workspace changed",
    "zones.changed": "the rules of time zones changed",
    "limit.network": "LinkedIn says that a limit was reached",
    "provider.down": "the provider is not responding correctly",
    "provider.up": "the provider responds correctly again",
    "held": "on hold after an unexpected error; tried again later",
    "held.ended": "no longer on hold after an unexpected error",
    "hold.set": "on hold: LinkedIn's answer concerns more than one person",
    "hold.ended": "no longer on hold",
    "given_back": "waits again: LinkedIn's answer did not concern this person",
    "person.wait": "waits 21 days: LinkedIn accepted others, but not this person",
    "key.refused": "the provider refuses the API key",
    "key.works": "the provider accepts the API key again",
}
"""Words for every kind of journal row; a test looks for kinds that are missing here."""


def step_words(kind: str | None, number: int, step: int | None = None) -> str:
    """Return a step in words, such as `follow-up 2`; if its kind is unknown (None), by its position `step`."""
    if kind is None:
        return "" if step is None else "message" if step else "invitation"
    return f"{kind} {number}" if kind == "follow-up" else kind


def journey_event(row: JourneyLine) -> JourneyEvent:
    """Return one journal row with its sentence."""
    return JourneyEvent(
        at=from_us(row.at_us),
        actor=row.actor,
        kind=row.kind,
        text=WORDS.get(row.kind, row.kind),
        reason=row.code or None,
        step=row.step,
        step_name=step_words(row.step_kind, row.follow_up, row.step) or None,
        campaign=row.campaign,
        member=row.member,
        data=data_of(row.data) or None,
    )


STEPPED = ("pending", "approved", "scheduled", "sending", "sent")
"""Kinds of rows that name their step."""


def sentence(kind: str, code: str, data: Mapping[str, Any], step: str = "") -> str:
    """Return a journal row as one line: the words of its kind, and its step, numbers or reason."""
    told = WORDS.get(kind, kind)
    if kind in STEPPED and step:
        return f"{told}: {step}"
    if kind == "problem":
        known = {field: data[key] for key, field in (("cause", "cause"), ("left", "count")) if key in data}
        return describe(code, **known)[0]
    if kind in _NUMBERS:
        told += _NUMBERS[kind].format_map(_Known(data))
    elif kind == "run.closed":
        told += ": " + (
            ", ".join(f"{data[name]} {name.replace('_', ' ')}" for name in sorted(data)) or "nobody was due"
        )
    elif kind in ("not_sent", "cancelled", "withdrawn", "not_left") and lookup(code) is not None:
        told += f": {describe(code)[0]}"
    return told


def needs_data(kind: str) -> bool:
    """Return whether the sentence of this kind of row uses the row's data."""
    return kind in _NUMBERS or kind in ("problem", "run.closed")


_NUMBERS = {
    "value.changed": ": {name} from {before} to {after}",
    "run.opened": ": {planned} planned, {drawn} drawn",
    "source.imported": " ({file}): {added} added of {rows} rows",
    "finder.ran": ": found {found}, {new} new",
    "finder.refused": ": {words}",
    "member.state": ": {state}",
    "campaign.archived": ": {cancelled} people will not be contacted",
}


class _Known(dict[str, Any]):
    """Fields of a row; a missing one is shown as unknown."""

    def __missing__(self, name: str) -> str:
        del name
        return "unknown"
