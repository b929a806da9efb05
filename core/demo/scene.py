"""The demo's workspace: three members in three cities, a dozen campaigns in two programs, 1,200 people."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib import resources
from pathlib import Path

from core.config import ClockConfig, Config
from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft, SlotDraft, StepDraft
from core.services.members import members
from core.workspace import Workspace

START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
"""A Monday morning."""
ZONE = "Europe/Paris"
ACTOR = "demo"
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
GROWTH, EVENTS = "network-growth-2026", "spring-events-2026"
ADA, BEN, CLEO = "demo-ada", "demo-ben", "demo-cleo"

MEMBERS = (
    ("Ada Wong", ADA, "premium", "Europe/Paris", 20),
    ("Ben Ito", BEN, "sales-navigator", "America/New_York", 20),
    ("Cleo Marsh", CLEO, "basic", "Asia/Tokyo", 15),
)
SOURCES = (
    ("founders", 260),
    ("cto-fr", 36),
    ("partners", 200),
    ("alumni", 150),
    ("design-leads", 150),
    ("sales-leaders", 150),
    ("tokyo-meetup", 160),
    ("press", 94),
)
"""Sources, each with the number of shipped contacts that it takes, in the order of the file."""

NOTE = {
    "en": "Hi {{ first_name or 'there' }}, I follow what {{ company or 'your team' }} builds. Shall we connect?",
    "fr": "Bonjour {{ first_name or '' }}, j’aime ce que fait {{ company or 'votre équipe' }}. On se connecte ?",
    "de": "Hallo {{ first_name or '' }}, ich verfolge, was {{ company or 'Ihr Team' }} baut. Vernetzen wir uns?",
    "ja": "{{ name or 'こんにちは' }}さん、はじめまして。ぜひつながらせてください。",
    "es": "Hola {{ first_name or '' }}, sigo lo que hace {{ company or 'tu equipo' }}. ¿Conectamos?",
}
WELCOME = {
    "en": "Thanks for connecting, {{ first_name or 'and hello' }}! What are you working on this quarter?",
    "fr": "Merci pour la connexion, {{ first_name or 'et bonjour' }} ! Sur quoi travaillez-vous ce trimestre ?",
    "de": "Danke fürs Vernetzen, {{ first_name or 'und hallo' }}! Woran arbeiten Sie gerade?",
    "ja": "つながりありがとうございます。最近はどんなことに取り組まれていますか。",
    "es": "¡Gracias por conectar, {{ first_name or 'y hola' }}! ¿En qué trabajas este trimestre?",
}
FOLLOW_UP = {"en": "Hi {{ first_name or 'again' }}, shall we find twenty minutes next week?"}


@dataclass(frozen=True)
class Entry:
    """One campaign of the demo."""

    name: str
    program: str
    sender: str
    source: str
    zone: str
    slots: tuple[tuple[str, int], ...]
    cohort: int
    approval: str = "every-message"
    steps: int = 3
    languages: tuple[str, ...] = ("en", "fr", "de")
    note: bool = True


PARIS, NEW_YORK, TOKYO = "Europe/Paris", "America/New_York", "Asia/Tokyo"
ENTRIES = (
    Entry("invite-founders-Q1", GROWTH, ADA, "founders", PARIS, (("09:00", 90),), 8),
    Entry("invite-cto-paris", GROWTH, ADA, "cto-fr", PARIS, (("11:00", 90), ("15:00", 60)), 4, steps=2),
    Entry("invite-design-leads", EVENTS, ADA, "design-leads", PARIS, (("13:30", 75),), 5, "off", 2),
    Entry("invite-founders-Q1", GROWTH, BEN, "founders", NEW_YORK, (("10:00", 120),), 8, languages=("en", "es")),
    Entry("invite-partners", GROWTH, BEN, "partners", NEW_YORK, (("14:00", 90),), 6, "invitations"),
    Entry("invite-sales-leaders", EVENTS, BEN, "sales-leaders", NEW_YORK, (("09:00", 45),), 4, "off"),
    Entry("invite-alumni", EVENTS, BEN, "alumni", NEW_YORK, (("17:00", 60),), 5, steps=1, note=False),
    Entry("invite-tokyo-meetup", EVENTS, CLEO, "tokyo-meetup", TOKYO, (("09:30", 60),), 5, languages=("en", "ja")),
    Entry(
        "invite-late-shift", GROWTH, CLEO, "partners", TOKYO, (("23:30", 60),), 3, "off", 2, ("en", "ja"), note=False
    ),
    Entry("invite-press", EVENTS, CLEO, "press", TOKYO, (("16:00", 45),), 4, steps=2, note=False),
    Entry("invite-alumni-apac", GROWTH, CLEO, "alumni", TOKYO, (("11:00", 60),), 4, "invitations", note=False),
)
LATECOMER = Entry("invite-cto-lyon", GROWTH, ADA, "founders", PARIS, (("10:45", 60),), 4, steps=2)
"""A campaign created a week later, so that the state Created is seen again."""


def config(seed: int, speed: float = 1.0) -> Config:
    """Return the demo's configuration: the embedded sandbox, from a Monday morning."""
    return Config(clock=ClockConfig(START, speed), seed=seed, time_zone=ZONE)


def build(workspace: Workspace, folder: Path) -> None:
    """Add members, sources and campaigns, and start the campaigns; contact files are written into `folder`."""
    for name, account, plan, zone, cap in MEMBERS:
        members.add(workspace, name, account, plan=plan, time_zone=zone, day_cap=cap, ramp=account == CLEO)
    _import(workspace, folder)
    for entry in ENTRIES:
        add(workspace, entry)


def _import(workspace: Workspace, folder: Path) -> None:
    text = (resources.files("core.demo") / "contacts.csv").read_text(encoding="utf-8")
    header, *rows = list(csv.reader(io.StringIO(text)))
    taken = 0
    for name, count in SOURCES:
        part = io.StringIO()
        csv.writer(part).writerows([header, *rows[taken : taken + count]])
        path = folder / f"{name}.csv"
        path.write_text(part.getvalue(), encoding="utf-8")
        import_contacts.import_file(workspace, path, name)
        taken += count


def add(workspace: Workspace, entry: Entry) -> int:
    """Create and start one campaign."""
    texts = [NOTE if entry.note else {}, WELCOME, FOLLOW_UP][: entry.steps]
    kinds = (("invitation", 0), ("welcome", 1), ("follow-up", 4))
    steps = tuple(
        StepDraft(kind, days, {code: text[code] for code in entry.languages if code in text})
        for (kind, days), text in zip(kinds, texts, strict=False)
    )
    draft = CampaignDraft(
        name=entry.name,
        program=entry.program,
        description="",
        sender=entry.sender,
        source=entry.source,
        time_zone=entry.zone,
        languages=entry.languages,
        approval=entry.approval,
        note_rule="without",
        withdraw_after_days=0,
        cohort_size=entry.cohort,
        slots=tuple(SlotDraft(WORKDAYS, time.fromisoformat(start), minutes) for start, minutes in entry.slots),
        steps=steps,
    )
    ident = lifecycle.create(workspace, draft)
    lifecycle.start(workspace, str(ident))
    return ident
