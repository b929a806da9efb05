"""Open problems of a campaign: conditions that are present now, and events since the last run without such an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from math import ceil

from core.days_off import CODE as DAY_OFF
from core.engine.planning.planner import date_of
from core.errors import UnreadableError
from core.home import LEAST_FREE
from core.rules.account_status import CONNECTING_FOR, next_step
from core.rules.bulkheads import CODE as HELD
from core.rules.clock_steps import clock_seconds
from core.rules.codes import CODES, LASTING, clause, describe, describe_lasting
from core.rules.health import MONTHS, Problem, moment_words, told
from core.rules.holds import DRAW, READING_CODES
from core.rules.problem_codes.code import Severity
from core.rules.short_words import short_words
from core.rules.shortage import FINISHED, OWN_RULES
from core.rules.states import TO_GO
from core.rules.today import Today, below_expected
from core.services.members import member_problem
from core.services.overview import held_problems, lateness
from core.services.overview.condition import Condition
from core.services.overview.hold_problems import fields_of_code, held, notes_short
from core.services.overview.reading_problems import Sender, reading_problems
from core.services.overview.silence import ERROR_FROM
from core.services.overview.snapshot import Facts
from core.services.overview.today_progress import finished
from core.services.unshown import data_of
from core.store import owners
from core.store.fields import from_us
from core.store.people import file_imports
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.campaign_people import Pending
from core.store.views.silences import PROFILES_UNREAD

NOTHING_TO_DO = "Nothing to do"
"""Beginning of a remedy that requires nothing of a person."""
MEGABYTE = 1024 * 1024
NO_ENGINE = ("engine.down", "late")
"""Causes of a missed run that would not occur if an engine always ran."""
ENGINE_HINT = "; `overture daemon` on a computer that does not sleep keeps an engine running"
REFUSED_FOR_ALL = ("sending.refused", "member.refused")
"""Codes of holds because everybody was refused; under such a hold no single person counts as refused."""


def problems_of(facts: Facts, line: CampaignLine) -> tuple[Problem, ...]:
    """Return every open problem of a campaign, computed once per `Facts`."""
    if line.id not in facts.problems:
        facts.problems[line.id] = tuple(_open_problems(facts, line))
    return facts.problems[line.id]


def lasts(facts: Facts, line: CampaignLine, code: str) -> bool:
    """Return whether a condition that usually ends by itself has lasted so long that a person must act."""
    if code == "sender.connecting":
        since = line.member_since
        return since is not None and facts.now - since >= CONNECTING_FOR
    found = (problem for problem in problems_of(facts, line) if problem.code == code)
    return code in LASTING and any(problem.severity is LASTING[code].severity for problem in found)


def _open_problems(facts: Facts, line: CampaignLine) -> list[Problem]:
    found = list(_fatal(facts, line))
    if line.active and not line.archived:
        found += [
            *_errors(facts, line),
            *_silence(facts, line),
            *_warnings(facts, line),
            *_limits(facts, line),
            *_events(facts, line),
            *held_problems.problems(facts, line),
        ]
        found += [_of(one) for one in (*held(facts, line), *notes_short(facts, line))]
        if any(problem.code in REFUSED_FOR_ALL for problem in found):
            found = [problem for problem in found if problem.code != "person.refused"]  # they are queued again
        off = line.member_archived is not None or bool(line.member_barred) or line.member_state != "ok"
        sender = Sender(line.member, sent_list_read=off or line.sent_list_read)
        found += reading_problems(facts.readings.get(line.member_id, []), line.id, sender, facts.now)
    return found


def _problem(
    code: str,
    *,
    count: int = 1,
    first: datetime | None = None,
    last: datetime | None = None,
    words: str = "",
    lasting: bool = False,
    **fields: object,
) -> Problem:
    text, action = (describe_lasting if lasting else describe)(code, count=count, words=words, **fields)
    severity = (LASTING if lasting else CODES)[code].severity
    return Problem(code, severity, text, action, count, first, last or first, words or None)


def unjudged(line: CampaignLine, error: Exception) -> Problem:
    """Return the one problem of a campaign whose problems and numbers cannot be computed because of an error."""
    if isinstance(error, UnreadableError):
        return _problem(error.code, what=f"“{line.name}”", place=error.place)
    return _problem(HELD, what=f"counting the numbers of “{line.name}”", again="at the next refresh")


def _of(one: Condition) -> Problem:
    text, action = describe(one.code, **one.sentence)
    severity = CODES[one.code].severity
    return Problem(one.code, severity, text, action, one.count, one.first, one.first, one.words or None)


def _fatal(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    if facts.damage is not None:
        yield _problem("store.damaged", words=facts.damage.words, backup=facts.damage.backup)
    if line.member_archived is not None:
        heir = owners.heir(facts.store, line.member_id)
        yield _problem(
            "sender.archived",
            first=line.member_archived,
            sender=line.member,
            heir=f"{heir.name}, who is the same person on LinkedIn" if heir else "",
        )
    elif line.member_state != "ok":
        since = line.member_since
        step = next_step(line.member_words, line.member)
        code = f"sender.{line.member_state}"
        yield _problem(
            code,
            first=since,
            words=line.member_words,
            sender=line.member,
            step=step,
            lasting=code in LASTING and lasts(facts, line, code),
        )
    elif line.member_barred:
        named = member_problem.fields(facts.store, line.member_id)
        text, action = describe(line.member_barred, **named)
        yield Problem(line.member_barred, CODES[line.member_barred].severity, text, action, 1, None, None)
    if line.source_archived is not None:
        yield _problem("source.archived", first=line.source_archived, source=line.source)
    told = facts.interruptions
    if told.key_refused_at is not None:
        yield _problem("key.refused", first=told.key_refused_at, words=told.provider_words)


def _clocks(facts: Facts) -> Iterator[Problem]:
    held, behind = facts.clock
    if held is not None:
        yield _problem("clock.held", first=held)
    if behind:
        yield _problem("clock.behind")
    if (differs := facts.clock_difference) is not None:
        off = clock_seconds(differs.seconds)
        yield _problem("clock.differs", first=differs.since, host=differs.host, seconds=off)


def _errors(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    told = facts.interruptions
    if told.provider_down_since is not None:
        zones = (line.time_zone, facts.workspace.stamp.time_zone)
        since = f" since {moment_words(told.provider_down_since, *zones, facts.now)}"
        yield _problem("provider.down", first=told.provider_down_since, words=told.provider_words, since=since)
    if facts.store_fault:
        yield _problem("store.failing", words=facts.store_fault)
    if facts.free < LEAST_FREE:
        yield _problem("disk.low", left=facts.free // MEGABYTE)
    if facts.safe_since is not None:
        yield _problem("engine.safe", first=facts.safe_since)
    yield from _clocks(facts)
    statuses = facts.statuses(line)
    for status in ("in_doubt", "unresolved"):
        if statuses.get(status):
            yield _problem(status, count=statuses[status])
    yield from map(_of, lateness.problems(facts, line))
    last = facts.last_batches.get(line.id)
    held_back = any(hold.campaign_id == line.id and hold.call == DRAW for hold in facts.holds)
    if last is not None and last.failed and 2 * last.failed >= last.people and not held_back:
        yield _problem("texts.failing", count=last.failed)


def _silence(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    """Yield a warning after two runs that sent nothing, an error after four, with the most frequent reason in words."""
    silence = facts.silences.get(line.id)
    if silence is None:
        return
    reason = silence.reason
    if reason == PROFILES_UNREAD:  # the hold's code says why, if reading is on hold
        reason = next((one.code for one in held(facts, line) if one.code in READING_CODES), reason)
    if reason == PROFILES_UNREAD:
        cause, remedy = f"the profiles of {silence.people} people are not read yet", ""
    else:
        fields = fields_of_code(facts, line, reason) or {"count": silence.people}
        known = {"sender": line.member, "source": line.source, **fields}
        cause, remedy = clause(reason, **known), describe(reason, **known)[1]
        if remedy.startswith(NOTHING_TO_DO):
            remedy = ""  # right for one person, wrong for a campaign that sends nothing
        told_of = f" ({silence.people} of the people)" if silence.people else ""
        cause += told_of
    severity = Severity.ERROR if silence.runs >= ERROR_FROM else Severity.WARNING
    found = _problem(
        "nothing.sent",
        count=silence.runs,
        first=silence.first,
        last=silence.last,
        cause=cause,
        remedy=remedy,
    )
    yield replace(found, severity=severity, cause=reason)


def _warnings(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    if facts.off_today(line):
        yield _problem(DAY_OFF)
    paused = facts.interruptions.paused_at
    if paused is not None:
        yield _problem("paused", first=paused)
    if line.member_paused is not None:
        yield _problem("member.paused", first=line.member_paused, sender=line.member)
    journal = facts.side_journal
    if journal is not None:
        yield _problem("journal.damaged", count=journal.lines, first=journal.since)
    if facts.backup_hours:
        yield _problem("backup.old", count=facts.backup_hours)
    until = line.cooldown_until
    if until is not None and until > facts.now:
        when = told(until, line.time_zone, facts.workspace.stamp.time_zone, facts.now)
        yield _problem("limit.network", sender=line.member, until=when)
    yield from _people_left(facts, line)
    shared = facts.shared_sources.of(line)
    if shared is not None:
        named = f"“{shared.first}”" + (f" and {shared.others - 1} more" if shared.others > 1 else "")
        yield _problem("source.shared", count=shared.people, source=line.source, sender=line.member, others=named)
    pending = facts.pending.get(line.id)
    if pending is not None and _too_few_approved(facts, line, pending):
        yield _problem("approvals.wanting", count=pending.texts, first=pending.since)


def _too_few_approved(facts: Facts, line: CampaignLine, pending: Pending) -> bool:
    """Return whether the next opening has too few approved texts while texts that it could send wait for approval."""
    slot = facts.next_slot(line.id)
    if slot is None or slot.next_open_at is None:
        return False
    if pending.invitations and facts.ready.get(line.id, 0) < line.cohort_size:
        return True
    day = date_of(slot, slot.next_open_at).isoformat()
    return pending.first_due is not None and pending.first_due <= day


def _people_left(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    """Yield an unfinished import; else people who lack a value (a warning if nobody else is left), and a low source."""
    importing = file_imports.into(facts.store, line.source_id, facts.file_imports)
    if importing is not None:
        at, rows, file = importing.at, importing.rows, importing.file
        yield _problem("source.importing", first=at, source=line.source, count=rows, detail=file)
        return
    wanting = facts.wanting(line)
    alone = wanting is not None and facts.left(line, 1) == 0
    if wanting is not None:
        told = _problem(
            "text.wanting", count=wanting.people, source=line.source, among=wanting.of, variables=wanting.variables
        )
        yield replace(told, severity=Severity.WARNING) if alone else told
    low = None if alone else _source_low(facts, line)
    if low is not None:
        yield low


def _source_low(facts: Facts, line: CampaignLine) -> Problem | None:
    """Return `finished`, or `source.low` if people left, drawn and sent are under 90 % of today's possible sends."""
    slots = len(facts.slots_today(line))
    expected = line.cohort_size * slots
    statuses = facts.statuses(line)
    drawn = sum(statuses.get(status, 0) for status in ("queued", "pending", "approved", "scheduled"))
    drawn += facts.today(line).sent
    nobody_open = not any(statuses.get(status) for status in TO_GO)
    lacking = max(ceil(9 * expected / 10) - drawn, int(nobody_open))
    left = facts.left(line, lacking) if lacking > 0 else 0
    if left == 0 and finished(facts, line):
        contacted = facts.sent(line)
        return _problem("finished", contacted=contacted, of=sum(statuses.values()))
    if left < lacking and 10 * (drawn + left) < 9 * expected:
        return _problem("source.low", source=line.source, expected=expected, left=drawn + left)
    return None


