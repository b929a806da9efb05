"""The cast of a month: members in several zones and on several plans, their campaigns, and the people."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from core.rules.schedule import WEEKDAYS
from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft, SlotDraft, StepDraft
from core.services.members import members
from core.workspace import Workspace
from tests.support.draft import draft, slot
from tests.torture.oracle import Window, words

STARTS = (
    datetime(2026, 3, 16, 5, tzinfo=UTC),
    datetime(2026, 10, 12, 5, tzinfo=UTC),
    datetime(2026, 2, 27, 5, tzinfo=UTC),
)
"""Starts of a month, each a few days or weeks before clocks change somewhere."""
ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago")
PLANS = ("premium", "premium", "basic", "sales-navigator")
APPROVALS = ("every-message", "every-message", "invitations", "off")
STARTS_OF_SLOTS = ("02:15", "08:00", "11:30", "17:00", "23:20")
SHARED = "shared"
"""Name of the campaigns of two members on one source: nobody in it is invited by both."""


@dataclass
class Player:
    """A member, as arranged before the month."""

    account: str
    zone: str
    plan: str
    cap: int
    ramp: bool


@dataclass
class Play:
    """A campaign, as arranged before the month."""

    tag: str
    player: Player
    plan: CampaignDraft
    size: int
    ident: str = ""
    windows: list[Window] = field(default_factory=list)

    @property
    def asks(self) -> set[int]:
        """Return the steps whose texts a person approves first."""
        if self.plan.approval == "off":
            return set()
        return {0} if self.plan.approval == "invitations" else set(range(len(self.plan.steps)))


@dataclass
class Cast:
    """All members and campaigns."""

    start: datetime
    players: list[Player]
    plays: list[Play]

    def play(self, account: str, person: str) -> Play:
        """Return the campaign of a person, by the person's name."""
        source = person.removeprefix("id-").partition("x")[0]
        return next(one for one in self.plays if one.plan.source == source and one.player.account == account)


def cast(chance: random.Random) -> Cast:
    """Return two to four members with one to three campaigns each."""
    start = chance.choice(STARTS)
    players = [
        Player(
            f"acc-m{number}",
            chance.choice(ZONES),
            chance.choice(PLANS),
            chance.choice((6, 15, 40)),
            chance.random() < 0.4,
        )
        for number in range(chance.randint(2, 4))
    ]
    players[0] = Player("acc-m0", chance.choice(ZONES), "premium", 40, ramp=False)  # can reach the week's 100
    players[1].plan = "premium"  # the shared campaign needs texts that say whose they are
    plays: list[Play] = []
    for number, player in enumerate(players):
        for _campaign in range(chance.randint(1, 2)):
            plays.append(_play(chance, f"c{len(plays)}", player, busy=number == 0))
    shared = chance.choice(ZONES[:2])
    for player in players[:2]:
        slots = (slot(chance.choice(STARTS_OF_SLOTS), 90, WEEKDAYS),)
        plays.append(_shared(player, shared, slots))
    return Cast(start, players, plays)


def _play(chance: random.Random, tag: str, player: Player, *, busy: bool) -> Play:
    zone = chance.choice((player.zone, *ZONES))
    starts = sorted(chance.sample(STARTS_OF_SLOTS, 2 if busy else chance.randint(1, 2)))
    slots = tuple(slot(start, 130 if busy else chance.choice((40, 75)), _days(chance, busy)) for start in starts)
    plan = draft(
        name=tag,
        sender=player.account,
        source=tag,
        zone=zone,
        cohort=15 if busy else chance.randint(2, 5),
        slots=slots,
        steps=_steps(tag, chance.randint(1, 3)),
        approval=chance.choice(APPROVALS),
        note_rule=chance.choice(("without", "hold")),
    )
    return Play(tag, player, plan, 260 if busy else chance.randint(20, 90))


def _shared(player: Player, zone: str, slots: tuple[SlotDraft, ...]) -> Play:
    plan = draft(
        name=SHARED,
        sender=player.account,
        source=SHARED,
        zone=zone,
        cohort=3,
        slots=slots,
        approval="off",
        steps=_steps(SHARED, 2),
    )
    return Play(SHARED, player, plan, 40)


def _days(chance: random.Random, busy: bool) -> tuple[str, ...]:
    return WEEKDAYS if busy else tuple(chance.choice((WEEKDAYS, WEEKDAYS[:5], ("mon", "wed", "sun"))))


def _steps(tag: str, count: int) -> tuple[StepDraft, ...]:
    kinds = (("invitation", 0), ("welcome", 1), ("follow-up", 3))[:count]
    return tuple(StepDraft(kind, after, {"en": words(tag, step, 0)}) for step, (kind, after) in enumerate(kinds))


def arrange(ws: Workspace, found: Cast, folder: Path) -> None:
    """Add members, sources and campaigns, and start all campaigns."""
    for player in found.players:
        members.add(
            ws,
            f"Member {player.account}",
            player.account,
            plan=player.plan,
            time_zone=player.zone,
            day_cap=player.cap,
            ramp=player.ramp,
        )
    for play in found.plays:
        path = folder / "people.csv"
        lines = [f"P{number},linkedin.com/in/{play.plan.source}x{number}-person" for number in range(play.size)]
        path.write_text("\n".join(["First Name,URL", *lines]) + "\n")
        import_contacts.import_file(ws, path, play.plan.source)
        play.ident = str(lifecycle.create(ws, play.plan))
        lifecycle.start(ws, play.ident)
        play.windows = _windows(play, found.start)


def _windows(play: Play, created: datetime) -> list[Window]:
    """Return a campaign's slots, from the day after its creation."""
    zone = play.plan.time_zone or ""
    first = created.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return [
        Window(frozenset(WEEKDAYS.index(day) for day in one.days), _time(one.start), one.minutes, zone, first)
        for one in play.plan.slots
    ]


def _time(start: time) -> time:
    return start.replace(fold=0)
