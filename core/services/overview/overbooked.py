"""Members whose campaigns want more invitations than fit, each reported once (docs/design.md#needs-a-person)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.rules.codes import describe
from core.rules.limits import per_day, week_room
from core.rules.schedule import local_date
from core.services.members.limit_use import week_want
from core.services.overview.snapshot import Facts
from core.services.unshown import skipping
from core.store import members
from core.store.members import MemberRow
from core.store.views.campaign_numbers import CampaignLine
from core.workspace import Workspace

CODE = "member.overbooked"


@dataclass(frozen=True, slots=True)
class Overbooked:
    """A member whose active campaigns want more invitations than fit, with the sentence and the remedy."""

    member: int
    name: str
    campaigns: tuple[CampaignLine, ...]
    """The campaigns that still have people to invite."""
    text: str
    action: str


def by_member(workspace: Workspace) -> dict[int, Overbooked]:
    """Return the members who are overbooked, by id."""
    with workspace.store.read() as store:
        facts = Facts(workspace, store, workspace.now())
        return {one.member: one for one in overbooked(facts, facts.lines())}


def overbooked(facts: Facts, lines: Iterable[CampaignLine]) -> list[Overbooked]:
    """Return the members of these campaigns who are overbooked, ordered by id."""
    grouped: dict[int, list[CampaignLine]] = {}
    for line in lines:
        if line.active:
            grouped.setdefault(line.member_id, []).append(line)
    senders = [one for one in members.readable(facts.store) if one.id in grouped]
    found: list[Overbooked] = []
    for sender in senders:
        with skipping():
            if (one := _of_member(facts, sender, grouped[sender.id])) is not None:
                found.append(one)
    return found


def _of_member(facts: Facts, sender: MemberRow, lines: list[CampaignLine]) -> Overbooked | None:
    room = week_room(sender.day_cap, sender.account_id, local_date(facts.now, sender.time_zone))
    wants = {line: week_want(line.cohort_size, facts.slots_of(line)) for line in lines}
    if sum(wants.values()) <= room:  # true for most members, whose people then need not be counted
        return None
    wanting = {line: number for line, number in wants.items() if number and not _through(facts, line)}
    total = sum(wanting.values())
    if total <= room:
        return None
    text, action = describe(
        CODE, sender=sender.name, member=sender.id, wants=f"{per_day(total):g}", fits=f"{per_day(room):g}"
    )
    return Overbooked(sender.id, sender.name, tuple(wanting), text, action)


def _through(facts: Facts, line: CampaignLine) -> bool:
    """Return whether a campaign has nobody left to invite, neither drawn nor to be drawn."""
    return line.id not in facts.uninvited and facts.left(line, 1) == 0
