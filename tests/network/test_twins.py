"""An account that is removed and connected again: the same person on LinkedIn, with other ids of the provider."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import UsageError
from core.network.provider_errors import ErrorClass, ProviderError
from core.network.sandbox import people
from tests.network.conftest import Net


def anew(net: Net) -> None:
    net.sandbox.configure_account("acc", status="removed")
    net.sandbox.configure_account("acc-2", same_owner_as="acc")


def test_it_is_the_same_person(net: Net) -> None:
    own = net.gateway.own_profile("acc")
    anew(net)
    assert net.gateway.own_profile("acc-2") == own
    net.sandbox.configure_account("acc-2", name="Somebody Else", plan="basic")
    assert net.gateway.own_profile("acc-2").provider_id == own.provider_id
    assert not net.gateway.own_profile("acc-2").premium


def test_a_removed_account_answers_nothing(net: Net) -> None:
    friend = people.provider_id(net.friend())
    chat = net.gateway.start_chat("acc", friend, "Hello", lambda: None).chat_id or ""
    anew(net)
    asks = (
        lambda: net.gateway.account("acc"),
        lambda: net.gateway.sent_invitations("acc"),
        lambda: net.gateway.messages(chat),
        lambda: net.gateway.invite("acc", people.provider_id(net.stranger(7)), None, lambda: None),
        lambda: net.gateway.sign_in_link("Ada Wong", net.clock.now() + timedelta(hours=1), "acc"),
    )
    for ask in asks:
        with pytest.raises(ProviderError) as caught:
            ask()
        assert (caught.value.status, caught.value.klass) == (404, ErrorClass.account_stop)
    assert "acc" not in {account.id for account in net.gateway.accounts().items}
    assert "acc-2" in {account.id for account in net.gateway.accounts().items}


def test_what_the_one_did_the_other_shows_under_other_ids(net: Net) -> None:
    friend, pending = net.friend(), net.stranger(3)
    net.invite(pending)
    sent = net.gateway.start_chat("acc", people.provider_id(friend), "Hello", lambda: None)
    (before,) = net.gateway.sent_invitations("acc").items
    anew(net)
    (after,) = net.gateway.sent_invitations("acc-2").items
    assert (after.provider_id, after.at) == (before.provider_id, before.at)
    assert after.id != before.id
    (chat,) = net.gateway.chats_with("acc-2", people.provider_id(friend)).items
    assert chat.id != sent.chat_id
    hello = net.gateway.messages(chat.id).items[0]
    assert (hello.text, hello.ours, hello.chat_id) == ("Hello", True, chat.id)
    assert hello.id != sent.message_id
    assert net.gateway.profile("acc-2", friend).connected
    # The earlier account's ids are unknown here; the new account's own work.
    with pytest.raises(ProviderError):
        net.gateway.send_message("acc-2", sent.chat_id or "", "Again", lambda: None)
    net.gateway.send_message("acc-2", chat.id, "Again", lambda: None)
    with pytest.raises(ProviderError):
        net.gateway.withdraw("acc-2", before.id, lambda: None)
    net.gateway.withdraw("acc-2", after.id, lambda: None)
    assert [(entry["account"], entry["kind"]) for entry in net.sandbox.ledger()] == [
        ("acc", "invite"),
        ("acc", "invite"),
        ("acc", "message"),
        ("acc-2", "message"),
        ("acc-2", "withdraw"),
    ]


def test_an_account_that_wrote_has_its_owner(net: Net) -> None:
    net.friend()
    with pytest.raises(UsageError, match="has an owner already"):
        net.sandbox.configure_account("acc", same_owner_as="basic")
