"""The reasons that a run gives, checked by the journal: each missing or unsent invitation has one, and each is true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.rules import doubt_limits
from core.rules.limits import HARD_WEEK, NOTES_PER_MONTH, WEEK, day_cap, ramped
from core.rules.schedule import local_date
from core.store.fields import from_us, to_us
from tests.support.world import PARIS, World

OPEN = {"queued", "pending", "approved", "scheduled", "sending", "in_doubt", "unresolved"}
NARROW = 12
"""Minutes of a slot in which a cohort may not fit; in any other slot it fits."""
Row = Mapping[str, Any]
"""A run with its row in the journal."""
Engines = Sequence[tuple[datetime, datetime]]
"""Periods in which an engine ran without a gap."""


@dataclass
class Before:
    """A campaign as the journal knew it just before one of its runs opened."""

    statuses: Counter[str] = field(default_factory=Counter)
    """Statuses of invitations."""
    today: int = 0
    """Invitations approved on the run's own date, and still approved."""
    drawn: int = 0


def runs_of(world: World, campaign: int) -> list[dict[str, Any]]:
    """Return a campaign's runs with their rows in the journal, oldest first."""
    names = ("id", "day", "opens", "opened", "closes", "cohort", "short", "cause", "planned", "noted", "data")
    found = world.sql(
        "SELECT r.id, r.local_date, r.opens_at, r.opened_at, r.closes_at, r.cohort, r.short, r.cause,"
        " (SELECT count(*) FROM booking b WHERE b.run_id = r.id AND b.kind = 'invitation'), j.id, j.data FROM run r"
        " JOIN journal j ON j.run_id = r.id AND (j.kind = 'run.opened' OR j.code = 'run.missed')"
        " WHERE r.campaign_id = ? ORDER BY r.id",
        campaign,
    )
    ((account, member),) = world.sql(
        "SELECT m.account_id, m.id FROM member m JOIN campaign c ON c.member_id = m.id WHERE c.id = ?", campaign
    )
    whose = {"campaign": campaign, "member": member, "account": account}
    return [{**dict(zip(names, row, strict=True)), **whose} for row in found]


def fault(world: World, row: Row, people: int, lacking: int) -> str:
    """Return the fault in a run's reasons: people without one ("remainder"), or a code that the journal contradicts."""
    short = json.loads(row["short"])
    if row["cohort"] != row["planned"] + sum(short.values()):
        return "remainder"
    wrong = (
        code for code, number in short.items() if number < 1 or not _true(world, row, code, number, people, lacking)
    )
    return next(wrong, "")


def wrong(short: dict[str, int]) -> dict[str, dict[str, int]]:
    """Return variants of a run's reasons, each with one fault: one person too many or too few, or a wrong reason."""
    found = {"one too many": {**short, "source.low": short.get("source.low", 0) + 1}}
    for code, number in short.items():
        rest = {other: many for other, many in short.items() if other != code}
        found[f"one too few: {code}"] = {**rest, **({code: number - 1} if number > 1 else {})}
        found[f"another reason: {code}"] = {**rest, "key.refused": number}
    return found


def not_sent(world: World, row: Row) -> list[str]:
    """Return the reasons of a run's unused send times, each as often as it was given."""
    found = world.sql("SELECT reason FROM booking WHERE run_id = ? AND state = 'not_sent' ORDER BY id", row["id"])
    return [str(reason) for (reason,) in found]


def false_reasons(world: World, row: Row, engines: Engines) -> list[str]:
    """Return the reasons of unused send times that the journal contradicts; `engines` are the times when one ran."""
    return [code for code in sorted(set(not_sent(world, row))) if not _held_back(world, row, code, engines)]


def _before(world: World, row: Row) -> Before:
    """Replay the journal up to the opening; the changes made by the run itself come right before its row."""
    standing: dict[int, str] = {}
    approved: dict[int, str] = {}
    for outreach, at, data in world.sql(
        "SELECT outreach_id, at, data FROM journal WHERE campaign_id = ? AND id < ? AND step = 0 AND at < ?"
        " AND data LIKE '%\"to\":%' ORDER BY id",
        row["campaign"],
        row["noted"],
        row["opened"],
    ):
        standing[outreach] = json.loads(data)["to"]
        approved[outreach] = local_date(from_us(at), PARIS).isoformat()
    late = sum(status == "approved" and approved[key] == row["day"] for key, status in standing.items())
    return Before(Counter(standing.values()), late, len(standing))


