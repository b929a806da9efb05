"""The fields of a campaign by their paths in its file, and its version; both show whether the campaign was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.services import meanwhile
from core.services.campaigns.draft import CampaignDraft


def fields_of(draft: CampaignDraft) -> dict[str, object]:
    """Return the value of each field, by its path in the file, as a plain JSON value."""
    return dict(_fields(draft))


def version_of(draft: CampaignDraft) -> str:
    """Return the version of a campaign: a short hash of all its fields."""
    return meanwhile.version_of(fields_of(draft))


def _fields(draft: CampaignDraft) -> Iterator[tuple[str, Any]]:
    yield "name", draft.name
    yield "program", draft.program
    yield "description", draft.description
    yield "sender", draft.sender
    yield "source", draft.source
    yield "time_zone", draft.time_zone
    yield "languages", list(draft.languages)
    yield "approval", draft.approval
    yield "note_rule", draft.note_rule
    yield "withdraw_after_days", draft.withdraw_after_days
    yield "cohort_size", draft.cohort_size
    for place, slot in enumerate(draft.slots):
        yield f"slots[{place}].days", list(slot.days)
        yield f"slots[{place}].start", f"{slot.start:%H:%M}"
        yield f"slots[{place}].minutes", slot.minutes
    for place, step in enumerate(draft.steps):
        yield f"steps[{place}].kind", step.kind
        yield f"steps[{place}].after_days", step.after_days
        for language, text in sorted(step.texts.items()):
            yield f"steps[{place}].text.{language}", text
