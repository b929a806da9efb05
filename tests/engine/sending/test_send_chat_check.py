"""Reads and checks just before a message is sent (docs/design.md#messages)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.engine.planning import gates
from core.engine.sending import gate
from core.network.gateway import Chat, Gate, Message, MessageSent, Page
from core.network.provider_errors import from_answer
from core.network.sandbox import people
from core.services.audience import block_contacts
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from tests.support.draft import INVITATION, WELCOME
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World, at

STEPS = (INVITATION, WELCOME, StepDraft("follow-up", 1, {"en": "And another thing"}))


@lived_once
def scheduled(world: World) -> tuple[str, str, datetime]:
    """Return a person who got the welcome and has a send time for the follow-up, and that time."""
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=2))
    campaign = world.campaign(cohort=1, approval="off", steps=STEPS)
    world.until("2026-01-08 09:00")
    assert (world.row(person).step, world.row(person).status) == (2, "scheduled")
    assert len(world.ledger("message")) == 1
    return person, campaign, datetime.fromisoformat(str(world.row(person).send_at))


def messages(world: World) -> list[str | None]:
    return [entry.text for entry in world.ledger("message")]


def test_the_member_wrote_outside_a_minute_before(world: World) -> None:
    person, campaign, moment = scheduled(world)
    world.until(moment - timedelta(minutes=1))
    world.write_outside(person, "Are you free on Friday?")
    world.until("2026-01-10 22:00")
    assert messages(world) == ["Thanks, People", "Are you free on Friday?"]
    assert (world.row(person).status, world.row(person).reason) == ("replied", "taken_over")
    assert world.run(campaign, "2026-01-08").messages.not_sent == {"taken_over": 1}
    world.check()


def test_an_answer_in_another_chat(world: World) -> None:
    person, _campaign, _moment = scheduled(world)
    real = world.gateway

    class Two(Stub):
        """A network on which the person answered in a second chat, which the account's list does not show yet."""

        def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
            found = real.chats_with(account_id, provider_id)
            return Page((*found.items, Chat("another", provider_id, world.now)), None)

        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            if chat_id != "another":
                return real.messages(chat_id, after, cursor)
            sender = people.provider_id(person)
            return Page((Message("m", "another", "Let us talk", world.now, False, "MESSAGE", sender),), None)

    world.gateway = Two(real)
    world.until("2026-01-10 22:00")
    assert messages(world) == ["Thanks, People"]
    assert (world.row(person).status, world.row(person).reason) == ("replied", "replied")
    world.check()


def test_a_deleted_chat_is_started_again(world: World) -> None:
    person, _campaign, _moment = scheduled(world)
    real = world.gateway
    (chat,) = (found[0] for found in world.sql("SELECT chat_id FROM outreach"))

    class Deleted(Stub):
        """A network on which the member deleted the conversation: the provider no longer knows it."""

        def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
            return Page((), None)

        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            raise from_answer("read", 404, {"type": "errors/resource_not_found", "title": "Resource not found."})

        def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
            raise AssertionError("nothing goes into a chat that is no more")

    world.gateway = Deleted(real)
    world.until("2026-01-08 22:00")
    assert chat is not None
    assert messages(world) == ["Thanks, People", "And another thing"]
    assert world.row(person).status == "finished"
    world.check()


def test_a_doubt_whose_chat_was_deleted_is_left_to_a_person(world: World) -> None:
    person, _campaign, moment = scheduled(world)
    world.sandbox.fault("timeout_after", kind="message", remaining=1)
    world.until(moment + timedelta(minutes=1))
    assert world.row(person).status == "in_doubt"

    class Deleted(Stub):
        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            raise from_answer("read", 404, {"type": "errors/resource_not_found", "title": "Resource not found."})

    world.gateway = Deleted(world.gateway)
    world.until("2026-01-11 22:00")
    assert world.row(person).status == "unresolved"


def test_an_error_about_invitations_proves_nothing_about_a_message(world: World) -> None:
    person, _campaign, _moment = scheduled(world)
    world.sandbox.fault("already_invited_recently", kind="message", remaining=1)
    world.until("2026-01-10 22:00")
    # For a message, the answer has no known meaning; no chat shows it, so a person decides.
    assert world.row(person).status == "unresolved"
    assert messages(world) == ["Thanks, People"]


def test_while_the_chat_cannot_be_read_nothing_leaves(world: World) -> None:
    person, campaign, moment = scheduled(world)
    world.sandbox.fault("provider_error", kind="read", until=at("2026-01-08 18:00"))
    world.until("2026-01-08 22:00")
    assert messages(world) == ["Thanks, People"]
    assert world.run(campaign, "2026-01-08").messages.not_sent == {"provider.down": 1}
    world.until("2026-01-09 22:00")
    assert messages(world) == ["Thanks, People", "And another thing"]
    assert world.row(person).status == "finished"
    assert moment < at("2026-01-08 10:30")
    world.check()


