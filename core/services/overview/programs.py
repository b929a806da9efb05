"""Sums over campaigns by program and name, and the funnel of one of these with its last fourteen days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.rules.conversion import conversion
from core.rules.filters.natural_order import natural
from core.rules.schedule import local_date, start_of_day
from core.store.database import Reading
from core.store.views import programs as programs_read
from core.views.campaign_detail_view import DayCount
from core.views.programs_view import CampaignTotals, Funnel, FunnelSteps, NameSummary, ProgramSummary
from core.workspace import Workspace

DAYS = 14


class _Sums(NamedTuple):
    """The sums over the campaigns of one name, or of one program."""

    campaigns: int
    ended: int
    active: int
    sent: int
    accepted: int
    waiting: int
    replied: int


@dataclass(frozen=True)
class Chosen:
    """A choice of campaigns: all of a program, or those of one name in it."""

    program: str
    name: str | None = None


def programs(workspace: Workspace) -> list[ProgramSummary]:
    """Return every program with its campaign names, archived campaigns included; read by two statements."""
    with workspace.store.read() as store:
        members = _members(store)
        sums: dict[str, list[tuple[str, _Sums]]] = {}
        for program, name, *counts in programs_read.lines(store):
            sums.setdefault(program, []).append((name, _Sums(*counts)))
    for named in sums.values():
        named.sort(key=lambda pair: natural(pair[0]))
    return [
        ProgramSummary(
            program=program,
            names=tuple(NameSummary(name, _totals(one, len(members[program, name]))) for name, one in names),
            totals=_totals(
                _Sums(*(sum(column) for column in zip(*(one for _name, one in names), strict=True))),
                len(members[program, None]),
            ),
        )
        for program, names in sorted(sums.items(), key=lambda item: natural(item[0]))
    ]


def _members(store: Reading) -> dict[tuple[str, str | None], set[int]]:
    """Return the members of each name in a program, and, under the name None, of each program."""
    found: dict[tuple[str, str | None], set[int]] = {}
    for program, name, member in programs_read.named(store):
        found.setdefault((program, name), set()).add(member)
        found.setdefault((program, None), set()).add(member)
    return found


def _totals(sums: _Sums, members: int) -> CampaignTotals:
    return CampaignTotals(members=members, conversion=conversion(sums.sent, sums.accepted), **sums._asdict())


def funnel(workspace: Workspace, chosen: Chosen) -> Funnel:
    """Return how many people reached each stage, and the invitations and acceptances of the last fourteen days."""
    zone = workspace.stamp.time_zone
    first = local_date(workspace.now(), zone) - timedelta(days=DAYS - 1)
    since = start_of_day(first, zone)
    with workspace.store.read() as store:
        counts = programs_read.funnel(store, chosen.program, chosen.name)
        sent = _by_day(programs_read.sent_since(store, chosen.program, chosen.name, since), zone)
        accepted = _by_day(programs_read.accepted_since(store, chosen.program, chosen.name, since), zone)
    days = (first + timedelta(days=offset) for offset in range(DAYS))
    return Funnel(
        program=chosen.program,
        name=chosen.name,
        steps=FunnelSteps(*counts),
        days=tuple(DayCount(day, sent.get(day, 0), accepted.get(day, 0)) for day in days),
    )


def _by_day(moments: Iterable[datetime], zone: str) -> dict[date, int]:
    found: dict[date, int] = {}
    for moment in moments:
        day = local_date(moment, zone)
        found[day] = found.get(day, 0) + 1
    return found
