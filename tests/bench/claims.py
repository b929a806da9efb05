"""Costs that must not grow with the store: each claim at two sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.engine.sending import gate
from core.services.audience import contact_page
from core.services.overview import activity, campaign_list, problems, silence, status
from core.services.overview.snapshot import Facts
from core.services.queue import queue_page
from core.store import campaigns, members, outreaches
from core.store.database import Reading
from core.store.views import agenda, campaign_events, campaign_people, campaign_runs, last_runs, merged_contacts
from core.store.views import campaign_numbers as statements
from core.store.views import candidates as drawing
from core.views.queue_view import QueueQuery
from tests.bench import worlds
from tests.support.world import World

Act = Callable[[], object]


@dataclass(frozen=True)
class Claim:
    """A claim: `act` returns the function to be timed in a world to which `grow` has added a number of things."""

    name: str
    grow: Callable[[World, int], None]
    of: str
    small: int
    large: int
    act: Callable[[World], Act]
    flat: bool = False
    """True if a call takes equally many steps of the store in the larger world: no rows are scanned."""


def _next_due(world: World) -> Act:
    def ask() -> object:
        with world.ws.store.read() as store:
            return agenda.first(store)

    return ask


def _gate(world: World) -> Act:
    """Return an act that asks the gate about one member: it counts every limit from the journal."""
    with world.engine() as context:
        pass
    with world.ws.store.read() as store:
        somebody = outreaches.get(store, 1)._replace(person="nobody")
    world.skip_to(world.now + timedelta(days=1))

    def ask() -> object:
        with world.ws.store.read() as store:
            verdict = gate.verdict(context, store, somebody, members.get(store, 1), world.now)
        assert verdict is None, verdict  # a refusal would mean that the later gates were not timed
        return verdict

    return ask


def _draw(world: World) -> Act:
    def ask() -> object:
        with world.ws.store.read() as store:
            return drawing.candidates(store, campaigns.get(store, 1), dedupe="group", withdrawn_after=0, limit=5)

    return ask


def _day(world: World) -> Act:
    """Return one day of a campaign: its runs open, send and close."""

    def day() -> object:
        return world.until(world.now + timedelta(days=1))

    before = len(world.ledger("invite"))
    day()
    assert len(world.ledger("invite")) > before  # a Thursday
    return day


def _page_in_the_middle(world: World) -> Act:
    with world.ws.store.read() as store:
        count = store.scalar("SELECT count(*) FROM outreach")
        (middle,) = store.rows(
            "SELECT last_sent_at, id FROM outreach ORDER BY 1 DESC, 2 DESC LIMIT 1 OFFSET ?", count // 2
        )

    def ask() -> object:
        page = queue_page.page(world.ws, QueueQuery(at=middle))
        assert abs(page.before - count // 2) <= 1, (page.before, count)
        return page

    return ask


def _statement(sql: str, *values: object) -> Callable[[World], Act]:
    """Return one statement over all campaigns, as the list of campaigns runs it."""

    def begin(world: World) -> Act:
        def ask() -> object:
            with world.ws.store.read() as store:
                return store.rows(sql, *values)

        return ask

    return begin


def _last_run(world: World) -> Act:
    def ask() -> object:
        with world.ws.store.read() as store:
            return last_runs.last_runs(store, [1])

    return ask


def _source_low(world: World) -> Act:
    """Return the check that a source has enough people for the day; it stops counting once there are enough."""

    def ask() -> object:
        with world.ws.store.read() as store:
            return problems._source_low(Facts(world.ws, store, world.now), statements.line(store, 1))

    return ask


def _of(function: Callable[..., Any], *arguments: Any) -> Callable[[World], Act]:
    return lambda world: lambda: function(world.ws, *arguments)


def _reading(function: Callable[[Reading], object]) -> Callable[[World], Act]:
    def begin(world: World) -> Act:
        def ask() -> object:
            with world.ws.store.read() as store:
                return function(store)

        return ask

    return begin


CLAIMS = (
    Claim("what is due next", worlds.campaigns, "campaigns", 100, 10_000, _next_due, flat=True),
    Claim("the list of campaigns", worlds.campaigns, "campaigns", 50, 500, _of(campaign_list.campaigns)),
    Claim("what `status` tells", worlds.campaigns, "campaigns", 50, 500, _of(status.status)),
    Claim("the gate before a send", worlds.sent, "sends", 1_000, 100_000, _gate, flat=True),
    Claim("five people are drawn", worlds.contacts, "contacts", 1_000, 100_000, _draw, flat=True),
    Claim("a day of a campaign", worlds.approved, "approved", 1_000, 100_000, _day),
    Claim("first window of the queue", worlds.invited, "people", 1_000, 100_000, _of(queue_page.page, QueueQuery())),
    Claim("a window in its middle", worlds.invited, "people", 1_000, 100_000, _page_in_the_middle),
    Claim("a page of contacts", worlds.contacts, "contacts", 1_000, 100_000, _of(contact_page.page), flat=True),
    Claim("which campaigns are silent", worlds.sent, "sends", 1_000, 100_000, _reading(silence.silences), flat=True),
    Claim("the last run of a campaign", worlds.runs, "runs", 1_000, 100_000, _last_run, flat=True),
    Claim("problems that are open", worlds.runs, "runs", 1_000, 100_000, _reading(campaign_events.problems), flat=True),
    Claim("first runs", worlds.runs, "runs", 1_000, 100_000, _reading(campaign_runs.first_days), flat=True),
    Claim(
        "the last batch", worlds.batches, "people", 1_000, 100_000, _reading(campaign_people.last_batches), flat=True
    ),
    Claim("who was merged", worlds.sent, "sends", 1_000, 100_000, _reading(merged_contacts.both_invited), flat=True),
    Claim("is the source low", worlds.contacts, "contacts", 1_000, 100_000, _source_low, flat=True),
    Claim("the latest activity", worlds.sent, "sends", 1_000, 100_000, _of(activity.latest), flat=True),
)
