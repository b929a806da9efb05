"""Connecting by a sign-in link: a new account, its owner, and an account that is connected again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.clock import SteppedClock
from core.errors import NotFoundError, RefusedError, TryAgainError, UnreachableError
from core.services.members import connect, members
from core.services.members.member_view import list_members
from core.views.accounts_view import AccountMember, Attempt, ProviderAccount
from core.views.members_view import Member
from tests.support.draft import draft
from tests.support.world import World, at


@pytest.fixture(autouse=True)
def waits(world: World, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let each real wait pass in the world's time, and return the waits in seconds."""
    seen: list[float] = []

    def pause(seconds: float) -> None:
        seen.append(seconds)
        clock = world.ws.clock
        assert isinstance(clock, SteppedClock)
        clock.move_by(timedelta(seconds=seconds))

    monkeypatch.setattr(connect, "pause", pause)
    return seen


def begun(world: World, name: str, public_id: str | None = None) -> Attempt:
    found = connect.begin(world.ws, world.gateway, name, public_id)
    assert isinstance(found, Attempt)
    return found


def listed(world: World) -> dict[str, ProviderAccount]:
    return {account.id: account for account in connect.accounts(world.ws, world.gateway)}


def test_a_new_account_becomes_a_member(world: World, waits: list[float]) -> None:
    attempt = begun(world, "Dora Maar")
    assert attempt.url.startswith("https://")
    assert attempt.expires - world.now == timedelta(hours=1)
    assert listed(world) == {}  # nobody has signed in yet
    member = connect.wait(world.ws, world.gateway, attempt, 600)
    assert waits == [5.0] * 4
    (account,) = listed(world).values()
    assert (member.name, member.account) == ("Dora Maar", account.id)
    assert account.member == AccountMember(member.id, "Dora Maar")
    assert (member.plan == "premium") is account.premium
    # It is a member like any other: looked at by the engine before anything is sent.
    assert not member.checked
    world.until(world.now + timedelta(hours=1))
    assert list_members(world.ws)[0].checked


def test_nobody_signs_in(world: World, waits: list[float]) -> None:
    world.sandbox.sign_in_takes(None)
    with pytest.raises(TryAgainError, match="No account of Dora Maar is connected yet") as caught:
        connect.wait(world.ws, world.gateway, begun(world, "Dora Maar"), 60)
    assert (caught.value.exit_code, len(waits)) == (75, 12)
    assert list_members(world.ws) == []


def test_an_account_that_is_there_already_needs_no_link(world: World) -> None:
    world.sandbox.configure_account("acc-ada", name="Ada Wong", premium=True)
    found = connect.begin(world.ws, world.gateway, "ada  WONG")
    assert isinstance(found, Member)
    assert (found.account, found.plan) == ("acc-ada", "premium")
    again = connect.begin(world.ws, world.gateway, found.name)
    assert isinstance(again, Member)
    assert again.id == found.id


def test_two_of_one_name_are_told_apart_by_their_address(world: World) -> None:
    world.sandbox.configure_account("acc-1", name="Ada Wong")
    world.sandbox.configure_account("acc-2", name="Ada Wong")
    with pytest.raises(NotFoundError, match="2 accounts at the provider may be Ada Wong's: acc-1, acc-2"):
        connect.begin(world.ws, world.gateway, "Ada Wong")
    public_id = listed(world)["acc-2"].public_id
    found = connect.begin(world.ws, world.gateway, "Ada Wong", public_id)
    assert isinstance(found, Member)
    assert found.account == "acc-2"


def test_somebody_else_signs_in(world: World) -> None:
    # The sign-in page is open to whoever has the link: an account of another name is never taken silently.
    world.sandbox.sign_in_takes(None)
    attempt = begun(world, "Dora Maar")
    world.sandbox.configure_account("acc-x", name="Max Power")
    with pytest.raises(RefusedError, match="“Max Power” was connected, which is not the name Dora Maar") as caught:
        connect.connected(world.ws, world.gateway, attempt)
    assert "--account acc-x" in caught.value.text
    assert list_members(world.ws) == []


def test_an_account_of_a_member_is_never_taken_twice(world: World) -> None:
    world.member()
    world.sandbox.configure_account("acc-old", name="Ada Wong")
    found = connect.begin(world.ws, world.gateway, "Ada Wong")
    assert isinstance(found, Member)
    assert found.account == "acc-ada"


def test_an_archived_member_is_not_connected(world: World) -> None:
    members.archive(world.ws, world.member())
    with pytest.raises(RefusedError, match="archived"):
        connect.begin(world.ws, world.gateway, "1")


@pytest.mark.parametrize(
    ("status", "state", "step"),
    [
        ("credentials", "disconnected", "`overture member connect` for Ada Wong.*LinkedIn asks to sign in again"),
        ("permissions", "disconnected", "not every permission was given"),
        ("error", "disconnected", "restart the account in the provider's dashboard"),
        ("stopped", "disconnected", "restart the account in the provider's dashboard"),
        ("connecting", "connecting", "Nothing to do: sending resumes by itself"),
    ],
)
def test_a_status_that_drops_and_comes_back(world: World, status: str, state: str, step: str) -> None:
    world.member()
    people = world.source(12)
    campaign = world.campaign(draft(cohort=6))
    world.until("2026-01-05 22:00")
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 02:00")
    world.sandbox.configure_account("acc-ada", status=status)
    world.until("2026-01-07 10:29")
    assert world.invited() == []  # nothing is sent meanwhile
    assert list_members(world.ws)[0].state == state
    problem = next(p for p in world.view(campaign).summary.health.problems if p.code == f"sender.{state}")
    assert re.search(step, problem.action)
    assert problem.words == status.upper()
    assert world.view(campaign).summary.health.state == ("errors" if state == "connecting" else "stopped")
    world.sandbox.configure_account("acc-ada", status="ok")
    world.until("2026-01-07 12:00")  # the engine notices it within half an hour
    assert list_members(world.ws)[0].state == "ok"
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


