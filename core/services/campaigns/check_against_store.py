"""Check of a campaign against the store: its sender, its source, the variables of its contacts, its notes."""

from __future__ import annotations

from dataclasses import dataclass

from core.engine.planning.render import VARIABLES, values_of
from core.errors import InvalidInputError, NotFoundError, UsageError
from core.rules.limits import note_limit
from core.rules.message import check_template, length, render
from core.services.campaigns.draft import CampaignDraft
from core.services.lookup import find
from core.store import campaign_steps, members
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.people import source_people
from core.store.views import names

SAMPLE = 200
"""Number of contacts of the source for whom a note is rendered as a trial."""


@dataclass(frozen=True)
class Links:
    """Row ids of the sender and the source that a draft names."""

    member: int
    source: int


def check_against_store(store: Reading, draft: CampaignDraft) -> Links:
    """Check a draft by the rules that need the store. Raises InvalidInputError."""
    faults: list[UsageError] = []
    member = _found(store, "member", draft.sender, "sender", faults)
    source = _found(store, "source", draft.source, "source", faults)
    if source is not None:
        faults += _unknown_variables(store, draft, source)
    if member is not None and source is not None and not faults:
        faults += _long_notes(store, draft, members.get(store, member), source)
    if faults or member is None or source is None:
        raise InvalidInputError(faults)
    return Links(member, source)


def check_texts(store: Reading, campaign: int) -> None:
    """Check the stored texts by the rules for saving, except those about the source's columns.

    Raises InvalidInputError.
    """
    faults = [
        UsageError(
            f"steps[{step.position}].text.{language}: {sentence}", field=f"steps[{step.position}].text.{language}"
        )
        for step in campaign_steps.of_campaign(store, campaign)
        for language, text in step.texts.items()
        for sentence in check_template(text, None)
    ]
    if faults:
        raise InvalidInputError(faults)


def _found(store: Reading, kind: str, ref: str, field: str, faults: list[UsageError]) -> int | None:
    try:
        found = find(store, kind, ref, field=field, archived=False)
    except NotFoundError as error:
        faults.append(UsageError(f"{field}: {error.text}", field=field))
        return None
    named = names.by_id(store, kind, found)
    if named is not None and named.archived:
        faults.append(UsageError(f"{field}: “{named.name}” is archived: choose another {kind}.", field=field))
        return None
    return found


def _unknown_variables(store: Reading, draft: CampaignDraft, source: int) -> list[UsageError]:
    custom = source_people.custom_columns(store, source)
    return [
        UsageError(f"steps[{index}].text.{language}: {sentence}", field=f"steps[{index}].text.{language}")
        for index, step in enumerate(draft.steps)
        for language, text in step.texts.items()
        for sentence in check_template(text, custom)
    ]


def _long_notes(store: Reading, draft: CampaignDraft, member: MemberRow, source: int) -> list[UsageError]:
    """Return a fault for each note that is too long for most of the sample of people."""
    limit = note_limit(member.plan)
    sample = source_people.members(store, source, limit=SAMPLE)
    found = []
    for language, text in draft.steps[0].texts.items():
        lengths = _lengths(store, text, sample, member)
        too_long = sum(length > limit for length in lengths)
        if lengths and 2 * too_long > len(lengths):
            field = f"steps[0].text.{language}"
            found.append(
                UsageError(
                    f"{field}: the note has up to {max(lengths)} characters once rendered; {limit} are possible "
                    f"on the plan {member.plan}. Shorten it.",
                    field=field,
                )
            )
    return found


def _lengths(store: Reading, text: str, contacts: list[int], member: MemberRow) -> list[int]:
    """Return the rendered lengths for these contacts; without contacts, for one person whose values are one letter."""
    if not contacts:
        plain = dict.fromkeys((*VARIABLES, "sender_first_name"), "x")
        bare = render(text, plain, {})
        return [] if bare.text is None else [length(bare.text)]
    rendered = (render(text, *values_of(store, contact, member.name)).text for contact in contacts)
    return [length(text) for text in rendered if text is not None]