def test_a_hold_that_ends_between_two_checks_is_no_reason_not_to_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused at the first check, so the chat is not read; resumed before the second one."""
    person, _campaign, moment = scheduled(world)
    world.until(moment - timedelta(minutes=1))
    world.write_outside(person, "By my own hand")
    members.pause(world.ws, None, on=True)
    real = gate.verdict

    def verdict(*given: Any) -> gate.Verdict:
        found = real(*given)
        if found == gate.Later(given[-1] + gates.AGAIN, "paused"):
            with ThreadPoolExecutor(1) as another:  # with a connection of its own: the check only reads
                another.submit(members.pause, world.ws, None, on=False).result()
        return found

    monkeypatch.setattr(gate, "verdict", verdict)
    world.until("2026-01-08 22:00")
    assert messages(world) == ["Thanks, People", "By my own hand"]
    assert (world.row(person).status, world.row(person).reason) == ("replied", "taken_over")
    world.check()


def closed(world: World, what: str, *persons: str) -> None:
    """Make one chat of each of these people unreadable from now on."""
    ours = "SELECT o.chat_id FROM outreach o JOIN contact c ON c.id = o.contact_id WHERE c.public_id = ?"
    chats = {world.sql(ours, person)[0][0] for person in persons}
    real = world.gateway
    status, type_ = what.split()

    class Closed(Stub):
        def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
            if chat_id in chats:
                raise from_answer("read", int(status), {"type": f"errors/{type_}", "title": "No"})
            return real.messages(chat_id, after, cursor)

    world.gateway = Closed(real)


UNREADABLE = ("403 resource_access_restricted", "404 resource_not_found", "422 unprocessable_entity")


def test_one_chat_that_is_closed_holds_back_its_own_message_alone(world: World) -> None:
    world.member()
    found = world.source(3)
    world.accepts(*found, after=timedelta(hours=2))
    campaign = world.campaign(cohort=3, approval="off", steps=STEPS)
    world.until("2026-01-08 08:00")
    closed(world, UNREADABLE[0], found[0])
    world.until("2026-01-08 22:00")
    assert world.sql("SELECT state FROM member") == [("ok",)]
    told = world.run(campaign, "2026-01-08").messages
    assert (told.planned, told.sent, told.not_sent) == (3, 2, {"chat.unread": 1})
    world.check()


@pytest.mark.parametrize("what", [*UNREADABLE, "500 unexpected_error"])
def test_one_chat_that_cannot_be_read_hides_no_other_answer(
    world: World, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.member()
    found = world.source(3)
    world.accepts(*found, after=timedelta(hours=2))
    world.campaign(cohort=3, approval="off", steps=(INVITATION, WELCOME, StepDraft("follow-up", 9, {"en": "And"})))
    world.until("2026-01-07 22:00")
    assert len(world.ledger("message")) == 3
    closed(world, what, found[1])
    for person in found:
        world.write_outside(person, f"By my own hand, {person}")
    world.until("2026-01-08 22:00")
    assert [world.row(person).status for person in found] == ["replied", "messaged", "replied"]
    assert "provider.down" not in world.codes("founders")
    assert "A chat of Ada Wong cannot be read" in caplog.text


@pytest.mark.parametrize("how", ["by name", "while the chat is read"])
def test_do_not_contact_before_it_leaves(world: World, how: str) -> None:
    person, campaign, moment = scheduled(world)
    real = world.gateway
    if how == "by name":
        world.until(moment - timedelta(seconds=1))
        block_contacts.block(world.ws, person)
    else:

        class Blocks(Stub):
            """A network that, before it answers, lets a person block the contact."""

            def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
                if world.now >= moment:
                    block_contacts.block(world.ws, person)
                return real.chats_with(account_id, provider_id)

        world.gateway = Blocks(real)
    world.until("2026-01-12 22:00")
    assert messages(world) == ["Thanks, People"]
    assert (world.row(person).status, world.row(person).reason) == ("cancelled", "blocked")
    assert world.run(campaign, "2026-01-08").messages.not_sent == {"blocked": 1}
    world.check()


def test_a_connection_that_was_lost_ends_the_follow_up_and_not_the_queue(world: World) -> None:
    world.member()
    lost, kept = world.source(2)
    world.accepts(lost, kept, after=timedelta(hours=2))
    campaign = world.campaign(cohort=2, approval="off", steps=STEPS)
    world.until("2026-01-08 08:00")
    assert len(world.ledger("message")) == 2
    world.sandbox.fault("no_connection_with_recipient", kind="message", person=lost)
    world.until("2026-01-08 22:00")
    rows = {slug: (world.row(slug).status, world.row(slug).reason) for slug in (lost, kept)}
    assert rows == {lost: ("cancelled", "not.connected"), kept: ("finished", None)}
    told = world.run(campaign, "2026-01-08").messages
    assert (told.planned, told.sent, told.not_sent) == (2, 1, {"not.connected": 1})
    world.check()


def test_a_follow_up_too_late_needs_a_new_approval(world: World) -> None:
    person, _campaign, _moment = scheduled(world)
    world.skip_to("2026-01-23 08:00")  # due on the 8th: fifteen days
    world.until("2026-01-23 22:00")
    assert (world.row(person).status, world.row(person).step) == ("pending", 2)
    assert messages(world) == ["Thanks, People"]
    world.approve()
    world.until("2026-01-26 22:00")
    assert messages(world) == ["Thanks, People", "And another thing"]
    world.check()