def test_connecting_again(world: World, waits: list[float]) -> None:
    ident = world.member()
    world.until("2026-01-05 12:00")
    world.sandbox.configure_account("acc-ada", status="credentials")
    world.until("2026-01-05 20:00")
    assert list_members(world.ws)[0].state == "disconnected"
    attempt = begun(world, "Ada Wong")
    assert (attempt.member, attempt.account) == (int(ident), "acc-ada")
    member = connect.wait(world.ws, world.gateway, attempt, 600)
    assert (member.id, len(waits)) == (int(ident), 4)
    world.until(world.now + timedelta(seconds=1))  # the engine looks at once
    assert list_members(world.ws)[0].state == "ok"
    # If the session is lost again, the account is off again.
    world.sandbox.configure_account("acc-ada", status="credentials")
    assert listed(world)["acc-ada"].status == "credentials"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("missing_credentials", "refuses the API key"),
        ("html", "no usable answer: HTTP 502 without JSON: a web page came"),
    ],
)
def test_without_a_usable_answer(world: World, what: str, words: str) -> None:
    world.sandbox.fault(what)
    asks: list[Callable[[], object]] = [
        lambda: connect.accounts(world.ws, world.gateway),
        lambda: connect.begin(world.ws, world.gateway, "Dora Maar"),
    ]
    for ask in asks:
        with pytest.raises(UnreachableError, match=words) as caught:
            ask()
        assert caught.value.exit_code == 6


def test_the_plan_follows_the_account(world: World) -> None:
    world.member(plan="premium")
    world.member("Ben Ito", "acc-ben", plan="sales-navigator")
    world.until("2026-01-05 23:00")
    world.sandbox.configure_account("acc-ada", premium=False)
    world.until(at("2026-01-06 12:00"))
    plans = {view.name: view.plan for view in list_members(world.ws)}
    assert plans == {"Ada Wong": "basic", "Ben Ito": "sales-navigator"}
    world.sandbox.configure_account("acc-ada", premium=True)
    world.until("2026-01-07 12:00")
    assert list_members(world.ws)[0].plan == "premium"
    world.check()


# -- an account that was removed and connected anew


def anew(world: World) -> None:
    """Remove the account, as in the provider's dashboard, and connect it again."""
    world.sandbox.configure_account("acc-ada", status="removed")
    world.sandbox.configure_account("acc-new", same_owner_as="acc-ada")


def test_an_account_connected_anew_goes_to_its_member(world: World) -> None:
    ada = world.member()
    world.until(world.now + timedelta(hours=1))
    anew(world)
    found = connect.begin(world.ws, world.gateway, "Ada Wong")
    assert isinstance(found, Member)
    assert (found.id, found.account, found.checked) == (int(ada), "acc-new", False)
    world.until(world.now + timedelta(hours=1))
    (view,) = list_members(world.ws)
    assert (view.state, view.checked) == ("ok", True)


def test_a_removed_account_gets_a_link_for_a_new_one(world: World, waits: list[float]) -> None:
    ada = world.member()
    world.until(world.now + timedelta(hours=1))
    world.sandbox.configure_account("acc-ada", status="removed")
    attempt = begun(world, "Ada Wong")
    assert (attempt.member, attempt.account) == (int(ada), None)
    anew(world)
    found = connect.wait(world.ws, world.gateway, attempt, 60)
    assert (found.id, found.account) == (int(ada), "acc-new")
    assert len(waits) == 1
    assert len(list_members(world.ws)) == 1


def test_somebody_else_does_not_become_the_member(world: World) -> None:
    world.member()
    world.until(world.now + timedelta(hours=1))
    world.sandbox.configure_account("acc-ada", status="removed")
    world.sandbox.sign_in_takes(None)
    attempt = begun(world, "Ada Wong")
    world.sandbox.configure_account("acc-x", name="Ada Wong")  # of the same name, and another person
    with pytest.raises(RefusedError, match="not Ada Wong's on LinkedIn") as caught:
        connect.connected(world.ws, world.gateway, attempt)
    assert caught.value.code == "account.other"
    assert list_members(world.ws)[0].account == "acc-ada"


def test_connecting_under_another_name_finds_the_member_of_the_owner(world: World) -> None:
    ada = world.member()
    world.until(world.now + timedelta(hours=1))
    anew(world)
    found = connect.begin(world.ws, world.gateway, "Ada")  # no member has this name; the account belongs to Ada Wong
    assert isinstance(found, Member)
    assert (found.id, found.account) == (int(ada), "acc-new")
    assert len(list_members(world.ws)) == 1


def test_the_link_alone_brings_a_removed_account_back(world: World) -> None:
    ada = world.member()
    world.until(world.now + timedelta(hours=1))
    world.sandbox.configure_account("acc-ada", status="removed")
    found = connect.wait(world.ws, world.gateway, begun(world, "Ada Wong"), 60)
    assert found.id == int(ada)
    assert found.account.startswith("hosted-")
    world.until(world.now + timedelta(hours=1))
    (view,) = list_members(world.ws)
    assert (view.state, view.problem, view.checked) == ("ok", None, True)
