"""Counts of a campaign (table `campaign_count`): people by status, sends, acceptances, answers.

They are stored because counting a million rows for each page is too slow. Each function that changes a status, marks a
delivery as sent, or records an acceptance or an answer updates them in the same transaction; `verify` counts everything
again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import DeliveryState, Status
from core.store.changes import touched
from core.store.changes.touched import About
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import is_false
from core.store.spelled import is_missing
from core.store.tables.campaigns import Campaign, CampaignCount
from core.store.tables.outreach import Delivery, Outreach, Reply

INVITATIONS, ACCEPTANCES, ANSWERS = "invitations", "acceptances", "answers"
SENT = {"invitation": INVITATIONS, "message": "messages", "withdrawal": "withdrawals"}
"""Name of the count of sends, by kind of delivery."""
_OTHERS = frozenset((*SENT.values(), ACCEPTANCES, ANSWERS))
"""Counts other than those of the statuses. `answers` counts people who replied, each once."""


class Counted(NamedTuple):
    """The number of people of a campaign in a status, or in one of the other counts."""

    campaign: int
    what: str
    number: int


class Mismatch(NamedTuple):
    """A stored count that differs from a recount."""

    campaign: int
    what: str
    kept: int
    found: int


class _Sum(NamedTuple):
    what: str
    number: int


_FIELDS = [CampaignCount.campaign, CampaignCount.what, CampaignCount.number]
_OUTREACH, _DELIVERY = Outreach.id == given("id"), Delivery.id == given("id")


def _add(counted: Any, about: About) -> Change:
    """Return the change that adds `counted`, rows of (campaign, what, number), to the counts."""
    total = CampaignCount.number + pw.EXCLUDED.number
    key = (CampaignCount.campaign, CampaignCount.what)
    added = CampaignCount.insert_from(counted, _FIELDS)
    return Change(added.on_conflict(conflict_target=key, update={CampaignCount.number: total}), about=about)


def _one_more(what: Any, number: int = 1) -> Any:
    return Outreach.select(Outreach.campaign, what, pw.Value(number)).where(_OUTREACH)


_MOVE = _add(_one_more(given("before"), -1).union_all(_one_more(given("after"))), touched.outreach("id"))
_ARRIVE = _add(_one_more(given("what")), touched.outreach("id"))
_WHAT = pw.Case(Delivery.kind, tuple(SENT.items()))
_SEND = _add(
    Delivery.select(Delivery.campaign, _WHAT, pw.Value(1)).where(_DELIVERY & (Delivery.state != DeliveryState.SENT)),
    touched.delivery("id"),
)
_COUNTS = CampaignCount.select(CampaignCount.campaign, CampaignCount.what, CampaignCount.number)
_BY_KEY = (CampaignCount.campaign, CampaignCount.what)
_EVERY = Select(_COUNTS.where(CampaignCount.number != 0).order_by(*_BY_KEY), Counted)
_OF_CAMPAIGN = Select(
    _COUNTS.where((CampaignCount.campaign == given("campaign")) & (CampaignCount.number != 0)).order_by(*_BY_KEY),
    Counted,
)
_OF_PROGRAM = Campaign.select(Campaign.id).where(Campaign.program == given("program"))
_SUMS = Select(
    CampaignCount.select(CampaignCount.what, pw.fn.SUM(CampaignCount.number))
    .where(
        (is_missing("campaign") | (CampaignCount.campaign == given("campaign")))
        & (is_missing("program") | CampaignCount.campaign.in_(_OF_PROGRAM))
    )
    .group_by(CampaignCount.what)
    .order_by(CampaignCount.what),
    _Sum,
)
_COUNT = pw.fn.COUNT(pw.SQL("*"))
_RECOUNTED = (
    Outreach.select(Outreach.campaign, Outreach.status.alias("what"), _COUNT.alias("number"))
    .group_by(Outreach.campaign, Outreach.status)
    .union_all(
        Outreach.select(Outreach.campaign, pw.Value(ACCEPTANCES), _COUNT)
        .where(Outreach.accepted_at.is_null(False))
        .group_by(Outreach.campaign)
    )
    .union_all(
        Delivery.select(Delivery.campaign, _WHAT, _COUNT)
        .where(Delivery.state == DeliveryState.SENT)
        .group_by(Delivery.campaign, Delivery.kind)
    )
    .union_all(
        Outreach.select(Outreach.campaign, pw.Value(ANSWERS), pw.fn.COUNT(Reply.outreach.distinct()))
        .join(Reply, on=(Reply.outreach == Outreach.id))
        .where(is_false(Reply.ours))
        .group_by(Outreach.campaign)
    )
)
_RECOUNT = Select(_RECOUNTED, Counted)
_FOUND = _RECOUNTED.alias("found")
_NONE = pw.Value(0)
_BOTH = (
    CampaignCount.select(
        CampaignCount.campaign, CampaignCount.what, CampaignCount.number.alias("kept"), _NONE.alias("found")
    )
    .union_all(pw.Select([_FOUND], [_FOUND.c.campaign_id, _FOUND.c.what, _NONE, _FOUND.c.number]))
    .alias("both")
)
_KEPT_SUM, _FOUND_SUM = pw.fn.SUM(_BOTH.c.kept), pw.fn.SUM(_BOTH.c.found)
_MISMATCHED = Select(
    pw.Select([_BOTH], [_BOTH.c.campaign_id, _BOTH.c.what, _KEPT_SUM, _FOUND_SUM])
    .group_by(_BOTH.c.campaign_id, _BOTH.c.what)
    .having(_KEPT_SUM != _FOUND_SUM),
    Mismatch,
)


def move(store: Writing, outreach: int, before: Status, after: Status) -> None:
    """Move an outreach from one status to another in its campaign's counts."""
    _MOVE.run(store, id=outreach, before=before, after=after)