def _limits(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    """Yield the reasons why today's plan is smaller than the slots: the sender's limits, an empty day, and others."""
    progress = facts.today(line)
    if not progress.expected or not below_expected(progress):
        return
    budget = facts.budget(line.member_id)
    if (facts.statuses(line).get("approved", 0) and budget.left <= 0) or progress.planned >= budget.cap:
        yield _problem(budget.limit, sender=line.member, cap=budget.cap, limit=budget.cap)
        if progress.planned == 0:
            yield _problem("day.empty", sender=line.member)
    if set(progress.short) != {FINISHED}:
        yield _short(progress)


def _short(progress: Today) -> Problem:
    """Return the problem `today.short`: a warning, or only an information if all reasons are the member's own rules."""
    reasons = sorted(progress.short.items(), key=lambda item: (item[0] in OWN_RULES, -item[1], item[0]))
    remedy = describe(reasons[0][0])[1]
    told = _problem(
        "today.short",
        count=progress.expected - progress.planned,
        planned=progress.planned,
        expected=progress.expected,
        cause=short_words(progress.short),
        remedy=remedy,
    )
    return replace(told, severity=Severity.INFO) if OWN_RULES.issuperset(progress.short) else told


def _events(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    for event in facts.events.get(line.id, []):
        told_data = data_of(event.data)
        cause = str(told_data.get("cause", ""))
        found = _problem(
            event.code,
            count=event.events,
            first=from_us(event.first_us),
            last=from_us(event.last_us),
            words=str(told_data.get("words", "")),
            cause=cause,
            hint=missed_hint(cause),
            sender=line.member,
            runs=_missed_runs(event.events, str(told_data.get("date", ""))),
        )
        yield replace(found, cause=cause)


def missed_hint(cause: str) -> str:
    """Return the end of the remedy for missed runs, by their cause; empty if there is none."""
    return ENGINE_HINT if cause in NO_ENGINE else ""


def _missed_runs(count: int, last: str) -> str:
    """Return the number of missed runs in words, and the local date of the last one: "a run on 11 Jan"."""
    try:
        day = date.fromisoformat(last)
    except ValueError:
        return ""
    when = f"{day.day} {MONTHS[day.month - 1]}"
    return f"a run on {when}" if count < 2 else f"{count} runs, the last on {when}"
