"""Checks of a campaign file that compare several of its parts, and need no store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from typing import Any

from core.errors import UsageError
from core.rules.message import NOTE_PAID, check_template, literal_length
from core.rules.schedule import WEEKDAYS, SlotRule, find_overlap
from core.services.campaigns.file_schema import fault, nearest, texts_of

SPACING_MINUTES = 2
"""Least number of minutes between two sends of a member."""

MAX_FOLLOW_UPS = 8

_ORDINARY_ZONE = "UTC"  # all slots of a campaign share a zone, so any serves to find overlaps


def slot_faults(slots: Mapping[int, Mapping[str, Any]], head: Mapping[str, Any]) -> Iterator[UsageError]:
    """Yield a fault for slots that are too short for their cohort, or overlap; invalid slots are left out."""
    cohort = head.get("cohort_size")
    for place, slot in slots.items():
        needed = ((cohort or 1) - 1) * SPACING_MINUTES
        if slot["minutes"] <= needed:
            yield fault(
                f"slots[{place}].minutes",
                f"{slot['minutes']} minutes are too short for {cohort} invitations at least {SPACING_MINUTES} minutes "
                f"apart, which need more than {needed}: make the slot longer or cohort_size smaller.",
            )
    zone = head.get("time_zone") or _ORDINARY_ZONE
    overlap = find_overlap([_rule(slot, zone) for slot in slots.values()])
    if overlap is not None:
        first, second = (list(slots)[index] for index in sorted(overlap))
        yield fault(f"slots[{second}]", f"overlaps slots[{first}]: change its days, start or minutes.")


def order_faults(kinds: Sequence[str]) -> Iterator[UsageError]:
    """Yield a fault unless there is one invitation first, then at most one welcome, and at most eight follow-ups."""
    invitations = [place for place, kind in enumerate(kinds) if kind == "invitation"]
    welcomes = [place for place, kind in enumerate(kinds) if kind == "welcome"]
    follow_ups = [place for place, kind in enumerate(kinds) if kind == "follow-up"]
    if not invitations:
        yield fault("steps", "there is no invitation: the first step must be one.")
    elif invitations[0] != 0:
        yield fault(f"steps[{invitations[0]}].kind", "the invitation must be the first step.")
    for place in invitations[1:]:
        yield fault(f"steps[{place}].kind", "there can be only one invitation.")
    for place in welcomes[1:]:
        yield fault(f"steps[{place}].kind", "there can be only one welcome: make it a follow-up.")
    if welcomes and invitations and welcomes[0] != invitations[0] + 1:
        yield fault(f"steps[{welcomes[0]}].kind", "the welcome must come right after the invitation.")
    for place in follow_ups[MAX_FOLLOW_UPS:]:
        yield fault(f"steps[{place}].kind", f"there can be at most {MAX_FOLLOW_UPS} follow-ups.")


def step_faults(place: int, step: Mapping[str, Any], languages: Sequence[str] | None) -> Iterator[UsageError]:
    """Yield the faults of one step's days and texts; `languages` is None if the file's languages are invalid."""
    kind, days = step.get("kind"), step.get("after_days")
    if kind == "invitation" and days is not None:
        yield fault(f"steps[{place}].after_days", "the invitation waits for nothing: leave it out.")
    if kind == "follow-up" and days is None and "after_days" in step:
        yield fault(f"steps[{place}].after_days", "is missing: write how many days after the previous step.")
    if "text" in step:
        yield from _text_faults(f"steps[{place}].text", kind, texts_of(step["text"]), languages)


def _text_faults(
    path: str, kind: str | None, texts: Mapping[str, str], languages: Sequence[str] | None
) -> Iterator[UsageError]:
    if languages and languages[0] not in texts and (texts or kind in {"welcome", "follow-up"}):
        yield fault(path, f"has no text in {languages[0]}, the campaign's first language.")
    for code, text in texts.items():
        if languages and code not in languages:
            hint = nearest(code, languages)
            yield fault(f"{path}.{code}", f"is not among the campaign's languages ({', '.join(languages)}).{hint}")
        faults = check_template(text, None)
        yield from (fault(f"{path}.{code}", sentence) for sentence in faults)
        if kind == "invitation" and not faults and literal_length(text) > NOTE_PAID:
            yield fault(
                f"{path}.{code}",
                f"has at least {literal_length(text)} characters: an invitation takes {NOTE_PAID} at most.",
            )


def _rule(slot: Mapping[str, Any], zone: str) -> SlotRule:
    days = frozenset(WEEKDAYS.index(day) for day in slot["days"])
    return SlotRule(days=days, start=time.fromisoformat(slot["start"]), minutes=slot["minutes"], zone=zone)