def draw(store: Writing, outreach: int) -> None:
    """Count an outreach that was just drawn."""
    _ARRIVE.run(store, id=outreach, what=Status.QUEUED)


def accept(store: Writing, outreach: int) -> None:
    """Count an acceptance, the only one of its outreach."""
    _ARRIVE.run(store, id=outreach, what=ACCEPTANCES)


def answer(store: Writing, outreach: int) -> None:
    """Count a person's first reply."""
    _ARRIVE.run(store, id=outreach, what=ANSWERS)


def send(store: Writing, delivery: int) -> None:
    """Count a delivery that is about to be marked as sent, unless it is marked so already."""
    _SEND.run(store, id=delivery)


def every(store: Reading) -> dict[int, dict[str, int]]:
    """Return all counts above zero, by campaign."""
    found: dict[int, dict[str, int]] = {}
    for campaign, what, number in _EVERY.all(store):
        found.setdefault(campaign, {})[what] = number
    return found


def of_campaign(store: Reading, campaign: int) -> dict[str, int]:
    """Return one campaign's counts above zero."""
    return {row.what: row.number for row in _OF_CAMPAIGN.all(store, campaign=campaign)}


def recounted(store: Reading) -> dict[int, dict[str, int]]:
    """Recount, from the rows themselves, the numbers that `every` returns."""
    found: dict[int, dict[str, int]] = {}
    for campaign, what, number in _RECOUNT.all(store):
        found.setdefault(campaign, {})[what] = number
    return found


def by_status(store: Reading, campaign: int | None = None, program: str | None = None) -> dict[str, int]:
    """Return how many people are in each status, of all campaigns, of one, or of those of a program."""
    found = _SUMS.all(store, campaign=campaign, program=program)
    return statuses({row.what: row.number for row in found if row.number})


def sent_by_kind(store: Reading) -> dict[str, int]:
    """Return how many deliveries of each kind reached the network, of all campaigns."""
    found = {row.what: row.number for row in _SUMS.all(store, campaign=None, program=None)}
    return {kind: found[what] for kind, what in SENT.items() if found.get(what)}


def mismatched(store: Reading) -> list[Mismatch]:
    """Return the stored counts that differ from a recount of their rows."""
    return _MISMATCHED.all(store)


def statuses(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts of statuses only, without acceptances, answers and sends."""
    return {what: number for what, number in counts.items() if what not in _OTHERS}
