"""Checks of what the network carried out, without a line of the product's own code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.torture.network import AFTER_END, Network, Write

WEEK = timedelta(hours=168)
MOST_IN_A_WEEK = 100
SPACING = timedelta(minutes=2)
DAY = timedelta(days=1)


class WrongError(AssertionError):
    """A violation of an oracle: `kind` is twice, lost or broken."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind
        self.words = words


@dataclass(frozen=True)
class Window:
    """A slot as a person wrote it down: weekdays (0 is Monday), local start, minutes, zone, and its local dates."""

    days: frozenset[int]
    start: time
    minutes: int
    zone: str
    first: date
    last: date = date.max

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment is in the slot by its zone's wall clock; a late run ends with its slot, too."""
        return any(start <= moment < end for start, end in self.around(moment))

    def around(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Return the slot's windows near a moment; zoneinfo shifts a start in a gap, and takes the first of a pair."""
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        for day in (today - DAY, today, today + DAY):
            if self.first <= day <= self.last and day.weekday() in self.days:
                start = datetime.combine(day, self.start, zone).astimezone(ZoneInfo("UTC"))
                yield start, start + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Told:
    """The campaign, step and edit that a text of these tortures names."""

    campaign: str
    step: int
    edit: int


def told(text: str) -> Told:
    """Parse a text such as `alpha 0 v2: Hi Ann`."""
    campaign, step, edit = text.partition(":")[0].split(" ")
    return Told(campaign, int(step), int(edit[1:]))


def step_of(write: Write) -> int:
    """Return the step of a write; -1 for a withdrawal."""
    if write.kind == "invite":
        return 0
    return told(write.text).step if write.kind == "message" else -1


def words(campaign: str, step: int, edit: int) -> str:
    """Return a template that `told` understands."""
    return f"{campaign} {step} v{edit}: Hi {{{{ first_name }}}}"


def nobody_twice(network: Network) -> None:
    """Check that no account invites a person twice, or writes the same step twice, under any text.

    An invitation that was declined or withdrawn may be followed by another one, 21 days later; that one may be
    withdrawn as well.
    """
    seen: dict[tuple[str, str, str, int], Write] = {}
    for write in network.writes:
        step = told(write.text).step if write.kind == "message" else 0
        key = (write.account, write.person, write.kind, step)
        before = seen.get(key)
        invited = seen.get((write.account, write.person, "invite", 0))
        another = invited is not None and before is not None and before.turn < invited.turn
        if before is not None and not (
            (write.kind == "invite" and _over(network, before, write)) or (write.kind == "withdraw" and another)
        ):
            raise WrongError("twice", f"{key} was carried out twice: {before.asked} and {write.asked}")
        seen[key] = write


def _over(network: Network, before: Write, after: Write) -> bool:
    ends = network.sides[after.account].ends.get(after.person, [])
    return any(before.turn < turn < after.turn and after.asked - at >= AFTER_END for turn, at in ends)


def spaced(writes: Sequence[Write]) -> None:
    """Check for at least two minutes between any two calls of an account."""
    last: dict[str, Write] = {}
    for write in sorted(writes, key=lambda one: one.asked):
        before = last.get(write.account)
        if before is not None and write.asked - before.asked < SPACING:
            raise WrongError("broken", f"{before} and {write} are less than two minutes apart")
        last[write.account] = write


def week(ours: Iterable[datetime], known: Iterable[tuple[datetime, datetime]], most: int = MOST_IN_A_WEEK) -> int:
    """Return the most invitations in any 168 hours that end with one of Overture's; foreign ones count once read."""
    moments, outside = sorted(ours), sorted(known)
    fullest = 0
    for moment in moments:
        start = moment - WEEK
        count = sum(start < at <= moment for at in moments)
        count += sum(start < at <= moment and seen < moment for at, seen in outside)
        fullest = max(fullest, count)
    if fullest > most:
        raise WrongError("broken", f"{fullest} invitations in 168 hours")
    return fullest


def days(writes: Iterable[Write], zone: str, caps: Mapping[date, int]) -> None:
    """Check that no local date of a member exceeds its cap; a date without one is not judged."""
    dates = Counter(write.asked.astimezone(ZoneInfo(zone)).date() for write in writes if write.kind == "invite")
    for day, count in dates.items():
        if count > caps.get(day, count):
            raise WrongError("broken", f"{count} invitations on {day}, the cap is {caps[day]}")


def unanswered(network: Network, writes: Iterable[Write]) -> None:
    """Check that nothing is written to a person who has answered, or was written to outside Overture."""
    for write in writes:
        ended = network.sides[write.account].ended.get(write.person)
        if write.kind == "message" and ended is not None and ended < write.turn:
            raise WrongError("broken", f"{write} left after an answer")


def inside(windows: Sequence[Window], write: Write) -> None:
    """Check that a call is made in a slot of its campaign."""
    if not any(window.holds(write.asked) for window in windows):
        raise WrongError("broken", f"{write} left outside every slot of its campaign")


def even(moments: Sequence[datetime], least: timedelta) -> bool:
    """Return whether no two moments are closer than `least`: nothing was caught up in a burst."""
    return all(two - one >= least for one, two in pairwise(sorted(moments)))
