"""Problems of due work that is not done: because no engine works, or although one works, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.rules.coming import LATE
from core.services.overview.condition import Condition
from core.services.overview.snapshot import Facts
from core.store.views.campaign_numbers import CampaignLine


def problems(facts: Facts, line: CampaignLine) -> Iterator[Condition]:
    """Yield `engine.none` if a campaign needs an engine and none works; else `engine.late` if a send is overdue."""
    missing = None if facts.life.works else _waits_since(facts, line)
    if missing is not None:
        yield Condition("engine.none", first=missing, fields={"cause": _who_is_silent(facts)})
    elif line.id in facts.late_sends:
        count, since, reason = facts.late_sends[line.id]
        cause = reason or _waits_for(facts, line)
        yield Condition("engine.late", count=count, first=since, fields={"cause": cause})


def _waits_since(facts: Facts, line: CampaignLine) -> datetime | None:
    """Return since when a campaign needs an engine; None if it does not need one now.

    If time is moved by hand (`overture advance`), no engine is needed before something is overdue.
    """
    due = [moment for moment in (facts.next_opening(line), facts.next_sends.get(line.id)) if moment is not None]
    first = min(due, default=None)
    if first is not None and facts.now - first > (LATE if facts.by_hand else timedelta(0)):
        return first
    if facts.by_hand or facts.open_until(line) is None:
        return None
    return facts.open_since(line)


def _who_is_silent(facts: Facts) -> str:
    held = facts.life.holder
    if held is None:
        return "none is running"
    where = f" on {held.host}" if facts.life.shared else ""
    return f"the {held.kind} with process id {held.pid}{where} does not respond"


def _waits_for(facts: Facts, line: CampaignLine) -> str:
    """Return the reason why a due send is delayed, as a code or in words."""
    if facts.clock[0] is not None:
        return "clock.held"
    if facts.clock[1]:
        return "clock.behind"
    if facts.clock_difference is not None:
        return "clock.differs"
    if facts.store_fault:
        return "store.failing"
    wrote = facts.last_writes.get(line.member_id)
    if wrote is not None and facts.now - wrote < timedelta(seconds=facts.spacings.get(line.member_id, 0)):
        return f"{line.member} sent something a moment ago, and sends are spaced"
    return f"the engine is still busy with another request for {line.member}'s account"