def _true(world: World, row: Row, code: str, number: int, size: int, lacking: int) -> bool:
    before, noted = _before(world, row), json.loads(row["data"])
    left = size - lacking - before.drawn
    most: dict[str, Callable[[], int]] = {
        "approvals.wanting": lambda: before.statuses["pending"] + before.today,
        "profiles.unread": lambda: before.statuses["queued"],
        "text.wanting": lambda: lacking,
        "draw.behind": lambda: left,
        "person.wait": lambda: _waiting(world, row),
    }
    if code in most:
        return number <= most[code]()
    match code:
        case "source.low":
            return bool(left < row["cohort"])
        case "finished":
            return left == 0 and not any(before.statuses[status] for status in OPEN)
        case "share":
            return bool(noted["share"] < noted["want"])
        case "limit.day" | "limit.ramp" | "limit.week":
            return bool(number == noted["want"] - max(0, _limit(world, row, code)))
        case "slot.full":
            return bool(row["planned"] < noted["share"]) and _crowded(world, row, noted)
        case "profiles.unreadable" | "source.unreadable" | "draw.held":
            return _stood(world, row, ("hold.set",), ("hold.ended",), code=code, until=row["opened"])
        case "engine.down" | "late" | "stopped" | "member.paused":
            return bool(row["cause"] == code)
        case "sender.disconnected":
            return bool(row["cause"] == code) and _disconnected(world, row, row["opened"])
    return False


def _crowded(world: World, row: Row, noted: Mapping[str, Any]) -> bool:
    """Return whether a slot's rest has no room for what a run wanted beside the sends of the member's other runs.

    A random time between two others may waste up to one spacing on each side of it.
    """
    ((spacing,),) = world.sql("SELECT spacing_s FROM member WHERE id = ?", row["member"])
    ((others,),) = world.sql(
        "SELECT count(*) FROM booking b JOIN run r ON r.id = b.run_id WHERE b.member_id = ? AND r.id <> ?"
        " AND r.opened_at < ? AND r.closes_at > ?",
        row["member"],
        row["id"],
        row["closes"],
        row["opened"],
    )
    left_out = noted["short"].get("slot.full", 0) + noted["messages_short"].get("slot.full", 0)
    room = (row["closes"] - row["opened"]) // (spacing * 1_000_000)
    return bool(noted["planned"] + left_out + noted["messages_due"] + 2 * others >= room)


def _waiting(world: World, row: Row) -> int:
    """Count the campaign's people who still had to wait, after a refusal by the network, as a run opened."""
    found = world.sql(
        "SELECT DISTINCT outreach_id, data FROM journal WHERE kind = 'person.wait' AND campaign_id = ? AND id < ?",
        row["campaign"],
        row["noted"],
    )
    opened = from_us(row["opened"])
    return sum(datetime.fromisoformat(json.loads(data)["until"]) > opened for _outreach, data in found)


def _held_back(world: World, row: Row, reason: str, engines: Engines) -> bool:
    """Return whether the event that a reason names happened while a run was open."""
    code = reason.partition(":")[0]
    if code in ("engine.down", "late"):
        opens, closes = from_us(row["opens"]), from_us(row["closes"])
        return not any(begin <= opens and closes <= end for begin, end in engines)
    return _CHECKS.get(code, _refused)(world, row, code)


def _no_answer(world: World, row: Row, code: str) -> bool:
    """Return whether the provider was down, or gave no answer to a call that did not arrive."""
    down = _stood(world, row, ("provider.down",), ("provider.up",), wide=True)
    return down or any(_refused(world, row, code, error) for error in ("uncertain", "unreachable", "network_down"))


