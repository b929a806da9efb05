"""Everything that needs a person, in one list; items that affect the soonest run come first.

See docs/design.md#needs-a-person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from core.plural import plural
from core.rules.addresses.identity import profile_address
from core.rules.codes import CODES, describe, lookup
from core.rules.health import Problem
from core.rules.problem_codes.code import Kind, Severity
from core.services.overview.overbooked import CODE, Overbooked, overbooked
from core.services.overview.problems import NOTHING_TO_DO, problems_of, unjudged
from core.services.overview.snapshot import Facts
from core.services.unshown import skipping
from core.store.people import exclusions, replies
from core.store.views import doubts
from core.store.views.campaign_numbers import CampaignLine
from core.text import clean
from core.views.needs_view import Need, NeedKind, Needs
from core.workspace import Workspace

WINDOW = 500
"""Most doubts and most replies that are listed; further ones follow once these are dealt with."""
REPLIES_FOR = timedelta(days=30)
"""Age beyond which an unanswered reply is no longer listed."""
QUOTED = 160
"""Most characters shown of a reply: enough to tell a question from a refusal; the journey has the whole."""
LISTED_THEMSELVES = frozenset({"unresolved", "in_doubt", "approvals.wanting", "today.short"})
"""Problems that are not listed, because their causes are items of their own: each doubt, each campaign's waiting texts,
and each cause of a short day that a person can change."""
DRY = "finished"
"""The problem of a campaign whose source is exhausted: no fault, but only a person can make the campaign continue."""
NOTHING_TODAY = "day.empty"
"""The problem of a campaign whose sender has no invitation left today.

