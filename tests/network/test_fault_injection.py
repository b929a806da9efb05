"""The provider's faults (docs/provider.md#the-sandbox), before and after the write, in process and over a socket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from core.network.provider_errors import ErrorClass, ProviderError
from core.network.sandbox import people
from core.network.sandbox.fault_responses import FAULT_HEADER
from core.network.sandbox.flask_app import KEY
from core.network.sandbox.inprocess import InProcess
from core.network.sandbox.request_context import TIME_HEADER
from tests.network.conftest import Net

# (fault, what the network carried out, what the client makes of it)
WRITES = [
    ("timeout_before", 0, "uncertain"),
    ("timeout_after", 1, "uncertain"),
    ("reset_before", 0, "uncertain"),
    ("reset_after", 1, "uncertain"),
    ("slow", 1, "uncertain"),
    ("slow_headers", 1, "uncertain"),
    ("drip", 1, "uncertain"),
    ("half", 1, "uncertain"),
    ("gzip", 1, "uncertain"),
    ("garbage", 1, "uncertain"),
    ("html", 0, "uncertain"),
    ("no_body", 0, "uncertain"),
    ("unexpected_error", 0, "uncertain"),
    ("request_timeout", 0, "uncertain"),
    ("no_client_session", 0, "not_executed"),
    ("retry_after", 0, "account_wait"),
    ("too_many_requests", 0, "account_wait"),
    ("disconnected", 0, "account_stop"),
    ("checkpoint_error", 0, "account_stop"),
    ("account_restricted", 0, "account_stop"),
    ("missing_credentials", 0, "key_stop"),
]


def caught(call: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as info:
        call()
    return info.value


@pytest.mark.parametrize("kind", ["invite", "message"])
@pytest.mark.parametrize(("what", "effects", "klass"), WRITES)
def test_a_write_that_goes_wrong(net: Net, kind: str, what: str, effects: int, klass: str) -> None:
    person = net.friend() if kind == "message" else net.stranger()
    number = people.provider_id(person)
    before = len(net.sandbox.ledger())
    net.sandbox.fault(what, kind="all" if what == "disconnected" else kind, remaining=1)  # type: ignore[arg-type]
    if kind == "invite":
        error = caught(lambda: net.invite(person))
    else:
        error = caught(lambda: net.gateway.start_chat("acc", number, "Hi", net.gate))
    assert error.klass == klass
    assert len(net.sandbox.ledger()) == before + effects


@pytest.mark.parametrize(
    "what", ["timeout_before", "reset_before", "reset_after", "half", "gzip", "garbage", "no_body"]
)
def test_a_read_that_goes_wrong_is_read_again(net: Net, what: str) -> None:
    net.sandbox.fault(what, kind="profile", remaining=1)
    assert caught(lambda: net.gateway.profile("acc", "jane")).klass is ErrorClass.transient
    assert net.gateway.profile("acc", "jane").public_id == "jane"


def test_a_type_that_is_not_known_yet(net: Net) -> None:
    net.sandbox.fault("unknown", kind="invite", remaining=1)
    error = net.refused(net.stranger())
    assert (error.status, error.type) == (422, "not_known_yet")
    assert net.sandbox.ledger() == []


def test_a_throttle_says_how_long(net: Net) -> None:
    net.sandbox.fault("retry_after", kind="invite", seconds=120)
    assert net.refused(net.stranger()).retry_after == 120.0


def test_a_write_that_is_carried_out_late(net: Net) -> None:
    person = net.stranger()
    net.sandbox.fault("late", kind="invite", remaining=1, seconds=600)
    assert net.refused(person).klass is ErrorClass.uncertain
    net.later(seconds=599)
    assert net.gateway.sent_invitations("acc").items == ()
    assert net.sandbox.ledger() == []
    net.later(seconds=1)
    assert [item.public_id for item in net.gateway.sent_invitations("acc").items] == [person]
    (entry,) = net.sandbox.ledger()
    assert entry["at"] == net.clock.now()
    assert net.refused(person).type == "already_invited_recently"


def test_a_late_message(net: Net) -> None:
    number = people.provider_id(net.friend())
    net.sandbox.fault("late", kind="message", remaining=1, seconds=60)
    caught(lambda: net.gateway.start_chat("acc", number, "Hi", net.gate))
    assert net.gateway.chats_with("acc", number).items == ()
    net.later(seconds=60)
    (chat,) = net.gateway.chats_with("acc", number).items
    assert [message.text for message in net.gateway.messages(chat.id).items] == ["Hi"]


def test_a_late_write_that_nobody_can_have_any_more(net: Net) -> None:
    person = net.stranger()
    net.sandbox.fault("late", kind="invite", remaining=1, seconds=60)
    net.refused(person)
    net.invite(person)
    net.later(minutes=2)
    assert len(net.gateway.sent_invitations("acc").items) == len(net.sandbox.ledger()) == 1


def test_a_list_that_is_behind(net: Net) -> None:
    net.invite(net.stranger())
    net.later(minutes=5)
    net.sandbox.fault("lag", kind="read", remaining=1, seconds=600)
    assert net.gateway.sent_invitations("acc").items == ()
    assert len(net.gateway.sent_invitations("acc").items) == 1


def test_a_list_that_leaves_a_page_out(net: Net) -> None:
    for number in range(5):
        net.invite(net.stranger(number))
        net.later(minutes=5)
    whole = net.gateway.sent_invitations("acc", limit=2)
    net.sandbox.fault("gap", kind="read", remaining=1)
    left = net.gateway.sent_invitations("acc", limit=2)
    assert left.items == net.gateway.sent_invitations("acc", whole.cursor, 2).items


def test_answers_without_an_id_and_with_that_of_another(net: Net) -> None:
    person = net.friend()
    net.sandbox.fault("no_id", kind="message", remaining=1)
    sent = net.gateway.start_chat("acc", people.provider_id(person), "Hi", net.gate)
    assert (sent.chat_id, sent.message_id) == (None, None)
    net.sandbox.fault("other_id", kind="profile", remaining=1)
    assert net.gateway.profile("acc", person).public_id != person
    assert net.gateway.profile("acc", person).public_id == person


@pytest.mark.parametrize(
    ("header", "status"), [("cannot_resend_yet", 422), ("html", 502), ("slow nan", 400), ("x", 400)]
)
def test_a_call_asks_for_its_own_fault(net: Net, header: str, status: int) -> None:
    transport = InProcess(net.sandbox.app) if net.address is None else None
    with httpx.Client(transport=transport, trust_env=False) as client:
        answer = client.post(
            f"{net.address or 'http://sandbox'}/api/v1/users/invite",
            headers={"X-API-KEY": KEY, FAULT_HEADER: header, TIME_HEADER: net.clock.now().isoformat()},
            json={"account_id": "acc", "provider_id": people.provider_id(net.stranger())},
        )
    assert answer.status_code == status
    assert net.sandbox.ledger() == []


def test_rules_tell_how_often_they_were_met(net: Net) -> None:
    net.sandbox.fault("too_many_requests", kind="invite", account="acc", until=net.clock.now() + timedelta(hours=1))
    net.refused(net.stranger())
    net.refused(net.stranger())
    (rule,) = net.sandbox.faults()
    assert (rule["what"], rule["account"], rule["hits"]) == ("too_many_requests", "acc", 2)
    net.later(hours=1)
    net.invite(net.stranger())


@pytest.mark.parametrize("path", ["/sandbox/ledger", "/sandbox/faults"])
def test_the_sandbox_s_own_routes_need_the_key(net: Net, path: str) -> None:
    transport = InProcess(net.sandbox.app) if net.address is None else None
    with httpx.Client(transport=transport, trust_env=False, base_url=net.address or "http://sandbox") as client:
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"X-API-KEY": KEY}).json() == []
