"""Every campaign with its health, today and conversion; one campaign with its runs."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from core.rules.bulkheads import CODE
from core.rules.codes import CODES, describe
from core.rules.coming import due_state
from core.rules.conversion import conversion
from core.rules.health import Health, Problem, health
from core.services.facts import Facts
from core.services.life import late_after
from core.services.lookup import find
from core.services.problems import problems_of
from core.services.unshown import shown
from core.store import groups
from core.store import overview as sql
from core.store.database import Store
from core.store.fields import from_us
from core.store.overview import CampaignLine
from core.workspace import Workspace


def campaigns(workspace: Workspace, *, archived: bool = False) -> list[dict[str, Any]]:
    """All campaigns, or the archived ones, as DESIGN 10 `campaign list`."""
    now = workspace.now()
    with workspace.store.read() as store:
        facts = Facts(workspace, now)
        return [_shown(workspace, facts, line, now) for line in sql.lines(store, archived=archived)]


def campaign(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One campaign as DESIGN 10 `campaign show`: the same, with its runs, messages in a twin object."""
    now = workspace.now()
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
        view = _shown(workspace, Facts(workspace, now), sql.line(store, ident), now)
        view["description"] = sql.line(store, ident).description
        view["runs"] = runs(store, ident)
        view["names"] = [{"name": name, "program": program} for name, program in groups.names_of(store, ident)]
    return view


def _shown(workspace: Workspace, facts: Facts, line: CampaignLine, now: datetime) -> dict[str, Any]:
    return shown(partial(_view, workspace, facts, line, now), partial(_unshown, line))


def _unshown(line: CampaignLine) -> dict[str, Any]:
    """Stand for a campaign whose numbers cannot be told, because something stored of it is odd."""
    text, action = describe(CODE, what=f"counting the numbers of “{line.name}”", again="at the next look")
    problem = problem_view(Problem(CODE, CODES[CODE].severity, text, action, 1, None, None))
    return {
        "id": str(line.id),
        "name": str(line.name),
        "program": str(line.program),
        "sender": str(line.member),
        "messages": 0,
        "source": str(line.source),
        "active": bool(line.active),
        "archived": line.archived_at is not None,
        "time_zone": str(line.time_zone),
        "health": {"state": "errors", "detail": text, "problems": [problem], "next": None, "next_state": None},
        "today": {"expected": 0, "planned": 0, "sent": 0, "percent": None, "messages": {"planned": 0, "sent": 0}},
        "conversion": {"sent": 0, "accepted": 0, "ratio": None, "good": None},
        "statuses": {},
    }


def _view(workspace: Workspace, facts: Facts, line: CampaignLine, now: datetime) -> dict[str, Any]:
    today = facts.today(line)
    counts = conversion(facts.sent.get(line.id, 0), facts.accepted.get(line.id, 0))
    state = _health(workspace, facts, line, now)
    return {
        "id": str(line.id),
        "name": line.name,
        "program": line.program,
        "sender": line.member,
        "messages": facts.steps.get(line.id, 0),
        "source": line.source,
        "active": bool(line.active),
        "archived": line.archived_at is not None,
        "time_zone": line.time_zone,
        "health": {
            "state": state.state,
            "detail": state.detail,
            "problems": [problem_view(problem) for problem in state.problems],
            "next": None if state.next is None else state.next.isoformat(),
            "next_state": None if state.next is None else _due(workspace, facts, state.next),
        },
        "today": {
            "expected": today.expected,
            "planned": today.planned,
            "sent": today.sent,
            "percent": today.percent,
            "messages": facts.messages_today(line),
        },
        "conversion": {
            "sent": counts.sent,
            "accepted": counts.accepted,
            "ratio": counts.ratio,
            "good": counts.good,
        },
        "statuses": facts.statuses(line),
    }


def _due(workspace: Workspace, facts: Facts, coming: datetime) -> str:
    """Whether an opening is to come, is being acted on, or is overdue."""
    return due_state(coming, facts.now, works=facts.life.works, late=late_after(workspace))


def _health(workspace: Workspace, facts: Facts, line: CampaignLine, now: datetime) -> Health:
    return health(
        archived=line.archived_at is not None,
        active=bool(line.active),
        created_today=facts.created_today(line),
        problems=problems_of(facts, line),
        open_until=facts.open_until(line),
        next_opening=facts.next_opening(line),
        zone=line.time_zone,
        viewer_zone=workspace.stamp.time_zone,
        now=now,
    )


def problem_view(problem: Problem) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "text": problem.text,
        "action": problem.action,
        "count": problem.count,
        "first": None if problem.first is None else problem.first.isoformat(),
        "last": None if problem.last is None else problem.last.isoformat(),
        "words": problem.words,
    }


def runs(store: Store, ident: int, limit: int = 60) -> list[dict[str, Any]]:
    """The runs of a campaign, newest first; each adds up: planned = sent + in doubt + not sent."""
    found = store.rows(
        """SELECT r.id, r.local_date, s.start, r.opens_at, r.closes_at, r.state, r.cause, r.slot_id FROM run r
        JOIN slot s ON s.id = r.slot_id WHERE r.campaign_id = ? ORDER BY r.opens_at DESC, r.id DESC LIMIT ?""",
        ident,
        limit,
    )
    drawn = dict(store.rows("SELECT batch, count(*) FROM outreach WHERE campaign_id = ? GROUP BY batch", ident))  # type: dict[str, int]
    sums = _sums(store, ident)
    result = []
    for run, day, start, opens, closes, state, cause, slot in found:
        view: dict[str, Any] = {
            "date": day,
            "slot": start,
            "opens": from_us(opens).isoformat(),
            "closes": from_us(closes).isoformat(),
            "state": state,
            "cause": cause or None,
            "drawn": drawn.get(f"{slot}:{day}", 0),
        }
        view.update(sums.get((run, "invitation"), empty_sums()))
        view["messages"] = sums.get((run, "message"), empty_sums())
        result.append(view)
    return result


def empty_sums() -> dict[str, Any]:
    """The sums of a run that took on nobody."""
    return {"planned": 0, "sent": 0, "in_doubt": 0, "waiting": 0, "not_sent": {}}


def _sums(store: Store, ident: int) -> dict[tuple[int, str], dict[str, Any]]:
    found = store.rows(
        """SELECT b.run_id, b.kind, b.state, b.reason, count(*) FROM booking b JOIN run r ON r.id = b.run_id
        WHERE r.campaign_id = ? GROUP BY b.run_id, b.kind, b.state, b.reason""",
        ident,
    )
    result: dict[tuple[int, str], dict[str, Any]] = {}
    for run, kind, state, reason, count in found:
        add_up(result.setdefault((run, kind), empty_sums()), state, reason, count)
    return result


def add_up(sums: dict[str, Any], state: str, reason: str, count: int) -> None:
    """Add bookings of one state to the sums of their run."""
    sums["planned"] += count
    if state == "not_sent":
        sums["not_sent"][reason] = sums["not_sent"].get(reason, 0) + count
    elif state in ("sent", "in_doubt"):
        sums[state] += count
    else:
        sums["waiting"] += count
