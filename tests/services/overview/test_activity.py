"""The journal of the whole workspace in words, and people's replies."""

from __future__ import annotations

import ast
import pathlib
from datetime import timedelta
from operator import attrgetter

import pytest

import core
from core.rules.filters import keys
from core.rules.filters.match import select
from core.services.audience import block_contacts
from core.services.audience.contact_page import journey as journey_of
from core.services.list_filters import filter_of
from core.services.members import members
from core.services.overview import activity, replies
from core.services.overview.journal_text import WORDS, sentence
from core.views.activity_view import JournalEntry
from tests.support.draft import FOLLOW_UP, INVITATION
from tests.support.world import World, slugs

BY_VALUE = {"approved", "cancelled", "failed", "replied", "taken_over"}
"""Kinds of journal rows whose text depends on a status or a reason: `kind=after.value`, `kind=reason`."""
WRITERS = {"write": 3, "about": 4}
"""The place of the kind among the arguments of `journal.write` and `journal.about`, from 0."""


def kinds_written() -> set[str]:
    """Return every literal kind that some call in `core` gives to the journal."""
    found: set[str] = set()
    for path in pathlib.Path(core.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found |= literals(_kind(node))
    return found


def _kind(node: ast.Call) -> ast.expr | None:
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
    if owner == "journal" and node.func.attr in WRITERS and len(node.args) > WRITERS[node.func.attr]:
        return node.args[WRITERS[node.func.attr]]
    if owner == "outreaches" and node.func.attr == "change":
        return next((keyword.value for keyword in node.keywords if keyword.arg == "kind"), None)
    return None


def literals(node: ast.expr | None) -> set[str]:
    """Return the texts that an expression may be: a literal, or either side of a condition."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_kind_has_words() -> None:
    written = kinds_written()
    assert {"run.opened", "sent", "blocked", "member.state", "campaign.edited"} <= written
    assert (written | BY_VALUE) - WORDS.keys() == set()


def test_sentences_tell_numbers_reasons_and_steps() -> None:
    assert sentence("run.opened", "", {"planned": 3, "drawn": 5}) == "run opened: 3 planned, 5 drawn"
    assert sentence("run.closed", "", {"sent": 3, "not_sent": 1}) == "run closed: 1 not sent, 3 sent"
    assert sentence("run.closed", "", {}) == "run closed: nobody was due"
    assert sentence("sent", "", {}, "follow-up 1") == "sent: follow-up 1"
    assert sentence("cancelled", "blocked", {}) == "cancelled: They are marked “do not contact”."
    assert sentence("problem", "run.missed", {"cause": "engine.down"}) == "Missed a run: no engine was running."
    assert sentence("source.imported", "", {}) == "file imported (unknown): unknown added of unknown rows"
    assert sentence("new.kind", "", {}) == "new.kind"


def test_the_latest_comes_first_and_no_more_than_asked(world: World) -> None:
    member = world.member()
    world.source(12)
    world.campaign()
    world.approve_drawn("2026-01-06")
    members.pause(world.ws, member, on=True)
    block_contacts.block(world.ws, "1")
    events = activity.latest(world.ws)
    assert [event.id for event in events] == sorted((event.id for event in events), reverse=True)
    kinds = [event.kind for event in events]
    assert kinds.index("paused") > kinds.index("blocked")
    assert "profile.read" not in kinds
    assert len(activity.latest(world.ws, limit=5)) == 5
    assert {event.text for event in events if event.kind == "approved"} == {"approved: invitation"}
    blocked = events[kinds.index("blocked")]
    assert (blocked.actor, blocked.contact_id, blocked.person) == ("tester", 1, "People Person")
    assert events[kinds.index("paused")].member == "Ada Wong"
    imported = events[kinds.index("source.imported")]
    assert (imported.source, imported.text) == ("people", "file imported (people.csv): 12 added of 12 rows")


def test_replies_with_their_text(world: World) -> None:
    world.member()
    slugs = world.source(5)
    world.accepts(*slugs[:2], replies=timedelta(hours=2))
    world.campaign()
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        world.approve_drawn(day)
    world.until("2026-01-10 22:00")
    found = replies.listed(world.ws)
    assert len(found) == 2
    assert len({reply.id for reply in found}) == 2
    assert found[0].at >= found[1].at
    assert {reply.campaign for reply in found} == {"founders"}
    assert all(reply.text and not reply.ours and reply.actor == reply.person for reply in found)


def test_a_message_has_its_word_in_the_activity_and_in_the_journey(world: World) -> None:
    world.member()
    slugs = world.source(5)
    world.accepts(*slugs[:1])
    world.campaign(steps=(INVITATION, FOLLOW_UP))
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        world.approve_drawn(day)
    world.until("2026-01-20 22:00")
    pending = [event.text for event in activity.latest(world.ws) if event.kind == "pending"]
    assert pending[0] == "text waits for approval: follow-up 1"
    names = {event.step_name for event in journey_of(world.ws, slugs[0]).events if event.kind == "pending"}
    assert names == {"invitation", "follow-up 1"}


def test_a_filter_finds_the_same_in_the_store_as_over_the_rows(world: World) -> None:
    world.member()
    for name in ("founders Q1", "founders Q2", "100 % cto"):
        world.source(slugs("-".join(name.replace("%", "").lower().split()), 4), name)
        world.campaign(name=name, source=name)
    world.until("2026-01-06 22:00")
    every = activity.latest(world.ws, limit=10_000)

    def found(where: str) -> list[JournalEntry]:
        return activity.latest(world.ws, where, limit=10_000)

    assert {event.campaign for event in found("campaign:FOUNDERS")} == {"founders Q1", "founders Q2"}
    assert {event.campaign for event in found('campaign:"0 % c"')} == {"100 % cto"}
    assert found("campaign:%") == found('campaign:"100 %"')
    assert found("zzz") == []
    assert replies.listed(world.ws, where="campaign:zzz") == []
    cells = {name: attrgetter(name) for name in activity.CELLS}
    for where in (
        "kind:pending -campaign:cto",
        'campaign=""',
        "member:ada at:2026-01-06",
        "-person:person",
        "approval",
    ):
        wanted = filter_of(world.ws, where, keys.ACTIVITY)
        assert found(where) == select(every, wanted, cells) != []
        assert activity.count(world.ws, where) == len(found(where))
        assert activity.latest(world.ws, where, limit=2, skip=1) == found(where)[1:3]
    assert found("actor:engine") == found("actor=overture") == [one for one in every if one.actor == "overture"] != []
    by_kind = [event.kind for event in found("sort:kind")]
    assert by_kind == sorted(by_kind)
    assert activity.latest(world.ws, "sort:kind", limit=3, skip=2) == found("sort:kind")[2:5]


def test_a_word_is_searched_step_by_step(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "STEP", 3)
    world.member()
    world.source(5)
    world.campaign()
    whole = [event.id for event in activity.latest(world.ws, limit=10_000)]
    assert len(whole) > 3
    assert [event.id for event in activity.latest(world.ws, "-zzz", limit=10_000)] == whole
    monkeypatch.setattr(activity, "SEARCHED", 3)
    assert [event.id for event in activity.latest(world.ws, "-zzz")] == whole[:3]
