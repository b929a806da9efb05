"""Sentences about the sender's week: the invitations that a campaign would get, and those left to the others."""

from __future__ import annotations

from collections.abc import Iterator

from core.plural import plural
from core.rules.health import day_words
from core.rules.schedule import in_zone
from core.services.lookup import find
from core.services.members.limit_use import limits
from core.views.limits_view import CampaignUse, LimitUse, MemberLimits
from core.workspace import Workspace

OTHERS = 3
"""Most other campaigns that are named; further ones are only counted."""
LEAST = 0.1
"""Smallest change of a share that is reported, in invitations a day."""


def if_started(workspace: Workspace, ref: str) -> list[str]:
    """Return sentences about the sender's week if this campaign were active. Raises NotFoundError."""
    views = limits(workspace, if_started=ref)
    if not views:  # its sender is archived
        return []
    if not views[0].limits:
        return list(views[0].unreadable)
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
    return list(_sentences(views[0], ident, workspace.stamp.time_zone))


def _sentences(view: MemberLimits, ident: int, zone: str) -> Iterator[str]:
    yield _left(view, zone)
    own = next((one for one in view.campaigns if one.id == ident), None)
    if own is None or own.would_get is None:
        return
    others = [one for one in view.campaigns if one.id != ident]
    wants, gets = own.wants_per_day, own.would_get
    share = "it gets all of them" if gets >= wants else f"it gets {gets:g}"
    if not others:
        alone = f"no other campaign of {view.name} runs"
        yield f"“{own.name}” wants {wants:g} invitations a day on average; {alone}, so {share}."
        return
    total = sum(one.wants_per_day for one in view.campaigns)
    number = len(others)
    beside = f"{number} other {plural(number, 'campaign')} of {view.name} {plural(number, 'wants', 'want')}"
    rest = round(total - wants, 1)
    yield f"“{own.name}” wants {wants:g} invitations a day on average, and {beside} {rest:g}: {share}."
    yield from _losers(others)


def _losers(others: list[CampaignUse]) -> Iterator[str]:
    """Yield a sentence about the other campaigns that would get less than now, if there are any."""
    found = [one for one in others if one.would_get is not None and one.gets_per_day - one.would_get >= LEAST]
    if not found:
        return
    named = [f"“{one.name}” {one.would_get:g} instead of {one.gets_per_day:g}" for one in found[:OTHERS]]
    more = f", and {len(found) - OTHERS} more get less" if len(found) > OTHERS else ""
    yield f"Average invitations a day would then be: {', '.join(named)}{more}."


def _left(view: MemberLimits, zone: str) -> str:
    """Return a sentence about the sender's invitations left today and in 168 hours, and when more become free."""
    by_name = {one.limit: one for one in view.limits}
    week, day = by_name["week"], by_name.get("ramp", by_name["day"])
    text = f"{view.name} has {day.left} of {day.of} invitations left today and {week.left} of {week.of} in 168 hours"
    return f"{text}{_frees(week, zone)}."


def _frees(week: LimitUse, zone: str) -> str:
    if not week.frees:
        return ""
    first = week.frees[0]
    local = in_zone(first.at, zone)
    return f"; {first.count} more from {day_words(local.date())} {local:%H:%M}"
