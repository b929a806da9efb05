"""The person of a chat whom the provider does not name (docs/provider.md#chats: `attendee_provider_id`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.engine.reading import account_sync
from core.network.gateway import Chat, Page
from core.network.sandbox import people
from core.services.campaigns.draft import StepDraft
from tests.support.draft import WELCOME
from tests.support.stub import Stub
from tests.support.world import SEED, World

WITHOUT_NOTE = StepDraft("invitation", 0, {})
LONG = (WITHOUT_NOTE, WELCOME, StepDraft("follow-up", 10, {"en": "And another thing"}))


def welcomed(world: World) -> str:
    """Invite one person who gets the welcome on the 7th, and answers it an hour later."""
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=2), replies=timedelta(hours=1))
    world.campaign(cohort=1, approval="off", steps=LONG)
    world.until("2026-01-07 09:00")
    while not world.ledger("message"):
        world.until(world.now + timedelta(minutes=1))
    world.skip_to(world.now + timedelta(hours=2))  # the answer is there, and no engine has seen it
    return person


def look(world: World) -> None:
    """Let the engine check the account now."""
    with world.engine() as context:
        account_sync.sync_due(context, 1, world.now)


@pytest.mark.parametrize("known", [True, False], ids=["known by its id", "known by who wrote"])
def test_an_answer_in_a_chat_that_names_nobody(world: World, known: bool) -> None:
    world.sandbox.fault("no_attendee", kind="read")
    if not known:
        world.sandbox.fault("no_id", kind="message")
    person = welcomed(world)
    stored = world.sql("SELECT chat_id IS NOT NULL FROM outreach")
    assert stored == [(int(known),)]
    look(world)
    row = world.row(person)
    assert (row.status, row.reason) == ("replied", "replied")
    world.check()


def test_what_others_write_in_a_group_is_no_answer(world: World) -> None:
    class Grouped(Stub):
        def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
            page = super().chats(account_id, after, cursor)
            return Page(tuple(replace(chat, group=True) for chat in page.items), page.cursor)

    world.gateway = Grouped(world.gateway)
    person = welcomed(world)
    look(world)
    assert world.row(person).status == "messaged"
    world.check()


def test_a_stranger_in_a_chat_that_names_nobody(world: World) -> None:
    world.sandbox.fault("no_attendee", kind="read")
    person = welcomed(world)
    other = next(f"friend-{n}x" for n in range(500) if people.connected_before(str(SEED), "acc-ada", f"friend-{n}x"))
    world.sandbox.script("acc-ada", other, replies_after=timedelta(minutes=1))
    world.write_outside(other, "Long time no see")
    world.until("2026-01-07 12:30")
    look(world)
    assert world.row(person).status == "replied"
    assert world.sql("SELECT count(*) FROM reply") == [(1,)]
    world.check()
