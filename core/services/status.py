"""The workspace at a glance: network, engine, pause, what comes next, what is in doubt."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.engine import beat, journal_check, place
from core.engine.clock_watch import behind_s, last_mark
from core.rules.codes import describe
from core.rules.coming import due_state
from core.services import erasure_copies, held_problems, overview
from core.services.hold_problems import sentences
from core.services.life import Life, late_after, life
from core.services.team import team
from core.store import agenda, damage, holds
from core.store.agenda import Kind
from core.store.doubts import people_in_doubt, withdrawals_in_doubt
from core.store.fields import from_us
from core.workspace import Workspace

_WHAT = {
    Kind.OPEN: ("opens", "SELECT c.name FROM slot s JOIN campaign c ON c.id = s.campaign_id WHERE s.id = ?"),
    Kind.CLOSE: ("closes", "SELECT c.name FROM run r JOIN campaign c ON c.id = r.campaign_id WHERE r.id = ?"),
    Kind.SEND: (
        "sends",
        """SELECT c.name FROM booking b JOIN run r ON r.id = b.run_id JOIN campaign c ON c.id = r.campaign_id
        WHERE b.id = ?""",
    ),
}


def status(workspace: Workspace) -> dict[str, Any]:
    """Everything about the workspace as JSON; reads the store and asks the kernel who holds the lock."""
    now = workspace.now()
    alive = life(workspace)
    running, shown = alive.holder, beat.last(workspace.home.beat)
    with workspace.store.read() as store:
        row = store.row("SELECT paused_at, provider_down_since, key_refused_at, provider_words FROM engine")
        assert row is not None  # noqa: S101 - made with the store
        paused, down, refused, words = row
        states = Counter(entry["health"]["state"] or "inactive" for entry in overview.campaigns(workspace))
        counts: dict[str, int] = dict(store.rows("SELECT status, count(*) FROM outreach GROUP BY status"))
        return {
            "network": {"kind": workspace.stamp.network[0], "address": workspace.stamp.network[1]},
            "home": str(workspace.home.folder),
            "now": now.isoformat(),
            "time_zone": workspace.stamp.time_zone,
            "engine": {
                "runs": running is not None,
                "kind": running.kind if running else None,
                "pid": running.pid if running else None,
                "heartbeat": None if shown is None else shown.isoformat(),
                "silent": alive.silent,
                "fault": running.fault if running else "",
                "moved": place.moved(workspace),
            },
            "damage": _damage(workspace),
            "erasure": erasure_copies.found(workspace),
            "side_journal": {"damaged_lines": (journal_check.known(store) or {"lines": 0})["lines"]},
            "paused": paused is not None,
            "clock": clock_words(workspace, now),
            "provider": {
                "down_since": None if down is None else from_us(down).isoformat(),
                "key_refused": refused is not None,
                "words": words,
            },
            "next": None if damage.known(workspace.home) else next_event(workspace, alive),
            "holds": sentences(store, holds.every(store), now),
            "held": held_problems.sentences(store, now),
            "members": team(workspace),
            "campaigns": dict(states),
            "waiting_for_approval": counts.get("pending", 0),
            "in_doubt": people_in_doubt(store),
            "unresolved": counts.get("unresolved", 0),
            "withdrawals_in_doubt": withdrawals_in_doubt(store),
        }


def _damage(workspace: Workspace) -> dict[str, str] | None:
    found = damage.known(workspace.home)
    return None if found is None else {**asdict(found), "remedy": found.remedy}


def clock_words(workspace: Workspace, now: datetime) -> str:
    """What is wrong with the computer's clock, in a sentence, or nothing; inside a door."""
    if workspace.store.scalar("SELECT clock_held_at FROM engine") is not None:
        return describe("clock.held")[0]
    mark = last_mark(workspace.store, workspace)
    return describe("clock.behind")[0] if mark is not None and behind_s(mark.wall, now) else ""


def next_event(workspace: Workspace, alive: Life) -> dict[str, Any] | None:
    """The next opening, closing or send, with its campaign, and whether it is to come, under way or overdue.

    Inside a door.
    """
    store, now = workspace.store, workspace.now()
    for due in agenda.upcoming(store, 1):
        if due.kind in _WHAT:
            what, sql = _WHAT[due.kind]
            state = due_state(due.at, now, works=alive.works, late=late_after(workspace))
            return {
                "at": due.at.isoformat(), "what": what, "campaign": store.scalar(sql, due.id), "state": state
            }  # fmt: skip
    return None