If the sender is overbooked, one item about the member is listed instead of one for each campaign.
"""
MISSED = "run.missed"
SILENT = "nothing.sent"
"""The problem of a campaign whose last runs sent nothing."""
OF_THE_MEMBER = (
    "sender.",
    "account.",
    "member.",
    "limit.",
    "list.unread",
    "records.unreadable",
    "profiles.unreadable",
    NOTHING_TODAY,
)
OF_THE_SOURCE = ("source.archived", "source.low", "source.unreadable", "source.importing", "finder.", DRY)
_LAST = datetime.max.replace(tzinfo=UTC)
_ORDER: dict[NeedKind, int] = {
    "account": 0,
    "problem": 1,
    "doubt": 2,
    "approvals": 3,
    "source": 4,
    "reply": 5,
    "exclusions": 6,
}
"""Order of items that affect the same run and have the same severity."""


def needs(workspace: Workspace, *, limit: int = WINDOW) -> Needs:
    """Return all needs, with at most `limit` doubts and `limit` replies."""
    with workspace.store.read() as store:
        return found_in(Facts(workspace, store, workspace.now()), limit)


class Waiting(NamedTuple):
    """The items of one campaign, and when its next run opens; None for one that is not active."""

    campaign: int
    member: int
    needs: tuple[Need, ...]
    opening: datetime | None


def found_in(facts: Facts, limit: int = WINDOW) -> Needs:
    """Return all needs, from one reading of the store."""
    lines = facts.lines()
    return gathered(facts, [waiting_in(facts, line) for line in lines], overbooked(facts, lines), limit)


def waiting_in(facts: Facts, line: CampaignLine) -> Waiting:
    """Return the needs of one campaign."""
    opening = facts.next_opening(line) if line.active else None
    found: list[Need] = []
    with skipping(partial(_tell_odd, found, line)):
        if line.active:
            facts.refuse_odd(line)
        found.extend(_of_campaign(facts, line, opening))
    return Waiting(line.id, line.member_id, tuple(found), opening)


def gathered(facts: Facts, waiting: Iterable[Waiting], full: Collection[Overbooked], limit: int = WINDOW) -> Needs:
    """Return all needs in one list: those of campaigns, overbooked members, doubts, replies, and exclusions."""
    store, found = facts.store, _Found()
    members = {one.member for one in full}
    openings: dict[int, datetime | None] = {}
    for one in waiting:
        openings[one.campaign] = one.opening
        for need in one.needs:
            if need.code != NOTHING_TODAY or one.member not in members:
                found.add(need)
    in_doubt = doubts.to_decide(store, limit)
    answers = replies.unanswered(store, facts.now - REPLIES_FOR, limit)
    more = max(0, doubts.count_to_decide(store) - len(in_doubt))
    held = exclusions.counts(store)
    for booked in full:
        found.add(_overbooked(booked))
    for row in in_doubt:
        found.add(_doubt(row, openings.get(row.campaign_id)))
    for answer in answers:
        found.add(_reply(answer))
    if held:
        found.add(_exclusions(len(held), sum(held.values())))
    return Needs(facts.now, tuple(sorted(found.items(), key=_rank)), more)


def _tell_odd(found: list[Need], line: CampaignLine, error: Exception) -> None:
    """Add an item for a campaign whose state cannot be determined, because a stored value is invalid."""
    need = _problem(line, None, unjudged(line, error))
    if need is not None:
        found.append(need)


class _Found:
    """A collector of needs by key, so that a problem of several campaigns becomes one item."""

    def __init__(self) -> None:
        self._items: dict[str, list[Need]] = {}

    def add(self, need: Need) -> None:
        """Add an item, or one more campaign of a known item."""
        self._items.setdefault(need.key, []).append(need)

    def items(self) -> Iterator[Need]:
        """Yield one item per key: that of the soonest run, with the number of all its campaigns."""
        for found in self._items.values():
            yield found[0] if len(found) == 1 else _together(found)


def _together(found: list[Need]) -> Need:
    """Return the one item of several campaigns; its mark stays the same whichever campaign runs next."""
    soonest = min(found, key=lambda one: one.due or _LAST)
    campaigns = sum(one.campaigns for one in found)
    since = (one.since for one in found if one.since is not None)
    return replace(
        soonest,
        text=_text_of_many(soonest, campaigns),
        campaigns=campaigns,
        severity=max(found, key=_weight).severity,
        count=max(one.count for one in found),
        since=min(since, default=None),
    )


def _text_of_many(need: Need, campaigns: int) -> str:
    """Return the sentence of an item of several campaigns, where that of one campaign is about it alone."""
    scope = f"{campaigns:,} campaigns"
    if need.code == NOTHING_TODAY:
        return describe(need.code, sender=need.about, scope=scope)[0]
    if need.code == MISSED:
        return describe(need.code, cause=need.key.rpartition(":")[2], runs=f"runs in {scope}")[0]
    return need.text


def _weight(need: Need) -> int:
    return need.severity.rank


def _rank(need: Need) -> tuple[datetime, int, int, datetime, str]:
    return need.due or _LAST, -need.severity.rank, _ORDER[need.kind], need.since or _LAST, need.key


def _of_campaign(facts: Facts, line: CampaignLine, due: datetime | None) -> Iterator[Need]:
    waiting = facts.pending.get(line.id)
    if waiting is not None and line.active:
        yield Need(
            key=f"approvals:{line.id}",
            kind="approvals",
            code="",
            severity=Severity.WARNING,
            about=line.name,
            text=f"{waiting.texts:,} {plural(waiting.texts, 'text is', 'texts are')} waiting for your approval.",
            action="Approve or reject them in Approvals.",
            count=waiting.texts,
            due=due,
            since=waiting.since,
            campaign_id=line.id,
            campaign=line.name,
            campaigns=1,
        )
    if line.active:
        listed = [(problem, _problem(line, due, problem)) for problem in problems_of(facts, line)]
        told = {problem.code for problem, need in listed if need is not None or problem.code in LISTED_THEMSELVES}
        yield from (need for problem, need in listed if need is not None and not _told_by_cause(problem, told))


def _told_by_cause(problem: Problem, told: Collection[str]) -> bool:
    """Return whether a problem needs no item: its cause has an item already, or has ended with nothing left to do.

    Missed runs are not repeated: once an account is connected again, nobody can do anything about them.
    """
    found = lookup(problem.cause)
    if problem.code == MISSED:
        return found is not None and found.kind is Kind.CONDITION
    return problem.code == SILENT and problem.cause in told


def _problem(line: CampaignLine, due: datetime | None, problem: Problem) -> Need | None:
    """Return the item of a problem; None if it requires nothing of a person, or is listed as other items."""
    told_only = problem.severity is Severity.INFO and problem.code != DRY
    asks_nothing = told_only or problem.action.startswith(NOTHING_TO_DO)
    if asks_nothing or problem.code in LISTED_THEMSELVES:
        return None
    kind: NeedKind = "problem"
    owner = problem.cause if problem.code in (MISSED, SILENT) else problem.code
    named = problem.code if owner == problem.code else f"{problem.code}:{owner}"
    key, about = f"problem:{problem.code}:{line.id}", line.name
    if owner.startswith(OF_THE_MEMBER):
        kind, key, about = "account", f"account:{named}:{line.member_id}", line.member
    elif owner.startswith(OF_THE_SOURCE):
        kind, key, about = "source", f"source:{named}:{line.source_id}", line.source
    elif owner in OF_THE_WORKSPACE:
        key, about = f"problem:{named}", "the workspace"
    return Need(
        key=key,
        kind=kind,
        code=problem.code,
        severity=problem.severity,
        about=about,
        text=problem.text,
        action=problem.action,
        count=problem.count,
        due=None if problem.code == DRY else due,  # with an empty source, the next run has nobody to lose
        since=problem.first,
        campaign_id=line.id,
        campaign=line.name,
        campaigns=1,
        member_id=line.member_id,
        source_id=line.source_id,
    )


OF_THE_WORKSPACE = frozenset(
    {
        "backup.old",
        "clock.behind",
        "clock.differs",
        "clock.held",
        "disk.low",
        "engine.down",
        "engine.elsewhere",
        "engine.none",
        "engine.safe",
        "journal.damaged",
        "key.refused",
        "late",
        "paused",
        "provider.down",
        "store.damaged",
        "store.failing",
    }
)
"""Problems that every campaign has at the same time, and causes of missed runs that are no campaign's own."""


