"""Claims about the pages that people of an agency use all day, in its world (`agency.py`) at two sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from core.daemon.metrics import Figures
from core.engine.context import Context
from core.engine.store_check import StoreCheck
from core.services.audience import contact_page, sources
from core.services.maintenance.verify import verify
from core.services.members import member_view
from core.services.overview import activity, campaign_list, programs, replies, status, status_line
from core.services.queue import pending_page, queue_page
from core.store.upkeep import integrity
from core.views.queue_view import QueueQuery
from tests.support.world import World

Act = Callable[[], object]
SMALL, LARGE = 10_000, 1_000_000
"""Numbers of people whom the 1,000 campaigns have drawn."""


@dataclass(frozen=True)
class AgencyClaim:
    """A claim: `act` returns the function to be timed in an agency's world; `goal` is the highest ratio of the times.

    One call before the measurement is not timed: it also fills the values that are cached for a minute.
    """

    name: str
    act: Callable[[World], Act]
    goal: float = 1.5
    rounds: int = 5


def _of(function: Callable[..., Any], *arguments: Any, **options: Any) -> Callable[[World], Act]:
    return lambda world: lambda: function(world.ws, *arguments, **options)


def _queue(**query: Any) -> Callable[[World], Act]:
    return _of(queue_page.page, QueueQuery(**query))


def _middle_of_the_queue(world: World) -> Act:
    count = world.sql("SELECT count(*) FROM outreach")[0][0]
    (middle,) = world.sql(
        "SELECT coalesce(last_sent_at, 0), id FROM outreach ORDER BY 1 DESC, 2 DESC LIMIT 1 OFFSET ?", count // 2
    )
    return lambda: queue_page.page(world.ws, QueueQuery(at=(middle[0], middle[1])))


def _nothing_due(world: World) -> Act:
    """Return an act that starts the engine, reads the agenda and ends; the check of the store is measured by itself."""

    def advance() -> object:
        with patch.object(StoreCheck, "before_ready"):
            return world.until(world.now)

    advance()
    return advance


def _check(world: World) -> Act:
    return lambda: integrity.fault(world.home.store)


def _metrics(world: World) -> Act:
    """Return the reads of one scrape of metrics, without those that are made once a minute."""
    context = Context(world.ws, world.gateway, 1, world.now)
    figures = Figures(context)
    return figures.text


CLAIMS = (
    AgencyClaim("heading of the app", _of(status_line.heading)),
    AgencyClaim("campaign list", _of(campaign_list.campaigns)),
    AgencyClaim("campaign show", _of(campaign_list.campaign, "1")),
    AgencyClaim("status", _of(status.status)),
    AgencyClaim("members", _of(member_view.list_members)),
    AgencyClaim("programs", _of(programs.programs)),
    AgencyClaim("sources", _of(sources.list_sources)),
    AgencyClaim("contacts, first page", _of(contact_page.page)),
    AgencyClaim("queue, first window", _queue()),
    AgencyClaim("queue, in its middle", _middle_of_the_queue),
    AgencyClaim("queue, next first", _queue(order="next")),
    AgencyClaim("queue, by name", _queue(where='name:"Number 7"')),
    AgencyClaim("approvals", _of(pending_page.waiting)),
    AgencyClaim("replies", _of(replies.listed)),
    AgencyClaim("latest activity", _of(activity.latest)),
    AgencyClaim("a scrape of /metrics", _metrics),
    AgencyClaim("advance, nothing due", _nothing_due),
    AgencyClaim("check of the whole store", _check, goal=120, rounds=1),
    AgencyClaim("verify", _of(verify), goal=120, rounds=1),
)
