"""Overture's messages are never taken for replies, nor replies for Overture's own; a reply without a time is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.engine.reading import account_sync
from core.network.gateway import Chat, Message, Page, Unreadable
from core.network.sandbox import behaviour
from core.services.audience import forget
from core.services.campaigns.draft import StepDraft
from tests.support.draft import INVITATION, WELCOME
from tests.support.stub import Stub
from tests.support.world import World, at

STEPS = (INVITATION, WELCOME, StepDraft("follow-up", 1, {"en": "And another thing"}))
Change = Callable[[Message], Message | None]


class Told(Stub):
    """A network that changes every message of every chat by `change`; a message that becomes None is unreadable."""

    def __init__(self, world: World, change: Change, *, chat_at: bool = True) -> None:
        super().__init__(world.gateway)
        self._change = change
        self._chat_at = chat_at

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        page = super().chats(account_id, after, cursor)
        return page if self._chat_at else replace(page, items=tuple(replace(chat, at=None) for chat in page.items))

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        page = super().messages(chat_id, after, cursor)
        return replace(page, items=tuple(found for item in page.items if (found := self._change(item)) is not None))


def sequence(world: World, replies: timedelta | None = None) -> tuple[str, str]:
    """Invite one person who accepts; the welcome is sent on the 7th, the follow-up on the 8th."""
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=2), replies=replies)
    return person, world.campaign(cohort=1, approval="off", steps=STEPS)


def look(world: World) -> None:
    with world.engine() as context:
        account_sync.sync_due(context, 1, world.now)


def replies(world: World) -> list[tuple[str, int]]:
    return [(text, ours) for text, ours in world.sql("SELECT text, ours FROM reply ORDER BY at")]


@pytest.mark.parametrize("what", ["not_ours", "no_sender", "no_time"])
@pytest.mark.parametrize("ids", [True, False], ids=["ids told", "no ids told"])
def test_our_own_messages_end_no_sequence(world: World, what: str, ids: bool) -> None:
    person, _campaign = sequence(world)
    world.sandbox.fault(what, kind="read")
    if not ids:
        world.sandbox.fault("no_id", kind="message")
    world.until("2026-01-09 22:00")
    look(world)
    assert [entry.text for entry in world.ledger("message")] == ["Thanks, People", "And another thing"]
    assert (world.row(person).status, replies(world)) == ("finished", [])
    world.check()


@pytest.mark.parametrize("what", ["not_ours", "all_ours", "no_sender", "no_time"])
def test_an_answer_is_seen_whatever_the_flags_say(world: World, what: str) -> None:
    person, _campaign = sequence(world, replies=timedelta(hours=3))
    world.sandbox.fault(what, kind="read")
    world.until("2026-01-09 22:00")
    assert [entry.text for entry in world.ledger("message")] == ["Thanks, People"]
    assert (world.row(person).status, world.row(person).reason) == ("replied", "replied")
    assert replies(world) == [(behaviour.REPLIES[0], 0)]
    world.check()


@pytest.mark.parametrize("flag", [True, False, None])
def test_what_the_member_wrote_outside_is_told_by_the_sender(world: World, flag: bool | None) -> None:
    person, _campaign = sequence(world)
    world.gateway = Told(world, lambda message: replace(message, ours=flag))
    world.until("2026-01-07 12:00")
    world.write_outside(person, "Are you free on Friday?")
    world.until("2026-01-09 22:00")
    assert (world.row(person).status, world.row(person).reason) == ("replied", "taken_over")
    assert replies(world) == [("Are you free on Friday?", 1)]


def test_the_same_words_from_them_are_a_reply(world: World) -> None:
    """The person repeats our text, and the provider gives neither sender nor flag: our message is known by its id."""
    person, _campaign = sequence(world)
    real = world.gateway

    class Echo(Stub):
        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            page = real.messages(chat_id, after, cursor)
            ours = [item for item in page.items if item.text == "Thanks, People"]
            told = [replace(item, ours=None, sender=None) for item in page.items]
            echo = [replace(item, id="echo", ours=None, sender=None) for item in ours]
            return Page((*echo, *told), None)

    world.gateway = Echo(real)
    world.until("2026-01-09 22:00")
    assert (world.row(person).status, replies(world)) == ("replied", [("Thanks, People", 0)])


@pytest.mark.parametrize("chat_at", [True, False], ids=["the chat is dated", "the chat is not dated"])
def test_an_answer_without_a_time_is_dated_by_its_chat(world: World, chat_at: bool) -> None:
    person, _campaign = sequence(world, replies=timedelta(hours=3))
    world.gateway = Told(world, lambda message: replace(message, at=None), chat_at=chat_at)
    world.until("2026-01-07 18:00")
    look(world)
    assert world.row(person).status == "replied"
    ((said,),) = world.sql("SELECT at FROM reply")
    sent = world.ledger("message")[0].at
    answered = int((sent + timedelta(hours=3)).timestamp() * 1_000_000)
    assert said >= answered
    assert said == answered or not chat_at
    assert said <= int(world.now.timestamp() * 1_000_000)
    world.check()


def test_a_message_dated_ahead_of_us_is_an_answer_of_now(world: World) -> None:
    person, _campaign = sequence(world, replies=timedelta(hours=3))
    world.gateway = Told(world, lambda message: replace(message, at=at("2199-01-01 00:00")))
    world.until("2026-01-09 22:00")
    assert world.row(person).status == "replied"
    assert world.sql("SELECT max(at) FROM reply")[0][0] <= int(world.now.timestamp() * 1_000_000)


def test_no_message_is_sent_where_a_reply_may_be_unread(world: World) -> None:
    """One message cannot be read at all: the follow-up waits, and the campaign reports it."""
    person, campaign = sequence(world)
    world.until("2026-01-08 08:59")  # well until just before the run
    real = world.gateway

    class Broken(Stub):
        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            return replace(super().messages(chat_id, after, cursor), unreadable=(Unreadable("it is null"),))

    world.gateway = Broken(real)
    world.until("2026-01-08 22:00")
    assert len(world.ledger("message")) == 1
    assert world.run(campaign, "2026-01-08").messages.not_sent == {"chat.unread": 1}
    told = [entry for entry in world.view(campaign).summary.health.problems if entry.code == "records.unreadable"]
    assert (told[0].count, "Ada Wong's messages" in told[0].text) == (1, True)
    assert world.row(person).status == "approved"
    world.gateway = real
    world.until("2026-01-12 22:00")
    assert world.row(person).status == "finished"
    world.check()


@pytest.mark.parametrize("known", [True, False], ids=["the chat is known by its id", "the chat is not known"])
def test_a_chat_that_cannot_be_read_may_hold_an_answer(world: World, known: bool) -> None:
    """The record of the person's chat is broken in each list: the chat can be read only if its id is known."""
    real = world.gateway

    class Broken(Stub):
        def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
            return Page((), None, (Unreadable("it is null"),))

        def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
            return Page((), None, (Unreadable("it is null"),))

    _person, campaign = sequence(world)
    world.until("2026-01-07 12:00" if known else "2026-01-05 12:00")
    assert len(world.ledger("message")) == int(known)
    world.gateway = Broken(real)
    day = "2026-01-08" if known else "2026-01-07"
    world.until(f"{day} 22:00")
    assert len(world.ledger("message")) == (2 if known else 0)
    assert world.run(campaign, day).messages.not_sent == ({} if known else {"chat.unread": 1})