def _slot_full(world: World, row: Row, _code: str) -> bool:
    """Return whether a run's slot was narrow, or another send of the member took the time of its last send."""
    return (row["closes"] - row["opens"]) // 60_000_000 <= NARROW or bool(_delayed(world, row))


def _person_waits(world: World, row: Row, _code: str) -> bool:
    return _waiting(world, {**row, "noted": _last_row(world, row)}) > 0


def _stood(
    world: World,
    row: Row,
    begins: tuple[str, ...],
    ends: tuple[str, ...],
    *,
    code: str = "",
    wide: bool = False,
    campaign: bool = False,
    until: int | None = None,
) -> bool:
    """Return whether a condition held at some moment from a run's opening to its close, or to `until`."""
    whose = "member_id IS NULL AND campaign_id IS NULL" if wide else "campaign_id = ?" if campaign else "member_id = ?"
    of = () if wide else (row["campaign" if campaign else "member"],)
    kinds = ", ".join(f"'{kind}'" for kind in (*begins, *ends))
    found = world.sql(
        f"SELECT at, kind FROM journal WHERE kind IN ({kinds}) AND {whose} AND at <= ? AND (? = '' OR code = ?)"
        " ORDER BY id",
        *of,
        row["closes"] if until is None else until,
        code,
        code,
    )
    return _ever(found, row["opened"], lambda kind: kind in begins)


def _disconnected(world: World, row: Row, until: int) -> bool:
    found = world.sql(
        "SELECT at, data FROM journal WHERE kind = 'member.state' AND member_id = ? AND at <= ? ORDER BY id",
        row["member"],
        until,
    )
    return _ever(found, row["opened"], lambda data: json.loads(data)["state"] == "disconnected")


def _ever(rows: list[tuple[Any, ...]], opened: int, is_on: Callable[[str], bool]) -> bool:
    """Return whether a state was on at `opened` or began later, by rows of (moment, state from then on)."""
    before = [what for at, what in rows if at <= opened]
    later = [what for at, what in rows if at > opened]
    return any(map(is_on, [*before[-1:], *later]))


def _rests(world: World, row: Row) -> Iterator[int]:
    for (data,) in world.sql(
        "SELECT data FROM journal WHERE kind = 'limit.network' AND member_id = ? AND at <= ?",
        row["member"],
        row["closes"],
    ):
        yield to_us(datetime.fromisoformat(json.loads(data)["until"]))


def _refused(world: World, row: Row, reason: str, answer: str = "") -> bool:
    """Return whether the network refused a call of a run whose send time has this reason."""
    error = answer or ("cannot_resend_yet" if reason == "resend.refused" else "")
    ((number,),) = world.sql(
        "SELECT count(*) FROM delivery d JOIN booking b ON b.id = d.booking_id WHERE b.run_id = ? AND b.reason = ?"
        " AND d.state IN ('refused', 'not_sent') AND (? = '' OR d.error = ?)",
        row["id"],
        reason,
        error,
        error,
    )
    return bool(number)


def _doubts(world: World, row: Row) -> int:
    """Count the member's sends that came into doubt up to a run's close."""
    ((number,),) = world.sql(
        "SELECT count(*) FROM journal WHERE kind = 'in_doubt' AND member_id = ? AND at <= ?",
        row["member"],
        row["closes"],
    )
    return int(number)


def _notes(world: World, row: Row) -> int:
    """Count the member's invitations with a note in the month of a run, up to its close."""
    ((number,),) = world.sql(
        "SELECT count(*) FROM delivery WHERE kind = 'invitation' AND member_id = ? AND text <> '' AND intent_at > ?"
        " AND intent_at <= ? AND state NOT IN ('not_sent', 'refused')",
        row["member"],
        to_us(from_us(row["closes"]).replace(day=1, hour=0)),
        row["closes"],
    )
    return int(number)


def _delayed(world: World, row: Row) -> int:
    """Count the member's sends in the last minutes of a run: they take the room of later ones."""
    ((number,),) = world.sql(
        "SELECT count(*) FROM delivery WHERE member_id = ? AND intent_at > ? AND intent_at <= ?",
        row["member"],
        row["closes"] - 5 * 60_000_000,
        row["closes"],
    )
    return int(number)


