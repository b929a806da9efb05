"""The journal in words: one line of a journey, or of the activity."""

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
    "list.again": "a list that failed was asked again",
    "list.read": "a list can be read again",
    "records.unreadable": "records of a list could not be read",
    "pending": "text waits for approval",
    "approved": "approved",
    "rejected": "rejected",
    "edited": "text edited",
    "asked_again": "asks for approval again",
    "scheduled": "got a send time",
    "not_sent": "was not sent",
    "not_left": "did not leave; tried again",
    "sending": "sending",
    "sent": "sent",
    "in_doubt": "not known whether it arrived",
    "settled": "doubt settled",
    "absent": "was not found; waits again",
    "unresolved": "a person must decide whether it arrived",
    "accepted": "accepted the invitation",
    "accepted.dated": "LinkedIn told when it was accepted",
    "replied": "replied",
    "taken_over": "the sender wrote by hand",
    "message.seen": "wrote again",
    "finished": "every step has left",
    "cancelled": "cancelled",
    "skipped": "left alone: nobody knows whether it arrived",
    "removed": "removed from the queue",
    "requeued": "put back into the queue",
    "withdrawal.asked": "invitation is to be withdrawn",
    "withdrawal.refused": "the network did not take the invitation back",
    "withdrawn": "invitation withdrawn",
    "failed": "refused by the network",
    "blocked": "do not contact",
    "unblocked": "may be contacted again",
    "exclusion.added": "a rule excludes people",
    "exclusion.lifted": "a rule excludes nobody any more",
    "connection.lifted": "people are no longer told to be connected",
    "forgotten": "forgotten: erased for good",
    "contact.changed": "values changed",
    "merged": "found to be the same person as another contact",
    "undone": "approval taken back",
    # Campaigns and their runs.
    "campaign.created": "campaign created",
    "campaign.edited": "campaign edited",
    "campaign.started": "campaign started",
    "campaign.stopped": "campaign stopped",
    "campaign.archived": "campaign archived",
    "run.opened": "run opened",
    "run.closed": "run closed",
    "problem": "problem",
    # Members, sources, the workspace.
    "member.added": "member added",
    "member.edited": "member edited",
    "member.archived": "member archived",
    "member.account": "has another account now",
    "member.joined": "joined to the older member of the same LinkedIn owner",
    "member.barred": "nothing is sent from the account any more",
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
    "finder.refused": "finder's search refused by the network",
    "journal.ahead": "the side journal knows of sends that this store has forgotten",
    "paused": "paused",
    "resumed": "resumed",
    "safe.began": "crashed at start again and again; nothing is sent",
    "safe.ended": "safe mode ended",
    "clock.drift": "the computer's clock moved by some seconds",
    "clock.held": "the computer's clock jumped forward; sending is held",
    "clock.behind": "the computer's clock was set back",
    "clock.settled": "the computer's clock is settled",
    "zones.changed": "the rules of time zones changed",
    "limit.network": "LinkedIn says that a limit is reached",
    "provider.down": "the provider gives no usable answer",
    "provider.up": "the provider answers again",
    "held": "held after an unexpected error; tried again later",
    "held.ended": "held no longer after an unexpected error",
    "hold.set": "held: the network's answer is about more than one person",
    "hold.ended": "held no longer",
    "given_back": "was not to blame for the network's answer; waits again",
    "person.wait": "waits 21 days: the network took others, and not them",
    "key.refused": "the provider refuses our key",
    "key.works": "the provider takes our key again",
}
"""Every kind of journal row that is ever written; a test looks for kinds that are missing here."""


def step_words(kind: str | None, number: int, step: int | None = None) -> str:
    """A step by its word: invitation, welcome, follow-up 2; `step` is its place where the kind is known no more."""
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
"""Kinds that say which step they are about."""


def sentence(kind: str, code: str, data: Mapping[str, Any], step: str = "") -> str:
    """What happened, with its step in words, its numbers or its reason, on one line."""
    told = WORDS.get(kind, kind)
    if kind in STEPPED and step:
        return f"{told}: {step}"
    if kind == "problem":
        return describe(code, **{key: data[key] for key in ("cause", "left") if key in data})[0]
    if kind in _NUMBERS:
        told += _NUMBERS[kind].format_map(_Known(data))
    elif kind == "run.closed":
        told += ": " + (
            ", ".join(f"{data[name]} {name.replace('_', ' ')}" for name in sorted(data)) or "nobody was due"
        )
    elif kind in ("not_sent", "cancelled", "withdrawn", "not_left") and lookup(code) is not None:
        told += f": {describe(code)[0]}"
    return told


_NUMBERS = {
    "run.opened": ": {planned} planned, {drawn} drawn",
    "source.imported": " ({file}): {added} added of {rows} rows",
    "finder.ran": ": found {found}, {new} new",
    "finder.refused": ": {words}",
    "member.state": ": {state}",
    "campaign.archived": ": {cancelled} people will not be contacted",
}


class _Known(dict[str, Any]):
    """What a row lacks is said as such, not invented."""

    def __missing__(self, name: str) -> str:
        del name
        return "unknown"
