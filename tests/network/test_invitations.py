"""Invitations against the in-process sandbox through the real client: docs/provider.md#invitations as examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.network.provider_errors import ProviderError
from core.network.sandbox import people
from tests.network.conftest import START, Net


def test_invite_is_listed_and_seen_on_the_profile(net: Net) -> None:
    person = net.stranger()
    assert not net.gateway.profile("acc", person).pending_invitation
    invited = net.invite(person, "Hello Ängström 👋")
    (sent,) = net.gateway.sent_invitations("acc").items
    assert (sent.id, sent.public_id, sent.text) == (invited.invitation_id, person, "Hello Ängström 👋")
    assert sent.provider_id == people.provider_id(person)
    assert sent.name == "Stranger Number"
    profile = net.gateway.profile("acc", person)
    assert profile.pending_invitation
    assert not profile.connected
    assert net.gates == 1
    assert net.sandbox.ledger() == [
        {"at": START, "account": "acc", "person": person, "kind": "invite", "text": "Hello Ängström 👋"}
    ]


def test_invite_without_a_note(net: Net) -> None:
    net.invite(net.stranger())
    assert net.gateway.sent_invitations("acc").items[0].text is None
    assert net.sandbox.ledger()[0]["text"] is None


def test_pending_again_and_by_another_account(net: Net) -> None:
    person = net.stranger()
    net.invite(person)
    error = net.refused(person)
    assert (error.klass, error.type) == ("person_wait", "already_invited_recently")
    net.invite(person, account="basic")
    assert len(net.sandbox.ledger()) == 2


def test_withdraw_then_wait_three_weeks(net: Net) -> None:
    person = net.stranger()
    invited = net.invite(person)
    net.gateway.withdraw("acc", str(invited.invitation_id), net.gate)
    assert net.gateway.sent_invitations("acc").items == ()
    assert not net.gateway.profile("acc", person).pending_invitation
    net.later(days=20, hours=23)
    assert net.refused(person).klass == "person_wait"
    net.later(hours=1)
    again = net.invite(person)
    assert again.invitation_id != invited.invitation_id
    assert [line["kind"] for line in net.sandbox.ledger()] == ["invite", "withdraw", "invite"]


@pytest.mark.parametrize("wrong", ["7449262477600571392", "none", "99999999999999999999999"])
def test_withdraw_what_is_not_there(net: Net, wrong: str) -> None:
    with pytest.raises(ProviderError) as caught:
        net.gateway.withdraw("acc", wrong, net.gate)
    assert caught.value.status in (400, 404)


def test_an_accepted_invitation_cannot_be_withdrawn(net: Net) -> None:
    person = net.stranger()
    net.sandbox.script("acc", person, accepts_after=timedelta(hours=1))
    invited = net.invite(person)
    net.later(hours=1)
    with pytest.raises(ProviderError) as caught:
        net.gateway.withdraw("acc", str(invited.invitation_id), net.gate)
    assert caught.value.status == 404


def test_withdrawn_in_time_nobody_accepts(net: Net) -> None:
    person = net.stranger()
    net.sandbox.script("acc", person, accepts_after=timedelta(hours=1))
    net.gateway.withdraw("acc", str(net.invite(person, "Hello").invitation_id), net.gate)
    net.later(days=2)
    assert not net.gateway.profile("acc", person).connected
    assert net.gateway.chats("acc").items == ()
    assert net.gateway.relations("acc").items == ()


def test_acceptance_shows_on_the_profile_then_in_the_lists(net: Net) -> None:
    person = net.stranger()
    net.sandbox.script("acc", person, accepts_after=timedelta(hours=1))
    net.invite(person)
    net.later(minutes=59)
    assert net.gateway.profile("acc", person).distance != "first"
    net.later(minutes=1)
    profile = net.gateway.profile("acc", person)
    assert (profile.distance, profile.connected, profile.pending_invitation) == ("first", True, False)
    assert net.gateway.sent_invitations("acc").items == ()
    net.later(hours=1)
    (relation,) = net.gateway.relations("acc").items
    assert (relation.public_id, relation.connected_at) == (person, START + timedelta(hours=1))
    assert net.refused(person).type == "already_connected"


@pytest.mark.parametrize(
    ("account", "length", "fits"),
    [("acc", 300, True), ("acc", 301, False), ("basic", 200, True), ("basic", 201, False)],
)
def test_note_length_by_plan(net: Net, account: str, length: int, fits: bool) -> None:
    person = net.stranger()
    if fits:
        net.invite(person, "é" * length, account)
    else:
        error = net.refused(person, "é" * length, account)
        assert (error.klass, error.type, error.status) == ("content_fail", "too_many_characters", 400)


def test_five_notes_a_calendar_month_on_a_basic_plan(net: Net) -> None:
    for number in range(5):
        net.invite(net.stranger(number), "Hello", "basic")
    assert net.refused(net.stranger(5), "Hello", "basic").klass == "account_wait"
    net.invite(net.stranger(6), None, "basic")
    net.clock.move_to(datetime(2026, 8, 1, tzinfo=UTC))
    net.invite(net.stranger(5), "Hello", "basic")


def test_weekly_limit_with_its_warnings(net: Net) -> None:
    net.sandbox.configure_account("acc", weekly_limit=20)
    usage = [net.invite(net.stranger(number)).usage for number in range(20)]
    assert {n + 1: u for n, u in enumerate(usage) if u is not None} == {10: 50, 15: 75, 18: 90, 19: 95}
    error = net.refused(net.stranger(20))
    assert (error.klass, error.type) == ("account_wait", "cannot_resend_yet")
    net.later(days=7)
    net.invite(net.stranger(20))


def test_usage_over_the_usual_limit(net: Net) -> None:
    usage = {n: net.invite(net.stranger(n)).usage for n in range(1, 201)}
    assert {n: u for n, u in usage.items() if u} == {100: 50, 150: 75, 180: 90, 190: 95}
    assert net.refused(net.stranger(201)).klass == "account_wait"


@pytest.mark.parametrize("wrong", ["thomas-sandoval-ee69af", "ACwAAsales", "AEMrecruiter"])
def test_only_a_classic_id_can_be_invited(net: Net, wrong: str) -> None:
    with pytest.raises(ProviderError) as caught:
        net.gateway.invite("acc", wrong, None, net.gate)
    assert (caught.value.klass, caught.value.type) == ("person_fail", "invalid_recipient")


def test_nobody_invites_themselves(net: Net) -> None:
    own = net.gateway.own_profile("acc")
    assert net.refused(own.public_id).klass == "person_fail"


def test_a_real_id_is_kept_as_it_is(net: Net) -> None:
    real = "ACoAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E"
    net.gateway.invite("acc", real, None, net.gate)
    (sent,) = net.gateway.sent_invitations("acc").items
    assert sent.provider_id == real
    profile = net.gateway.profile("acc", str(sent.public_id))
    assert (profile.provider_id, profile.pending_invitation) == (real, True)


def test_sent_list_is_paged_newest_first(net: Net) -> None:
    for number in range(25):
        net.invite(net.stranger(number))
        net.later(minutes=3)
    found, cursor = [], None
    for _ in range(3):
        page = net.gateway.sent_invitations("acc", cursor, limit=10)
        found += [item.public_id for item in page.items]
        cursor = page.cursor
    assert cursor is None
    assert found == [net.stranger(number) for number in reversed(range(25))]


def test_relations_are_paged_newest_first(net: Net) -> None:
    for number in range(12):
        net.friend(number)
    net.later(hours=2)
    first = net.gateway.relations("acc", limit=10)
    assert first.cursor == "eyJsaW1pdCI6MTAsInN0YXJ0SW5kZXgiOjEwfQ"
    second = net.gateway.relations("acc", first.cursor, limit=10)
    times = [relation.connected_at for relation in first.items + second.items]
    assert len(times) == 12
    assert times == sorted(times, reverse=True)


def test_limits_of_a_page(net: Net) -> None:
    for limit in (0, 101):
        with pytest.raises(ProviderError) as caught:
            net.gateway.sent_invitations("acc", limit=limit)
        assert caught.value.status in (400, 422)
    with pytest.raises(ProviderError) as caught:
        net.gateway.sent_invitations("acc", "not a cursor")
    assert caught.value.status == 400


def test_an_invitation_expires_after_six_months(net: Net) -> None:
    person = net.stranger()
    net.invite(person)
    net.later(days=179)
    assert len(net.gateway.sent_invitations("acc").items) == 1
    net.later(days=1)
    assert net.gateway.sent_invitations("acc").items == ()
    assert not net.gateway.profile("acc", person).pending_invitation
    net.invite(person)


@pytest.mark.parametrize(("days", "coarse"), [(0, 0), (1, 1), (6, 6), (13, 7), (20, 14), (45, 30), (70, 60)])
def test_the_date_of_the_list_is_coarse(net: Net, days: int, coarse: int) -> None:
    net.invite(net.stranger())
    net.later(days=days, hours=3)
    at = net.gateway.sent_invitations("acc").items[0].at
    assert at == net.clock.now() - timedelta(days=coarse)
