"""The profile of a drawn person: when it is read, and whether it leads to a cancellation or a text to approve."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.engine import runner as engines
from core.engine.context import Context
from core.engine.sending import profile_check
from core.network.gateway import Profile
from core.store.views import agenda
from core.store.views.agenda import Due, Kind
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World


def _next(context: Context) -> Due:
    with context.store.read() as store:
        due = agenda.first(store)
    assert due is not None
    return due


@pytest.fixture
@lived_once
def drawn(world: World) -> str:
    """Draw one of two people for the first run; their profile is not read yet."""
    world.member()
    world.source(2)
    world.campaign(cohort=1)
    world.until("2026-01-06 08:00")
    with world.engine() as context:
        while (due := _next(context)).kind is not Kind.READ:
            world.skip_to(due.at)
            engines.do(context, due, due.at)
    assert outreach(world)[0] == "queued"
    return "people-person-0x"


def read(world: World, **changes: object) -> None:
    """Read the first person's profile as the sandbox returns it, but with these `changes`."""

    def profile(account: str, identifier: str) -> Profile:
        told = world.gateway.profile(account, identifier)
        return replace(told, **changes)  # type: ignore[arg-type]

    with world.engine() as context:
        context.gateway = Stub(world.gateway, profile=profile)
        profile_check.read_due(context, 1, world.now)


def outreach(world: World) -> tuple[str, str | None]:
    (found,) = world.sql("SELECT status, reason FROM outreach WHERE id = 1")
    return found[0], found[1]


def test_somebody_who_can_be_invited_waits_for_approval(world: World, drawn: str) -> None:
    read(world)
    assert outreach(world)[0] == "pending"
    assert drawn in world.sql("SELECT public_id FROM contact WHERE id = 1")[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"connected": True}, "connected", id="a first-degree contact"),
        pytest.param({"pending_invitation": True}, "invited.elsewhere", id="an invitation that is pending"),
    ],
)
def test_somebody_who_cannot_be_invited_is_replaced(
    world: World, drawn: str, changes: dict[str, object], reason: str
) -> None:
    read(world, **changes)
    assert outreach(world) == ("cancelled", reason)
    assert world.sql("SELECT count(*) FROM outreach WHERE status = 'queued'") == [(1,)]
    assert drawn not in world.invited()


def test_a_paused_account_is_read_later(world: World, drawn: str) -> None:
    with world.ws.store.write() as store:
        store.change("UPDATE member SET state = 'disconnected'")
    read(world)
    assert outreach(world)[0] == "queued"
    later = int((world.now + timedelta(minutes=30)).timestamp() * 1_000_000)
    assert world.sql("SELECT read_at FROM outreach WHERE id = 1") == [(later,)]
    assert drawn not in world.invited()


def test_an_address_without_a_person_is_never_read(world: World, drawn: str) -> None:
    with world.ws.store.write() as store:
        store.change("UPDATE identity SET key = 'public:unavailable' WHERE contact_id = 1")
        store.change("UPDATE contact SET public_id = 'unavailable' WHERE id = 1")
    asked: list[str] = []

    def profile(account: str, identifier: str) -> Profile:
        asked.append(identifier)
        return world.gateway.profile(account, identifier)

    with world.engine() as context:
        context.gateway = Stub(world.gateway, profile=profile)
        profile_check.read_due(context, 1, world.now)
    assert (asked, outreach(world)) == ([], ("cancelled", "address.nobody"))
    assert drawn not in world.invited()
