"""Which problems are open for a campaign: conditions that hold now, and events no later run closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from core.home import LEAST_FREE
from core.rules.accounts import next_step
from core.rules.codes import CODES, describe
from core.rules.health import Problem, told
from core.rules.progress import below_expected
from core.rules.schedule import start_of_day
from core.rules.states import OPEN
from core.services.facts import Facts
from core.store.fields import from_us, maybe_moment
from core.store.overview import CampaignLine

MEGABYTE = 1024 * 1024
ENGINE_GRACE = timedelta(minutes=2)
"""A run that was due this long ago, and no engine: an error, seen by whoever looks."""


def problems_of(facts: Facts, line: CampaignLine) -> list[Problem]:
    """Every open problem of a campaign."""
    found = list(_fatal(facts, line))
    if line.active and line.archived_at is None:
        found += [*_errors(facts, line), *_warnings(facts, line), *_limits(facts, line), *_events(facts, line)]
    return found


def _problem(
    code: str, *, count: int = 1, first: datetime | None = None, last: datetime | None = None, words: str = "",
    **fields: object,
) -> Problem:  # fmt: skip
    text, action = describe(code, count=count, **fields)
    return Problem(code, CODES[code].severity, text, action, count, first, last or first, words or None)


def _fatal(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    if facts.damage is not None:
        yield _problem("store.damaged", words=facts.damage.words, backup=facts.damage.backup)
    if line.member_archived is not None:
        yield _problem("sender.archived", first=from_us(line.member_archived), sender=line.member)
    elif line.member_state != "ok":
        since = maybe_moment(line.member_since)
        step = next_step(line.member_words, line.member)
        yield _problem(
            f"sender.{line.member_state}", first=since, words=line.member_words, sender=line.member, step=step
        )
    if line.source_archived is not None:
        yield _problem("source.archived", first=from_us(line.source_archived), source=line.source)
    refused = facts.engine[2]
    if refused is not None:
        yield _problem("key.refused", first=from_us(refused), words=facts.engine[3])


def _errors(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    down = facts.engine[1]
    if down is not None:
        yield _problem("provider.down", first=from_us(down), words=facts.engine[3])
    if facts.store_fault:
        yield _problem("store.failing", words=facts.store_fault)
    if facts.free < LEAST_FREE:
        yield _problem("disk.low", left=facts.free // MEGABYTE)
    held, behind = facts.clock
    if held is not None:
        yield _problem("clock.held", first=held)
    if behind:
        yield _problem("clock.behind")
    statuses = facts.statuses(line)
    for status in ("in_doubt", "unresolved"):
        if statuses.get(status):
            yield _problem(status, count=statuses[status])
    due = facts.next_opening(line)
    if due is not None and facts.now - due > ENGINE_GRACE and not facts.engine_runs:
        yield _problem("engine.none", first=due)
    failing, drawn = facts.failing.get(line.id, 0), facts.last_batch.get(line.id, 0)
    if failing and 2 * failing >= drawn:
        yield _problem("texts.failing", count=failing)


def _warnings(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    paused = facts.engine[0]
    if paused is not None:
        yield _problem("paused", first=from_us(paused))
    if line.member_paused is not None:
        yield _problem("member.paused", first=from_us(line.member_paused), sender=line.member)
    journal = facts.side_journal
    if journal is not None:
        yield _problem("journal.damaged", count=journal["lines"], first=from_us(journal["at"]))
    until = maybe_moment(line.cooldown_until)
    if until is not None and until > facts.now:
        when = told(until, line.time_zone, facts.workspace.stamp.time_zone, facts.now)
        yield _problem("limit.network", sender=line.member, until=when)
    low = _source_low(facts, line)
    if low is not None:
        yield low
    since, waiting = facts.pending.get(line.id, (facts.now, 0))
    today = start_of_day(facts.local_today(line), line.time_zone)
    if waiting and since < today:
        yield _problem("approvals.wanting", count=waiting, first=since)


def _source_low(facts: Facts, line: CampaignLine) -> Problem | None:
    """Below 90 % of what the day's slots could send: who is left to draw, and who is drawn already."""
    slots = len(facts.slots_today(line))
    expected = line.cohort_size * slots
    statuses = facts.statuses(line)
    left = facts.left.get(line.id, 0)
    ready = left + sum(statuses.get(status, 0) for status in ("queued", "pending", "approved", "scheduled"))
    ready += facts.today(line).sent
    if left == 0 and not any(statuses.get(status) for status in OPEN):
        return _problem("finished")
    if 10 * ready < 9 * expected:
        return _problem("source.low", source=line.source, expected=expected, left=ready)
    return None


def _limits(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    """Why today's plan is shorter than the slots: own limits are information, unless the day stays empty."""
    if line.sent_list_read_at is None:
        yield _problem("list.unread", sender=line.member)
    progress = facts.today(line)
    if not progress.expected or not below_expected(progress):
        return
    budget = facts.budget(line.member_id)
    statuses = facts.statuses(line)
    if (statuses.get("approved", 0) and budget.left <= 0) or progress.planned >= budget.cap:
        yield _problem(budget.limit, sender=line.member, cap=budget.cap, limit=budget.cap)
        if progress.planned == 0:
            yield _problem("day.empty", sender=line.member)
    elif not statuses.get("approved", 0) and statuses.get("pending", 0) and facts.asked_before(line):
        yield _short(progress.planned, progress.expected, "too few texts were approved in time")


def _short(planned: int, expected: int, cause: str) -> Problem:
    return _problem("today.short", planned=planned, expected=expected, cause=cause)


def _events(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    for _campaign, code, count, first, last, data in facts.events.get(line.id, []):
        told_data = json.loads(str(data)) if data else {}
        yield _problem(
            str(code),
            count=int(str(count)),
            first=from_us(int(str(first))),
            last=from_us(int(str(last))),
            words=str(told_data.get("words", "")),
            cause=told_data.get("cause", ""),
        )