def _overbooked(one: Overbooked) -> Need:
    first = one.campaigns[0]
    return Need(
        key=f"account:{CODE}:{one.member}",
        kind="account",
        code=CODE,
        severity=CODES[CODE].severity,
        about=one.name,
        text=one.text,
        action=one.action,
        count=len(one.campaigns),
        due=None,  # no run loses people: they only wait longer
        since=None,
        campaign_id=first.id,
        campaign=first.name,
        campaigns=len(one.campaigns),
        member_id=one.member,
    )


def _doubt(row: doubts.Doubt, due: datetime | None) -> Need:
    return Need(
        key=f"doubt:{row.id}",
        kind="doubt",
        code="",
        severity=Severity.ERROR,
        about=row.person,
        text="Overture cannot find out whether this send arrived.",
        action="Look on LinkedIn, then press d in the Queue.",
        count=1,
        due=due,
        since=row.since,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        campaigns=1,
        contact_id=row.contact_id,
        outreach_id=row.id,
        profile=profile_address(row.public_id) if row.public_id else None,
    )


def _reply(row: replies.Unanswered) -> Need:
    return Need(
        key=f"reply:{row.outreach_id}",
        kind="reply",
        code="",
        severity=Severity.WARNING,
        about=row.person,
        text=_words_of(row.text),
        action="Answer on LinkedIn.",
        count=1,
        due=None,
        since=row.at,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        campaigns=1,
        contact_id=row.contact_id,
        outreach_id=row.outreach_id,
        profile=profile_address(row.public_id) if row.public_id else None,
    )


def _words_of(reply: str) -> str:
    """Return the first words of a reply; only that there is one if the person was erased or wrote no text."""
    words = clean(reply, QUOTED + 1)
    if len(words) > QUOTED:
        words = f"{words[: QUOTED - 1].rstrip()}…"
    return f"Wrote “{words}”; no answer yet." if words else "Wrote back, and has no answer yet."


def _exclusions(rules: int, people: int) -> Need:
    return Need(
        key="exclusions",
        kind="exclusions",
        code="",
        severity=Severity.INFO,
        about=f"{rules:,} {plural(rules, 'rule')}",
        text=f"{people:,} {plural(people, 'person is', 'people are')} excluded by {plural(rules, 'it', 'them')}.",
        action="Lift one with `overture exclude remove` if it should not apply.",
        count=people,
        due=None,
        since=None,
    )
