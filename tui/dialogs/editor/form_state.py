"""The content of the editor: every field of a campaign as typed, and the same in the shape of a campaign file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from core.rules.language import is_language
from core.rules.schedule import WEEKDAYS
from core.services.campaigns.check_consistency import MAX_FOLLOW_UPS
from core.services.campaigns.editor_data import Choices, Opened
from core.text import clean, clean_block
from tui.style.moment_text import clock_time

INVITATION, WELCOME, FOLLOW_UP = "invitation", "welcome", "follow-up"
LONG = 20_000
"""More characters than any field holds: values are cleaned here too, but never cut."""
_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_APART = re.compile(r"[\s,;]+")


def number(text: str) -> int | str:
    """Return a typed number; anything else stays text, so that the check reports it."""
    text = text.strip()
    return int(text) if _WHOLE.fullmatch(text) else text


@dataclass
class SlotForm:
    """One slot as typed."""

    days: tuple[str, ...] = WEEKDAYS[:5]
    start: str = "09:00"
    minutes: str = "90"

    def values(self) -> dict[str, Any]:
        """Return the slot as a table of a campaign file."""
        return {"days": list(self.days), "start": self.start.strip(), "minutes": number(self.minutes)}


@dataclass
class StepForm:
    """One step as typed; texts of languages that were removed from the list are kept until the dialog closes."""

    kind: str
    after_days: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    def values(self, languages: list[str]) -> dict[str, Any]:
        """Return the step as a table of a campaign file."""
        told: dict[str, Any] = {"kind": self.kind}
        if self.kind != INVITATION and self.after_days.strip():
            told["after_days"] = number(self.after_days)
        told["text"] = {code: self.texts[code] for code in languages if self.texts.get(code)}
        return told


@dataclass
class Form:
    """The whole editor. `sender` and `source` are row ids, empty if nothing is chosen."""

    name: str = ""
    program: str = ""
    description: str = ""
    sender: str = ""
    source: str = ""
    time_zone: str = ""
    languages: str = "en"
    approval: str = "every-message"
    note_rule: str = "without"
    withdraw_after_days: str = "0"
    cohort_size: str = "10"
    slots: list[SlotForm] = field(default_factory=lambda: [SlotForm()])
    steps: list[StepForm] = field(default_factory=lambda: [StepForm(INVITATION)])

    @property
    def listed(self) -> list[str]:
        """The languages as they are written, right or wrong."""
        return [code for code in _APART.split(self.languages.strip()) if code]

    @property
    def usable_languages(self) -> list[str]:
        """The listed codes that are languages, each once; `en` if there is none."""
        return list(dict.fromkeys(code for code in self.listed if is_language(code))) or ["en"]

    def values(self) -> dict[str, Any]:
        """Return the values of a campaign file."""
        plain = ("name", "program", "description", "sender", "source", "approval", "note_rule")
        told: dict[str, Any] = {key: getattr(self, key) for key in plain}
        if self.time_zone.strip():
            told["time_zone"] = self.time_zone.strip()
        told["languages"] = self.listed
        told["withdraw_after_days"] = number(self.withdraw_after_days)
        told["cohort_size"] = number(self.cohort_size)
        told["slots"] = [slot.values() for slot in self.slots]
        told["steps"] = [step.values(self.listed) for step in self.steps]
        return told


def blank(choices: Choices) -> Form:
    """Return the form of a new campaign; the sender or source is already chosen if there is only one."""
    members, sources = choices.members, choices.sources
    return Form(
        sender=members[0].id if len(members) == 1 else "",
        source=sources[0].id if len(sources) == 1 else "",
        time_zone=choices.zone,
    )


def form_of(opened: Opened, choices: Choices, *, keep_sender: bool) -> Form:
    """Return the form of a stored campaign; an archived source is not chosen, nor, unless `keep_sender`, a sender."""
    draft = opened.draft
    senders, sources = {member.id for member in choices.members}, {source.id for source in choices.sources}
    return Form(
        name=clean(draft.name, LONG),
        program=clean(draft.program, LONG),
        description=clean(draft.description, LONG),
        sender=opened.member if keep_sender or opened.member in senders else "",
        source=opened.source if opened.source in sources else "",
        time_zone=draft.time_zone or choices.zone,
        languages=", ".join(draft.languages),
        approval=draft.approval,
        note_rule=draft.note_rule,
        withdraw_after_days=str(draft.withdraw_after_days),
        cohort_size=str(draft.cohort_size),
        slots=[SlotForm(slot.days, clock_time(slot.start), str(slot.minutes)) for slot in draft.slots],
        steps=[
            StepForm(step.kind, "" if step.kind == INVITATION else str(step.after_days), _cleaned(step.texts))
            for step in draft.steps
        ],
    )


def _cleaned(texts: dict[str, str]) -> dict[str, str]:
    return {code: clean_block(text, LONG) for code, text in texts.items()}


def add_step(form: Form, kind: str) -> int | None:
    """Add a welcome after the invitation, or a follow-up at the end; return its position, or None if none fits."""
    kinds = [step.kind for step in form.steps]
    if kind == WELCOME and WELCOME not in kinds:
        form.steps.insert(1, StepForm(WELCOME, "1"))
        return 1
    if kind == FOLLOW_UP and kinds.count(FOLLOW_UP) < MAX_FOLLOW_UPS:
        form.steps.append(StepForm(FOLLOW_UP, "4"))
        return len(form.steps) - 1
    return None


def move_step(form: Form, place: int, by: int) -> int | None:
    """Swap a follow-up with the one before or after it; return its new position, or None if there is none."""
    other = place + by
    if not 0 <= other < len(form.steps):
        return None
    if {form.steps[place].kind, form.steps[other].kind} != {FOLLOW_UP}:
        return None
    form.steps[place], form.steps[other] = form.steps[other], form.steps[place]
    return other


def remove_step(form: Form, place: int) -> int | None:
    """Remove a step; return the position to go to next, or None for the invitation, which stays."""
    if form.steps[place].kind == INVITATION:
        return None
    del form.steps[place]
    return min(place, len(form.steps) - 1)
