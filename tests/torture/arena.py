"""The place of the random walk: a workspace on the evening of its second day, and the record of its operators' acts."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft, SlotDraft, StepDraft
from core.services.members import members
from tests.support.draft import draft, slot
from tests.torture.life import Life, Times
from tests.torture.network import Network, strangers
from tests.torture.oracle import Window, words

ACCOUNT = "acc-ada"
CAP = 7
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BY_HAND = 90
"""Invitations sent outside Overture in the days before: enough that the hundred of a week is soon reached."""
SCENES = {
    "Europe/Paris": (datetime(2026, 3, 26, 6, tzinfo=UTC), "02:15"),
    "Australia/Lord_Howe": (datetime(2026, 4, 2, 0, tzinfo=UTC), "01:45"),
    "America/New_York": (datetime(2026, 10, 29, 12, tzinfo=UTC), "01:20"),
}
"""Zones, each a few days before a change of its clocks, and the start of a slot that the change meets."""
SLOTS: tuple[tuple[SlotDraft, ...], ...] = (
    (slot("09:00", 90, EVERY_DAY),),
    (slot("09:00", 40, EVERY_DAY), slot("16:30", 60, EVERY_DAY)),
    (slot("23:30", 60, EVERY_DAY),),
    (slot("02:00", 120, EVERY_DAY), slot("12:00", 45, EVERY_DAY)),
)
FIRST = 12
"""People in the source at the start."""


@dataclass
class Known:
    """The acts of the simulated operators: approvals, slots, stopped campaigns, blocked people, a paused member."""

    approved: dict[tuple[str, str, int], str] = field(default_factory=dict)
    windows: dict[str, list[Window]] = field(default_factory=dict)
    paused: bool = False
    stopped: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    cap: int = CAP


class Scene:
    """The workspace on the evening of its second day, made once for each zone and copied for each example."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.folder = folder
        self.zone = zone
        created, self.night = SCENES[zone]
        self.times = Times(created)
        self.network = Network((ACCOUNT,), self.times.linkedin, lambda: self.times.wall)
        strangers(self.network, ACCOUNT, "before", BY_HAND, ago=timedelta(hours=30))
        self.known = Known()
        life = Life(folder, self.network, self.times, zone, created)
        life.begin()
        try:
            self._arrange(life)
        finally:
            life.end()

    def _arrange(self, life: Life) -> None:
        ws = life.ws
        members.add(ws, "Ada Wong", ACCOUNT, plan="premium", ramp=False, day_cap=CAP)
        path = self.folder / "people.csv"
        path.write_text(people(range(FIRST)))
        import_contacts.import_file(ws, path, "people")
        for tag, plan in self.plans().items():
            lifecycle.start(ws, str(lifecycle.create(ws, plan)))
            self.known.windows[tag] = windows_of(plan, self.zone, self.times.wall, first=1)
        life.live(timedelta(hours=34))

    def plans(self) -> dict[str, CampaignDraft]:
        """Return a campaign by day that asks for every approval, and one by night that asks for none.

        The slot of the second one is around the hour at which daylight saving begins or ends.
        """
        night = (slot(self.night, 60, EVERY_DAY),)
        return {
            "alpha": draft(name="alpha", zone=self.zone, cohort=4, slots=SLOTS[0], steps=steps("alpha", 0)),
            "beta": draft(name="beta", zone=self.zone, cohort=2, slots=night, steps=steps("beta", 0), approval="off"),
        }


def steps(tag: str, edit: int) -> tuple[StepDraft, ...]:
    """Return an invitation, a welcome and a follow-up, whose texts name campaign, step and edit."""
    return (
        StepDraft("invitation", 0, {"en": words(tag, 0, edit)}),
        StepDraft("welcome", 1, {"en": words(tag, 1, edit)}),
        StepDraft("follow-up", 2, {"en": words(tag, 2, edit)}),
    )


def windows_of(plan: CampaignDraft, zone: str, moment: datetime, *, first: int) -> list[Window]:
    """Return a draft's slots, from the `first` local date after a moment on."""
    start = moment.astimezone(ZoneInfo(zone)).date() + timedelta(days=first)
    return [
        Window(frozenset(EVERY_DAY.index(day) for day in one.days), one.start, one.minutes, zone, start)
        for one in plan.slots
    ]


def people(numbers: range, alias: bool = False) -> str:
    """Return a file of people; with `alias` by their second address, in another spelling."""
    lines = ["First Name,URL"]
    for number in numbers:
        slug = f"p{number}-{'alias' if alias else 'person'}"
        address = f"HTTP://fr.LinkedIn.com/in/{slug.upper()}/?x=1" if number % 2 else f"linkedin.com/in/{slug}"
        lines.append(f"P{number},{address}")
    return "\n".join(lines) + "\n"


def until(window: Window, last: date) -> Window:
    return dataclasses.replace(window, last=min(window.last, last))


def until_change(zone: str, moment: datetime) -> timedelta:
    """Return the time until the zone's clocks change next; zero if they do not within three weeks."""
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    for hours in range(1, 21 * 24):
        if (moment + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).utcoffset() != offset:
            return timedelta(hours=hours)
    return timedelta(0)