def _last_row(world: World, row: Row) -> int:
    ((last,),) = world.sql("SELECT max(id) FROM journal WHERE at <= ?", row["closes"])
    return int(last) + 1


def _limit(world: World, row: Row, code: str) -> int:
    """Return how many invitations a limit still allows as a run opens; below 0 for a limit that is exceeded."""
    if code == "limit.week":
        return HARD_WEEK - _used(world, row)
    ((most,),) = world.sql("SELECT day_cap FROM member WHERE id = ?", row["member"])
    cap = day_cap(most, row["account"], local_date(from_us(row["opened"]), PARIS))
    if code == "limit.ramp":
        cap = ramped(cap, _days_since_the_first(world, row))
    return cap - _used_that_day(world, row)


def _days_since_the_first(world: World, row: Row) -> int:
    """Return the local days since the member's first invitation; 0 before it."""
    opened = row["opened"]
    ((first,),) = world.sql(
        "SELECT min(invited_at) FROM outreach WHERE invited_at <= ? AND member_id = ?", opened, row["member"]
    )
    days = [local_date(from_us(at), PARIS) for at in (opened, opened if first is None else first)]
    return (days[0] - days[1]).days


def _used_that_day(world: World, row: Row) -> int:
    """Count the day's send times that earlier runs gave, except those that were released before this opening."""
    return _used(world, row, "AND r.local_date = ?", row["day"])


def _used(world: World, row: Row, which: str = "", *values: object) -> int:
    """Count the member's send times of the last 168 hours that earlier runs gave and did not release by the opening."""
    ((used,),) = world.sql(
        "SELECT count(*) FROM booking b JOIN run r ON r.id = b.run_id WHERE b.kind = 'invitation' AND b.member_id = ?"
        " AND b.send_at > ? AND r.id < ? AND NOT (b.state = 'not_sent' AND b.settled_at <= ?)"
        f" {which}",
        row["member"],
        row["opened"] - to_us(from_us(0) + WEEK),
        row["id"],
        row["opened"],
        *values,
    )
    return int(used)


def _used_until(world: World, row: Row, moment: int) -> int:
    ((used,),) = world.sql(
        "SELECT count(*) FROM delivery WHERE kind = 'invitation' AND member_id = ? AND intent_at > ? AND intent_at <= ?"
        " AND state NOT IN ('not_sent', 'refused')",
        row["member"],
        moment - to_us(from_us(0) + WEEK),
        moment,
    )
    return int(used)


_Check = Callable[[World, Row, str], bool]
_CHECKS: dict[str, _Check] = {
    "paused": lambda world, row, _code: _stood(world, row, ("paused",), ("resumed",), wide=True),
    "member.paused": lambda world, row, _code: _stood(world, row, ("paused",), ("resumed",)),
    "provider.down": _no_answer,
    "stopped": lambda world, row, _code: _stood(
        world, row, ("campaign.stopped",), ("campaign.started",), campaign=True
    ),
    "sending.refused": lambda world, row, code: _stood(world, row, ("hold.set",), ("hold.ended",), code=code),
    "member.refused": lambda world, row, code: _stood(world, row, ("hold.set",), ("hold.ended",), code=code),
    "sender.disconnected": lambda world, row, _code: _disconnected(world, row, row["closes"]),
    "limit.network": lambda world, row, _code: any(until > row["opened"] for until in _rests(world, row)),
    "limit.week": lambda world, row, _code: _used_until(world, row, row["closes"]) >= HARD_WEEK,
    "limit.notes": lambda world, row, _code: (
        _notes(world, row) >= NOTES_PER_MONTH or _stood(world, row, ("hold.set",), ("hold.ended",), code="notes.spent")
    ),
    "person.wait": _person_waits,
    "doubts.open": lambda world, row, _code: _doubts(world, row) >= doubt_limits.OPEN,
    "doubts.many": lambda world, row, _code: _doubts(world, row) >= doubt_limits.OPEN,
    "slot.full": _slot_full,
}
"""Checks of the reasons of unused send times; the others are answers of the network."""
