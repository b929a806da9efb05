"""Chats and messages: docs/provider.md#chats as examples."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.network.provider_errors import ProviderError
from core.network.sandbox import behaviour, people
from tests.network.conftest import START, Net


def start(net: Net, person: str, text: str = "Welcome") -> str:
    sent = net.gateway.start_chat("acc", people.provider_id(person), text, net.gate)
    assert sent.chat_id is not None
    assert sent.message_id is not None
    return sent.chat_id


def test_a_stranger_gets_no_message(net: Net) -> None:
    person = net.stranger()
    net.invite(person)
    with pytest.raises(ProviderError) as caught:
        start(net, person)
    assert (caught.value.klass, caught.value.type) == ("not_connected", "no_connection_with_recipient")
    with pytest.raises(ProviderError) as caught:
        net.gateway.start_chat("acc", person, "Hi", net.gate)  # a public identifier is no id
    assert caught.value.klass == "not_connected"
    assert net.gateway.chats("acc").items == ()


def test_a_first_and_a_second_message(net: Net) -> None:
    person = net.friend()
    assert net.gateway.chats_with("acc", people.provider_id(person)).items == ()
    chat = start(net, person, "Welcome 👋\nsecond line")
    net.later(minutes=5)
    sent = net.gateway.send_message("acc", chat, "And another thing", net.gate)
    assert sent.chat_id == chat
    second, first = net.gateway.messages(chat).items
    assert (first.text, first.ours, first.type) == ("Welcome 👋\nsecond line", True, "MESSAGE")
    assert (second.id, second.text, second.at) == (sent.message_id, "And another thing", net.clock.now())
    assert [line["kind"] for line in net.sandbox.ledger()] == ["invite", "message", "message"]
    (found,) = net.gateway.chats_with("acc", people.provider_id(person)).items
    assert (found.id, found.provider_id, found.at) == (chat, people.provider_id(person), net.clock.now())


def test_starting_again_continues_the_chat(net: Net) -> None:
    person = net.friend()
    assert start(net, person) == start(net, person, "Again")
    (chat,) = net.gateway.chats("acc").items
    assert len(net.gateway.messages(chat.id).items) == 2


def test_an_accepted_note_opens_a_chat_at_once(net: Net) -> None:
    person = net.friend(note="Shall we connect?")
    (chat,) = net.gateway.chats("acc").items
    (message,) = net.gateway.messages(chat.id).items
    assert (message.text, message.ours, message.type) == ("Shall we connect?", True, "INVITATION")
    assert message.at == START + timedelta(hours=1)
    assert net.gateway.chats_with("acc", people.provider_id(person)).items == (chat,)


def test_a_reply_comes_later_and_ends_the_silence(net: Net) -> None:
    person = net.stranger()
    accepts, replies = timedelta(hours=1), timedelta(hours=5)
    net.sandbox.script("acc", person, accepts_after=accepts, replies_after=replies)
    net.invite(person)
    net.later(hours=2)
    chat = start(net, person)
    net.later(hours=4)
    assert len(net.gateway.messages(chat).items) == 1
    net.later(hours=1)
    reply, _ = net.gateway.messages(chat).items
    assert (reply.ours, reply.text, reply.at) == (False, behaviour.REPLIES[0], net.clock.now())


def test_chats_and_messages_after_a_moment(net: Net) -> None:
    old, new = start(net, net.friend(0)), start(net, net.friend(1))
    begun = net.clock.now()
    net.later(hours=1)
    net.gateway.send_message("acc", old, "Later", net.gate)
    assert [chat.id for chat in net.gateway.chats("acc").items] == [old, new]
    assert [chat.id for chat in net.gateway.chats("acc", begun).items] == [old]
    assert [message.text for message in net.gateway.messages(old, begun).items] == ["Later"]
    assert net.gateway.chats("basic").items == ()


def test_messages_are_paged(net: Net) -> None:
    chat = start(net, net.friend())
    for number in range(104):
        net.later(minutes=1)
        net.gateway.send_message("acc", chat, str(number), net.gate)
    first = net.gateway.messages(chat)
    second = net.gateway.messages(chat, cursor=first.cursor)
    assert [len(first.items), len(second.items)] == [100, 5]
    assert second.cursor is None
    assert second.items[-1].text == "Welcome"


def test_a_chat_of_another_account_or_none(net: Net) -> None:
    chat = start(net, net.friend())
    with pytest.raises(ProviderError) as caught:
        net.gateway.send_message("basic", chat, "Hi", net.gate)
    assert caught.value.type == "account_mismatch"
    for call in (
        lambda: net.gateway.send_message("acc", "nowhere", "Hi", net.gate),
        lambda: net.gateway.messages("nowhere"),
    ):
        with pytest.raises(ProviderError) as caught:
            call()
        assert caught.value.status == 404


@pytest.mark.parametrize(("text", "slug"), [("", "missing_parameters"), ("x" * 8001, "too_many_characters")])
def test_texts_that_are_refused(net: Net, text: str, slug: str) -> None:
    chat = start(net, net.friend())
    with pytest.raises(ProviderError) as caught:
        net.gateway.send_message("acc", chat, text, net.gate)
    assert (caught.value.klass, caught.value.type) == ("content_fail", slug)


def test_half_a_character_never_leaves(net: Net) -> None:
    person = net.friend()
    for text in ("\ud83d",):
        with pytest.raises(ProviderError) as caught:
            start(net, person, text)
        assert caught.value.klass == "content_fail"
        assert net.refused(net.stranger(1), text).klass == "content_fail"
    assert net.gates == 1


def test_only_multipart_is_taken(net: Net) -> None:
    body = {"account_id": "acc", "attendees_ids": people.provider_id(net.friend()), "text": "Hi"}
    client = net.sandbox.app.test_client()
    headers = {"X-API-KEY": "sandbox", "X-Sandbox-Now": net.clock.now().isoformat()}
    assert client.post("/api/v1/chats", json=body, headers=headers).status_code == 415
    blob = {**body, "linkedin": '{"api":"classic"}'}
    answer = client.post("/api/v1/chats", data=blob, headers=headers, content_type="multipart/form-data")
    assert answer.status_code == 400
    answer = client.post("/api/v1/chats", data=body, headers=headers, content_type="multipart/form-data")
    assert answer.status_code == 201


@pytest.mark.parametrize("after", ["2026-07-01", "2026-07-01T10:11:12Z", "2026-07-01T10:11:12.000000Z", "x"])
def test_the_pattern_of_after_is_enforced(net: Net, after: str) -> None:
    client = net.sandbox.app.test_client()
    path = f"/api/v1/chats?account_id=acc&after={after}"
    assert client.get(path, headers={"X-API-KEY": "sandbox"}).status_code == 400


@pytest.mark.parametrize("body", ["", "[]", "{", '{"account_id": "acc"}', '{"account_id": 7}', "null"])
def test_a_malformed_invitation_is_refused(net: Net, body: str) -> None:
    client = net.sandbox.app.test_client()
    headers = {"X-API-KEY": "sandbox", "Content-Type": "application/json"}
    answer = client.post("/api/v1/users/invite", data=body, headers=headers)
    assert answer.status_code == 400
    assert net.sandbox.ledger() == []


def test_a_chat_by_itself_and_the_messages_of_an_account(net: Net) -> None:
    one, other = net.friend(1), net.friend(2)
    for person in (one, other):
        net.gateway.start_chat("acc", people.provider_id(person), f"Hi {person}", net.gate)
        net.later(minutes=5)
    chat = net.raw("GET", "/messages?account_id=acc&limit=1")[1]["items"][0]["chat_id"]
    assert net.raw("GET", f"/chats/{chat}")[1]["attendee_provider_id"] == people.provider_id(other)
    texts = [item["text"] for item in net.raw("GET", "/messages?account_id=acc")[1]["items"]]
    assert texts == [f"Hi {other}", f"Hi {one}"]
