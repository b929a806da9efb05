"""`doctor --provider`: working parts, faults and their remedies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.cli.to_json import checks_json as to_json
from core.clock import real_now
from core.config import Config, ProviderConfig
from core.network.gateway import Account, Page
from core.services.provider import check as provider_check
from core.views.checks_view import Check
from tests.support.stub import Stub
from tests.support.world import World


def told(world: World) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in provider_check.checks(world.ws, world.gateway):
        assert set(to_json.check(check)) == {"name", "ok", "text", "action"}
        assert check.ok == (not check.action)
        found.setdefault(check.name, []).append(check)
    return found


def test_all_is_well(world: World) -> None:
    world.member()
    world.until("2026-01-05 12:00")
    found = told(world)
    assert all(check.ok for checks in found.values() for check in checks)
    assert "Ada Wong (acc-ada): OK; belongs to Ada Wong." in [check.text for check in found["provider.account"]]
    (limits,) = found["provider.limits"]
    assert limits.text.startswith("Ada Wong: 0 of 100 invitations in 7 days; today 0 of 80 profiles and ")
    reads = [check.text.split(" of ")[0] for check in found["provider.read"]]
    assert reads == [
        "The account",
        "The own profile",
        "The profile",
        "The sent invitations",
        "The relations",
        "The chats",
        "The messages",
    ]
    assert world.ledger() == []  # nothing was written
    (again,) = told(world)["provider.limits"]
    assert "1 of 80 profiles" in again.text  # its own reads count


def test_nobody_is_connected(world: World) -> None:
    found = told(world)
    assert [check.action for check in found["provider.account"]] == [provider_check.CONNECT]
    assert not found["provider.reads"][0].ok


def test_an_account_that_dropped(world: World) -> None:
    world.member()
    world.sandbox.configure_account("acc-ada", status="credentials")
    (account,) = told(world)["provider.account"]
    assert account.text == "Ada Wong (acc-ada): CREDENTIALS; belongs to Ada Wong."
    assert account.action.startswith("Run `overture member connect` for Ada Wong")


@pytest.mark.parametrize(
    ("what", "name", "words"),
    [
        ("missing_credentials", "provider.key", "The provider refuses the API key: Missing credentials"),
        ("html", "provider.address", "No usable answer: HTTP 502 without JSON"),
        ("timeout_before", "provider.address", "No usable answer:"),
    ],
)
def test_what_must_work_first(world: World, what: str, name: str, words: str) -> None:
    world.member()
    world.sandbox.fault(what)
    (check,) = provider_check.checks(world.ws, world.gateway)
    assert (check.name, check.ok) == (name, False)
    assert check.text.startswith(words)


def test_one_read_that_fails_is_named(world: World) -> None:
    world.member()
    world.sandbox.fault("feature_not_subscribed", kind="profile")
    reads = told(world)["provider.read"]
    assert [check.ok for check in reads] == [True, True, False, True, True, True, True]
    assert "The profile of acc-ada could not be read" in reads[2].text


@pytest.mark.parametrize(("seconds", "well"), [(5, True), (-5, True), (300, False), (-300, False)])
def test_the_clocks_of_two_machines(world: World, seconds: int, well: bool) -> None:
    class Told(Stub):
        answered_at = real_now() + timedelta(seconds=seconds)

    world.ws.config = Config(provider=ProviderConfig("unipile", base_url="https://api1.unipile.com"))
    stamp = world.ws.stamp
    world.ws.stamp = type(stamp)(**{**vars(stamp), "network": ("unipile", "https://api1.unipile.com")})
    world.gateway = Told(world.gateway)
    (clock,) = told(world)["provider.clock"]
    assert clock.ok is well


def test_an_account_that_is_not_listed_is_asked_for_itself(world: World) -> None:
    class Unlisted(Stub):
        def accounts(self, cursor: str | None = None) -> Page[Account]:
            return Page((), None)

    world.member()
    world.gateway = Unlisted(world.gateway)
    (there,) = told(world)["provider.account"]
    assert there.text == "Ada Wong (acc-ada): OK; belongs to Ada Wong."
    world.sandbox.fault("not_found", kind="account")
    (gone,) = told(world)["provider.account"]
    assert gone.text == "The account of Ada Wong, acc-ada, is not at the provider."
    world.sandbox.clear_faults()
    world.sandbox.fault("provider_error", kind="account")
    (unread,) = told(world)["provider.account"]
    assert unread.text.startswith("The account of Ada Wong could not be read: Provider error")
