"""Every error and every fault on demand, seen through the real client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.errors import UsageError
from core.network.provider_errors import ErrorClass, GateClosed, ProviderError, classify
from core.network.sandbox import people
from core.network.sandbox.answers import STATUS
from core.network.sandbox.faults import Kind
from tests.network.conftest import Net


def caught(call: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as info:
        call()
    return info.value


@pytest.mark.parametrize("slug", sorted(STATUS))
def test_every_error_of_the_provider(net: Net, slug: str) -> None:
    net.sandbox.fault(slug, account="acc", kind="invite")
    error = net.refused(net.stranger())
    assert (error.type, error.status) == (slug, STATUS[slug])
    assert error.klass == classify("invite", STATUS[slug], slug)
    assert net.sandbox.ledger() == []


def test_the_answer_is_lost_after_the_write(net: Net) -> None:
    person = net.stranger()
    net.sandbox.fault("timeout_after", kind="invite", remaining=1)
    error = net.refused(person)
    assert (error.klass, error.status) == (ErrorClass.uncertain, None)
    assert len(net.sandbox.ledger()) == 1
    assert net.gateway.profile("acc", person).pending_invitation


def test_nothing_happened_and_no_answer(net: Net) -> None:
    net.sandbox.fault("timeout_before", kind="invite", remaining=1)
    assert net.refused(net.stranger()).klass is ErrorClass.uncertain
    assert net.sandbox.ledger() == []
    net.invite(net.stranger())


def test_504_before_the_write(net: Net) -> None:
    net.sandbox.fault("request_timeout", kind="invite")
    assert net.refused(net.stranger()).klass is ErrorClass.uncertain
    assert net.sandbox.ledger() == []


def test_a_page_instead_of_json(net: Net) -> None:
    net.sandbox.fault("html")
    error = net.refused(net.stranger())
    assert (error.klass, error.status) == ("uncertain", 502)
    assert error.words.startswith("HTTP 502 without JSON: a web page came; a proxy")
    assert caught(lambda: net.gateway.profile("acc", "x")).klass is ErrorClass.transient


@pytest.mark.parametrize(("seconds", "lost"), [(5.0, False), (90.0, True)])
def test_a_slow_answer(net: Net, seconds: float, lost: bool) -> None:
    net.sandbox.fault("slow", kind="invite", seconds=seconds)
    if lost:
        assert net.refused(net.stranger()).klass is ErrorClass.uncertain
    else:
        net.invite(net.stranger())
    assert len(net.sandbox.ledger()) == 1


def test_messages_get_lost_too(net: Net) -> None:
    person = net.friend()
    net.sandbox.fault("timeout_after", kind="message", remaining=1)
    error = caught(lambda: net.gateway.start_chat("acc", people.provider_id(person), "Hi", net.gate))
    assert error.klass is ErrorClass.uncertain
    (chat,) = net.gateway.chats_with("acc", people.provider_id(person)).items
    assert net.gateway.messages(chat.id).items[0].text == "Hi"


def test_withdrawals_get_lost_too(net: Net) -> None:
    number = str(net.invite(net.stranger()).invitation_id)
    net.sandbox.fault("timeout_after", kind="withdraw", remaining=1)
    assert caught(lambda: net.gateway.withdraw("acc", number, net.gate)).klass is ErrorClass.uncertain
    assert net.gateway.sent_invitations("acc").items == ()


def test_disconnected_for_a_while_by_rule(net: Net) -> None:
    person = net.stranger()
    net.sandbox.script("acc", person, accepts_after=timedelta(hours=2))
    net.invite(person)
    net.later(hours=1)
    net.sandbox.fault("disconnected", account="acc", until=net.clock.now() + timedelta(hours=5))
    net.later(hours=4)
    assert net.gateway.account("acc").status == "credentials"
    assert net.gateway.account("basic").status == "ok"
    assert not net.gateway.profile("acc", person).connected  # stale
    assert net.refused(net.stranger(1)).klass is ErrorClass.account_stop
    net.later(hours=1)
    assert net.gateway.account("acc").status == "ok"
    assert net.gateway.profile("acc", person).connected


@pytest.mark.parametrize(
    ("kind", "klass"), [("profile", "person_fail"), ("account", "account_stop"), ("invite", "account_stop")]
)
def test_not_found(net: Net, kind: Kind, klass: str) -> None:
    net.sandbox.fault("not_found", kind=kind)
    calls: dict[str, Callable[[], object]] = {
        "profile": lambda: net.gateway.profile("acc", "x"),
        "account": lambda: net.gateway.account("acc"),
        "invite": lambda: net.invite(net.stranger()),
    }
    assert caught(calls[kind]).klass == klass


def test_notes_that_are_spent_refuse_invitations_with_a_note_only(net: Net) -> None:
    net.sandbox.fault("notes_spent", kind="all")
    first, second = net.stranger(1), net.stranger(2)
    refused = caught(lambda: net.gateway.invite("acc", people.provider_id(first), "Hi", lambda: None))
    assert (refused.klass, refused.type) == ("account_wait", "limit_exceeded")
    net.gateway.invite("acc", people.provider_id(second), None, lambda: None)
    net.gateway.profile("acc", first)
    assert [entry["person"] for entry in net.sandbox.ledger()] == [second]


def test_an_attendee_that_is_not_synced_has_no_chats(net: Net) -> None:
    net.sandbox.fault("not_found", kind="read")
    assert net.gateway.chats_with("acc", people.provider_id("x")).items == ()
    assert caught(lambda: net.gateway.relations("acc")).status == 404


def test_an_empty_list_after_too_many_reads(net: Net) -> None:
    net.invite(net.stranger())
    net.sandbox.fault("empty", kind="read", remaining=1)
    assert net.gateway.sent_invitations("acc").items == ()
    assert len(net.gateway.sent_invitations("acc").items) == 1


def test_the_sent_list_may_leave_the_persons_id_out(net: Net) -> None:
    net.invite(net.stranger())
    net.sandbox.fault("no_attendee", kind="read", remaining=1)
    (entry,) = net.gateway.sent_invitations("acc").items
    assert (entry.provider_id, entry.public_id) == (None, net.stranger())
    assert net.gateway.sent_invitations("acc").items[0].provider_id == people.provider_id(net.stranger())


def test_rules_choose_by_person_time_and_kind(net: Net) -> None:
    net.sandbox.fault("too_many_requests", kind="invite", person=people.provider_id(net.stranger(1)))
    net.sandbox.fault("provider_error", kind="profile", start=net.clock.now() + timedelta(hours=1))
    net.invite(net.stranger(0))
    assert net.refused(net.stranger(1)).type == "too_many_requests"
    net.gateway.profile("acc", "x")
    net.later(hours=1)
    error = caught(lambda: net.gateway.profile("acc", "x"))
    assert (error.klass, error.type) == ("transient", "provider_error")
    net.sandbox.clear_faults()
    net.gateway.profile("acc", "x")


def test_a_rate_repeats(net: Net) -> None:
    net.sandbox.fault("provider_error", kind="profile", rate=0.3)

    def fails(number: int) -> bool:
        try:
            net.gateway.profile("acc", f"p{number}")
        except ProviderError:
            return True
        return False

    assert 30 <= sum(fails(number) for number in range(150)) <= 62


@pytest.mark.parametrize(("what", "kind"), [("nonsense", "all"), ("html", "nonsense")])
def test_an_unknown_rule_is_refused(net: Net, what: str, kind: str) -> None:
    with pytest.raises(UsageError):
        net.sandbox.fault(what, kind=kind)  # type: ignore[arg-type]


def test_a_closed_gate_is_proof_that_nothing_left(net: Net) -> None:
    person = net.friend()
    before = net.sandbox.ledger()
    number = str(net.invite(net.stranger(1)).invitation_id)

    def closed() -> None:
        raise GateClosed("paused")

    calls: tuple[Callable[[], object], ...] = (
        lambda: net.gateway.invite("acc", people.provider_id(net.stranger(2)), None, closed),
        lambda: net.gateway.start_chat("acc", people.provider_id(person), "Hi", closed),
        lambda: net.gateway.send_message("acc", "chat", "Hi", closed),
        lambda: net.gateway.withdraw("acc", number, closed),
    )
    for call in calls:
        with pytest.raises(GateClosed, match="paused"):
            call()
    assert len(net.sandbox.ledger()) == len(before) + 1


def test_a_broken_gate_is_no_provider_error(net: Net) -> None:
    def broken() -> None:
        raise LookupError("a bug of ours")

    with pytest.raises(LookupError):
        net.gateway.invite("acc", people.provider_id("x"), None, broken)
    assert net.sandbox.ledger() == []


def test_the_sent_list_may_lag(net: Net) -> None:
    from core.network.open_gateway import embedded
    from core.network.sandbox import Sandbox

    sandbox = Sandbox(":memory:", 1, durable=False, sent_lag=timedelta(minutes=20))
    gateway = embedded(sandbox, net.clock.now)
    gateway.invite("acc", people.provider_id(net.stranger()), None, net.gate)
    assert gateway.sent_invitations("acc").items == ()
    net.later(minutes=20)
    assert len(gateway.sent_invitations("acc").items) == 1
    gateway.close()
    sandbox.close()


def test_a_rule_about_a_person_meets_messages_in_their_chat(net: Net) -> None:
    one, other = net.friend(1), net.friend(2)
    chats = {}
    for person in (one, other):
        chats[person] = str(net.gateway.start_chat("acc", people.provider_id(person), "Hi", net.gate).chat_id)
    net.sandbox.fault("blocked_recipient", kind="message", person=one)
    assert caught(lambda: net.gateway.send_message("acc", chats[one], "Again", net.gate)).type == "blocked_recipient"
    net.gateway.send_message("acc", chats[other], "Again", net.gate)
