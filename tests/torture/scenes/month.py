"""Thirty days of several members and campaigns with every kind of trouble, by a seed; checked from outside."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import TryAgainError
from core.services.campaigns import lifecycle
from core.services.maintenance import backup
from core.services.members import members
from core.services.overview import campaign_list
from core.services.overview.status import status
from core.services.queue import approvals
from core.store.fields import from_us
from tests.torture import cast as casts
from tests.torture import oracle, settled
from tests.torture.cast import SHARED, Cast, Play, Player
from tests.torture.life import Life, Times
from tests.torture.line import Line
from tests.torture.network import Network, Write, strangers
from tests.torture.oracle import WrongError, told
from tests.torture.provider import FAULTS

EVENTS = ("nothing", "kill", "call", "faults", "down", "clock", "wrong", "hand", "disk", "pause", "backup", "restore")
WEIGHTS = (30, 8, 10, 10, 3, 1, 2, 4, 3, 2, 3, 1)
DAYS = 30
PART = timedelta(hours=6)
QUIET = timedelta(days=3)
"""Last days in which nothing goes wrong, so that every doubt can be settled."""
MESSAGES_A_DAY = 50
RENAMES = 0.05
"""Chance of a rename of a shared campaign in a part of a day: about six a month."""
RAMP_DAYS = 13


class Month:
    """One seed's month."""

    def __init__(self, folder: Path, seed: int, days: int) -> None:
        self.chance = random.Random(seed)
        self.names = random.Random(f"{seed}:names")
        """A random generator of its own, so that other events of a seed do not change."""
        self.seed = seed
        self.days = days
        self.cast: Cast = casts.cast(self.chance)
        self.times = Times(self.cast.start)
        accounts = tuple(player.account for player in self.cast.players)
        self.network = Network(accounts, self.times.linkedin, lambda: self.times.wall)
        for player in self.cast.players:
            self.network.sides[player.account].premium = player.plan != "basic"
        self.life = Life(folder, self.network, self.times, self.cast.players[0].zone, self.cast.start)
        self.folder = folder
        self.approved: dict[tuple[str, str, int], str] = {}
        self.kept: tuple[Path, dict[tuple[str, str, int], str]] | None = None
        """The last backup, with what was approved when it was made."""
        self.restored: list[datetime] = []
        """Moments at which an older store was put in the place of the present one."""
        self.judged = 0

    def run(self, line: Line) -> None:
        """Run the month, then judge it."""
        self.life.begin()
        try:
            casts.arrange(self.life.ws, self.cast, self.folder)
            for _part in range(self.days * 4):
                self._something_happens()
                self._people_act()
                self._rename()
                self.life.live(PART)
                self.life.arm()
                self._only_what_was_approved()
                self._approve()
            self._quiet()
            line.reconciled += self._judge()
        finally:
            line.kills += self.life.kills
            self.life.end()

    # -- what happens

    def _something_happens(self) -> None:  # noqa: C901 - a list of events
        chance = self.chance
        side = self.network.sides[chance.choice(self.cast.players).account]
        match chance.choices(EVENTS, WEIGHTS)[0]:
            case "kill":
                self.life.arm(*(chance.randint(1, 300) for _death in range(chance.randint(1, 3))))
            case "call":
                name = chance.choice(("call begins", "first byte left", "carried out", "answered"))
                self.life.killer.arm_at(name, chance.randint(1, 12))
            case "faults":
                side.faults += chance.choices(FAULTS, k=chance.randint(1, 6))
            case "down":
                self.times.pass_by(timedelta(hours=chance.choice((2, 9, 30, 72))))
            case "clock":
                self.life.live(timedelta(minutes=5))
                self.times.step(timedelta(minutes=chance.choice((-600, -90, 4, 90, 600))))
            case "wrong":
                self._wrong_clock(timedelta(hours=chance.choice((1, 30, 200))))
            case "hand":
                strangers(self.network, side.account_id, f"hand{len(side.outside)}y", chance.randint(1, 12))
            case "disk":
                self.life.disk.fails = chance.choice((1, 5, 30))
            case "pause":
                self._pause(chance.choice(self.cast.players), timedelta(hours=chance.choice((1, 20))))
            case "backup":
                self._backup()
            case "restore":
                self._restore()

    def _backup(self) -> None:
        path = self.folder / f"backup-{self.network.turns}.sqlite"
        path.unlink(missing_ok=True)
        self.life.disk.fails = 0
        backup.backup(self.life.ws, path)
        self.kept = path, dict(self.approved)

    def _restore(self) -> None:
        """Replace the store by an older one; approvals since then no longer count."""
        if self.kept is None:
            return
        path, approved = self.kept
        self._only_what_was_approved()
        self.life.close()
        backup.restore(self.life.home, path)
        self.life.reopen()
        self.approved = dict(approved)
        self.restored.append(self.times.wall)

    def _wrong_clock(self, wrong: timedelta) -> None:
        self.life.live(timedelta(minutes=5))
        self.times.step(wrong)
        self.times.wrong = wrong
        self.life.live(timedelta(minutes=8))
        self.times.step(-wrong)
        self.times.wrong = timedelta(0)

    def _pause(self, player: Player, long: timedelta) -> None:
        members.pause(self.life.ws, player.account, on=True)
        writes, turns = len(self.network.writes), self.network.turns
        self.life.live(long)
        for write in self.network.writes[writes:]:
            if write.account == player.account and write.turn > turns:
                raise WrongError("broken", f"{write} left while its member was paused")
        members.pause(self.life.ws, player.account, on=False)

    def _people_act(self) -> None:
        """Let invited people accept after a while or never, and some of them answer."""
        now = self.network.now()
        for account, side in self.network.sides.items():
            for person, at in side.sent_at.items():
                fate = random.Random(f"{self.seed}:{account}:{person}")
                accepts, after, answers = fate.random() < 0.4, timedelta(days=6 * fate.random()), fate.random()
                if accepts and person not in side.connected and at + after <= now:
                    side.accept(person)
                since = side.connected_at.get(person)
                if since is not None and answers < 0.3 and since + timedelta(days=15 * answers) <= now:
                    side.write_in(person, ours=answers < 0.05)

    def _rename(self) -> None:
        """Give one of the campaigns that share people another name and program, or those it had before."""
        if self.names.random() > RENAMES:
            return
        play = self.names.choice([one for one in self.cast.plays if one.tag == SHARED])
        name, program = self.names.choice((SHARED, "one", "two")), self.names.choice(("growth", "other"))
        plan = replace(lifecycle.draft_of(self.life.ws, int(play.ident)), name=name, program=program)
        self._try(lambda: lifecycle.edit(self.life.ws, play.ident, plan))

    def _approve(self) -> None:
        """Approve most of the waiting texts; on some days, approve none."""
        if self.chance.random() < 0.3:
            return
        found = self._sql(
            "SELECT id, campaign_id, person, step, text FROM outreach WHERE status = 'pending' ORDER BY id"
        )
        chosen = [row for row in found if self.chance.random() < 0.9]
        for _id, campaign, person, step, text in chosen:
            self.approved[str(campaign), person, step] = text or ""
        self._try(lambda: approvals.approve(self.life.ws, [row[0] for row in chosen]))

    def _only_what_was_approved(self) -> None:
        """Check after each part of a day that only approved texts were sent; a restore makes lost approvals void."""
        for write in self.network.writes[self.judged :]:
            play = self._play(write)
            step = told(write.text).step if write.text else 0
            if step in play.asks and self.approved.get((play.ident, write.person, step)) != write.text:
                raise WrongError("broken", f"{write} left without an approval")
        self.judged = len(self.network.writes)

    def _try(self, act: Callable[[], object]) -> None:
        """Do what a person does; if the disk is still full, try it again later."""
        try:
            act()
        except TryAgainError:
            self.life.disk.fails = 0
            act()

    def _quiet(self) -> None:
        self.life.disk.fails = 0
        for side in self.network.sides.values():
            side.faults.clear()
        self.life.live(QUIET)
        self._only_what_was_approved()

    def _sql(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        with self.life.ws.store.read() as store:
            return store.rows(text, *values)

    # -- the oracle

    def _judge(self) -> int:
        writes = self.network.writes
        oracle.nobody_twice(self.network)
        oracle.spaced(writes)
        oracle.unanswered(self.network, writes)
        for player in self.cast.players:
            self._limits(player, [write for write in writes if write.account == player.account])
        for play in self.cast.plays:
            own = [write for write in writes if self._play(write) is play]
            self._campaign(play, own)
        reconciled = settled.check(self.life.ws, self.network)
        if not self.restored:  # a restored store does not know every send, so it cannot share or count them
            self._shared()
            self._counters()
        return reconciled

    def _shared(self) -> None:
        """Check that only one campaign of two members invites a person."""
        writes = self.network.writes
        both = Counter(write.person for write in writes if self._play(write).tag == SHARED and write.kind == "invite")
        for person, count in both.items():
            if count > 1:
                raise WrongError("twice", f"{person} was invited for one campaign by {count} members")

    def _play(self, write: Write) -> Play:
        return self.cast.play(write.account, write.person)

    def _limits(self, player: Player, writes: Sequence[Write]) -> None:
        """Check that no 168 hours, no local day and no ramp of a member exceed their limit."""
        invites = [write for write in writes if write.kind == "invite"]
        outside = self._sql(
            "SELECT f.at, f.seen_at FROM foreign_invitation f JOIN member m ON m.id = f.member_id WHERE account_id = ?",
            player.account,
        )
        known = [(from_us(at), from_us(seen)) for at, seen in outside]
        oracle.week([write.asked for write in invites], known)
        days = sorted(Counter(_date(write.asked, player.zone) for write in invites).items())
        for day, count in days:
            ramp = (day - days[0][0]).days
            cap = player.cap
            if player.ramp and ramp <= RAMP_DAYS:
                cap = max(1, int(cap * (0.2 + 0.8 * ramp / RAMP_DAYS) + 1e-9))
            if count > cap:
                raise WrongError("broken", f"{player.account} sent {count} invitations on {day}, and may {cap}")
        messages = Counter(_date(write.asked, player.zone) for write in writes if write.kind == "message")
        if max(messages.values(), default=0) > MESSAGES_A_DAY:
            raise WrongError("broken", f"{player.account} sent {messages.most_common(1)} messages")

    def _campaign(self, play: Play, writes: Sequence[Write]) -> None:
        """Check that a campaign sends only in its slots, and at most one cohort in each run.

        A restore during a run may forget it, and so allows one more cohort.
        """
        runs: Counter[tuple[datetime, datetime]] = Counter()
        for write in writes:
            oracle.inside(play.windows, write)
            if write.kind == "invite":
                (opened, *_more) = [
                    found
                    for window in play.windows
                    for found in window.around(write.asked)
                    if found[0] <= write.asked < found[1]
                ]
                runs[opened] += 1
        for (start, end), count in runs.items():
            lives = 1 + sum(start <= moment < end for moment in self.restored)
            if count > lives * play.plan.cohort_size:
                raise WrongError("broken", f"{play.tag} sent {count} invitations in its run of {start}: a burst")

    def _counters(self) -> None:
        """Compare the counts of the screens with what the network carried out."""
        doubts = status(self.life.ws)
        looked_up = doubts.in_doubt - doubts.unresolved + doubts.withdrawals_in_doubt
        if looked_up:
            raise WrongError("lost", f"{looked_up} doubts are open after three quiet days")
        for play in self.cast.plays:
            shown = campaign_list.campaign(self.life.ws, play.ident).summary.conversion
            unresolved = {
                row[0]
                for row in self._sql(
                    "SELECT person FROM outreach WHERE campaign_id = ? AND status = 'unresolved' AND step = 0",
                    play.ident,
                )
            }
            side = self.network.sides[play.player.account]
            invited = {
                write.person for write in self.network.writes if self._play(write) is play and write.kind == "invite"
            } - unresolved
            accepted = invited & side.connected
            if (shown.sent, shown.accepted) != (len(invited), len(accepted)):
                raise WrongError(
                    "broken", f"{play.tag} shows {shown}, and {len(invited)} were, {len(accepted)} accepted"
                )


def _date(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def run(seed: int, count: int = 1, days: int = DAYS) -> Line:
    """Run `count` months, each of its own seed; the first failure names its seed."""
    line = Line(f"{days} days", seed)
    for number in range(seed, seed + count):
        line.cases += 1
        with tempfile.TemporaryDirectory(prefix="overture-torture-") as text:
            month = Month(Path(text).resolve(), number, days)
            try:
                month.run(line)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is told with its seed
                _tell(line, error, number)
    return line


def _tell(line: Line, error: Exception, seed: int) -> None:
    kind, words = (error.kind, error.words) if isinstance(error, WrongError) else ("broken", repr(error))
    line.fail(
        f"seed {seed}: {words}", twice=kind == "twice", lost=kind == "lost", broken=[words] if kind == "broken" else []
    )
