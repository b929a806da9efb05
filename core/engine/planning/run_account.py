"""The accounting of runs: why fewer sends were planned than possible, stored in the transaction that opens the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.engine.context import Context
from core.engine.planning.planner import Share
from core.rules.bulkheads import REASON as HELD
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.shortage import (
    APPROVALS,
    FULL,
    UNREAD,
    Plan,
    Short,
    Unready,
    cohort_of,
    missing,
    plan_short,
    source_short,
    spread,
    together,
    unready_short,
)
from core.store import runs
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.fields import to_us
from core.store.views import eligible
from core.store.views.source_left import source_left, undrawn_code

LIMIT = "limit.messages"


@dataclass
class Messages:
    """The messages that are due on a run's date, counted at its opening."""

    unapproved: int
    held: int
    found: int
    """Messages approved and due."""
    ready: list[int] = field(default_factory=list)
    """Outreaches that may get a send time, within the day's limit."""
    asked_again: int = 0
    limited: int = 0
    """Messages beyond the day's limit."""

    @property
    def due(self) -> int:
        """Number of messages that were due."""
        return self.unapproved + self.held + self.found

    def short(self, *, timed: int, planned: int) -> Short:
        """Return why fewer messages were planned than due: `timed` fitted into the slot, `planned` got a send time."""
        failed = self.found - self.asked_again - self.limited - len(self.ready) + timed - planned
        return spread(
            self.due - planned,
            (
                (APPROVALS, self.unapproved + self.asked_again),
                (HELD, self.held + failed),
                (LIMIT, self.limited),
                (FULL, len(self.ready) - timed),
            ),
        )


def cohort(store: Reading, campaign: CampaignRow, day: date, ready: int = 0) -> int:
    """Return the most invitations that a campaign's run on a date could send; `ready` are known to be approved."""
    off = campaign.approval == "off"
    asked = off or runs.opened_before(store, campaign.id, day)
    return cohort_of(campaign.cohort_size, approval_off=off, asked_before=asked, ready=ready)


def people_short(
    context: Context, store: Reading, campaign: CampaignRow, moments: tuple[datetime, datetime], number: int
) -> Short:
    """Return why a run has `number` fewer people than it could invite; call it before the run draws people.

    `moments` are the start of the run's local date and its opening.
    """
    after = to_us(moments[1] - AFTER_WITHDRAWAL)
    return short_of_people(
        store,
        campaign.id,
        campaign.source_id,
        campaign.member_id,
        moments,
        number,
        context.workspace.stamp.dedupe,
        after,
    )


def short_of_people(
    store: Reading,
    campaign: int,
    source: int,
    member: int,
    moments: tuple[datetime, datetime],
    number: int,
    dedupe: str,
    withdrawn_after: int,
) -> Short:
    """Return why a campaign has `number` fewer people than it could invite, for the engine and for the screens."""
    if number <= 0:
        return {}
    counts = Unready(*eligible.unready(store, campaign, *moments))
    code = undrawn_code(store, campaign, member, UNREAD) if counts.unread else UNREAD
    drawn = unready_short(number, counts, code)
    rest = missing(number, drawn)
    if not rest:
        return drawn
    left = source_left(store, campaign, source, member, dedupe=dedupe, withdrawn_after=withdrawn_after, most=rest)
    return together(drawn, source_short(rest, left))


def invitations(cohort: int, share: Share, people: Short, *, timed: int, planned: int) -> Short:
    """Return why a run planned fewer invitations than its cohort."""
    if share.ready is None:
        return {HELD: cohort - planned} if cohort > planned else {}
    ready = min(share.ready, cohort)
    return together(people, plan_short(Plan(ready, share.left, share.limit, share.count, timed, planned)))