def test_a_chat_without_an_end_holds_its_person_alone(world: World) -> None:
    """From the welcome on, the pages of one person's chat repeat without end: only that person is held."""
    world.member()
    people = world.source(2)
    world.accepts(*people, after=timedelta(hours=2))
    campaign = world.campaign(cohort=2, approval="off", steps=STEPS)
    world.until("2026-01-07 22:00")
    assert len(world.ledger("message")) == 2
    real, read = world.gateway, []
    ((stuck,),) = world.sql("SELECT min(chat_id) FROM outreach")

    class Loops(Stub):
        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            page = real.messages(chat_id, after, cursor)
            read.append(world.now if chat_id == stuck else None)
            return replace(page, cursor="again") if chat_id == stuck else page

    world.gateway = Loops(real)
    world.until("2026-01-09 22:00")
    assert len(world.ledger("message")) == 3
    assert sorted(world.statuses(campaign).items()) == [("approved", 1), ("finished", 1)]
    assert world.run(campaign, "2026-01-08").messages.not_sent == {"chat.unread": 1}
    assert sum(moment is not None and moment.date() == at("2026-01-08 12:00").date() for moment in read) <= 20
    assert "provider.down" not in world.codes(campaign)


def test_a_doubt_about_a_message_is_settled_whatever_the_flag_says(world: World) -> None:
    person, _campaign = sequence(world)
    world.sandbox.fault("timeout_after", kind="message", remaining=1)
    world.sandbox.fault("not_ours", kind="read")
    world.until("2026-01-07 22:00")
    assert [entry.text for entry in world.ledger("message")] == ["Thanks, People"]
    assert world.row(person).status in ("messaged", "approved", "pending")
    world.until("2026-01-09 22:00")
    assert [entry.text for entry in world.ledger("message")] == ["Thanks, People", "And another thing"]
    world.check()


def test_forgetting_somebody_forgets_which_chat_could_not_be_read(world: World) -> None:
    person, _campaign = sequence(world)
    world.until("2026-01-07 22:00")
    ((chat,),) = world.sql("SELECT chat_id FROM outreach")

    class Broken(Stub):
        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            return replace(super().messages(chat_id, after, cursor), unreadable=(Unreadable("it is null"),))

    world.gateway = Broken(world.gateway)
    world.until("2026-01-08 22:00")
    assert world.sql("SELECT part FROM reading") == [(chat,)]
    forget.forget(world.ws, person)
    assert world.sql("SELECT count(*) FROM reading") == [(0,)]
    assert world.sql("SELECT count(*) FROM journal WHERE data LIKE '%' || ? || '%'", chat) == [(0,)]
