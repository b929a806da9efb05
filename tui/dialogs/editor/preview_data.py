"""The check of the editor's whole content after a change; runs in a thread, inside an open session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.rules.limits import WeekFit
from core.rules.message import KNOWN
from core.rules.schedule import Opening
from core.services.campaigns import edit_plan, preview, value_counts
from core.services.campaigns.draft import SlotDraft
from core.services.campaigns.edit_effects import Effects, effects
from core.services.campaigns.editor_data import Checked, check, slots_in, zone_in
from core.services.campaigns.preview import Finding, Person, Sample, StepText
from core.store import members
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.people.source_people import custom_columns
from core.views.campaign_changes_view import FieldChange
from core.workspace import Workspace


@dataclass(frozen=True)
class PreviewRequest:
    """The content of the editor, and the part of it that is on the screen."""

    serial: int
    values: dict[str, Any]
    languages: list[str]
    step: int
    language: str
    person: int
    """Index of the contact of the source, wrapping around."""
    campaign: int | None
    """The stored campaign that is edited."""
    saving: bool
    """True if this check precedes a save: it then includes the effects."""


@dataclass(frozen=True)
class Seen:
    """The results of a check of the editor's content."""

    asked: PreviewRequest
    now: datetime
    checked: Checked
    people: list[Person]
    variables: list[str]
    sample: Sample | None
    findings: list[Finding]
    lacking: list[str]
    """Sentences on the number of people of the source who lack a value that the text on the screen needs."""
    zone: str | None
    slots: tuple[SlotDraft, ...]
    openings: list[Opening]
    week: WeekFit | None
    notes: str
    effects: Effects | None
    changes: tuple[FieldChange, ...]
    """The fields that a save would change, in a check that precedes one."""

    @property
    def person(self) -> Person | None:
        """The contact that the text is shown for."""
        return self.people[self.asked.person % len(self.people)] if self.people else None


def check_content(workspace: Workspace, asked: PreviewRequest) -> Seen:
    """Check, render, and compute warnings and openings; touches no widget."""
    now = workspace.now()
    values = asked.values
    with workspace.store.read() as store:
        checked = check(store, values)
        source = int(values["source"]) if values["source"] else None
        member = members.get(store, int(values["sender"])) if values["sender"] else None
        found = preview.people(store, source) if source is not None else []
        columns = sorted(custom_columns(store, source)) if source is not None else []
        zone, slots = zone_in(values, workspace.stamp.time_zone), slots_in(values)
        week = _week(store, asked, member, slots)
        return Seen(
            asked=asked,
            now=now,
            checked=checked,
            people=found,
            variables=[*KNOWN, *(f"custom.{name}" for name in columns)],
            sample=_sample(store, asked, found, member),
            findings=_findings(asked),
            lacking=_lacking(store, asked, source),
            zone=zone,
            slots=slots,
            openings=preview.openings(store, slots, zone, now, campaign=asked.campaign) if zone else [],
            week=week,
            notes="" if member is None else preview.note_share(store, member.plan, week),
            effects=_effects(workspace, asked, checked),
            changes=_changes(workspace, asked, checked),
        )


def _sample(store: Reading, asked: PreviewRequest, found: list[Person], member: MemberRow | None) -> Sample | None:
    if not found or member is None:
        return None
    step = asked.values["steps"][asked.step]
    person = found[asked.person % len(found)]
    texts = step["text"]
    template = texts.get(asked.language) or texts.get(asked.languages[0], "")  # as the engine does
    return preview.sample(store, step["kind"], template, person.id, member)


def _findings(asked: PreviewRequest) -> list[Finding]:
    steps = [StepText(step["kind"], step["text"]) for step in asked.values["steps"]]
    return preview.lint(steps, asked.languages)


def _lacking(store: Reading, asked: PreviewRequest, source: int | None) -> list[str]:
    if source is None or asked.language not in asked.languages:
        return []
    step = asked.values["steps"][asked.step]
    counts = value_counts.of_text(
        store, source, asked.step, step["kind"], step["text"], asked.language, asked.languages
    )
    return value_counts.sentences(counts)


def _week(
    store: Reading, asked: PreviewRequest, member: MemberRow | None, slots: tuple[SlotDraft, ...]
) -> WeekFit | None:
    cohort = asked.values["cohort_size"]
    if member is None or not isinstance(cohort, int):
        return None
    return preview.fit(store, member, max(0, cohort), slots, asked.campaign)


def _effects(workspace: Workspace, asked: PreviewRequest, checked: Checked) -> Effects | None:
    if asked.campaign is None or not asked.saving or checked.draft is None:
        return None
    return effects(workspace, asked.campaign, checked.draft)


def _changes(workspace: Workspace, asked: PreviewRequest, checked: Checked) -> tuple[FieldChange, ...]:
    if asked.campaign is None or not asked.saving or checked.draft is None:
        return ()
    return edit_plan.changes(workspace, asked.campaign, checked.draft)
