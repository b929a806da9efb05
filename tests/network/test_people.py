"""Accounts and people: everything follows from the identifier and the seed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.network.open_gateway import embedded
from core.network.provider_errors import ProviderError
from core.network.sandbox import Sandbox, people
from tests.network.conftest import START, Net

SLUGS = [
    "thomas-sandoval-ee69af",
    "zoë-müller-12ab",
    "李雷",
    "анна-каренина",
    "👨‍👩‍👧-1",
    "a%b",
    "50%25-off",
    "o'connor-3",
    "semi;colon?x=1#y",
    "member-12345678",
    "x",
]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_identifier_exists_and_its_id_leads_back(net: Net, slug: str) -> None:
    profile = net.gateway.profile("acc", slug)
    assert profile.provider_id.startswith("ACoAA")
    assert net.gateway.profile("acc", profile.provider_id) == profile
    assert net.gateway.profile("acc", profile.public_id) == profile
    assert profile.first_name
    assert profile.headline
    assert profile.distance in ("first", "second", "third", "out")


def test_names_come_from_the_identifier(net: Net) -> None:
    profile = net.gateway.profile("acc", "thomas-sandoval-ee69af")
    assert (profile.first_name, profile.last_name) == ("Thomas", "Sandoval")
    assert net.gateway.profile("acc", "zoë-müller-12ab").first_name == "Zoë"
    assert net.gateway.profile("acc", "李雷").first_name == "李雷"


def test_forms_of_one_identifier_are_one_person(net: Net) -> None:
    forms = ("zoë-müller", "ZOË-Müller", quote("zoë-müller"), "zoe\u0308-mu\u0308ller")
    assert len({net.gateway.profile("acc", form).provider_id for form in forms}) == 1


@given(st.text(min_size=1, max_size=40).filter(lambda s: not s.startswith("ACo")))
def test_ids_are_reversible(slug: str) -> None:
    public = people.public_id(slug)
    again = people.public_id(people.provider_id(public))
    assert people.provider_id(again) == people.provider_id(public)


@pytest.mark.parametrize("identifier", ["", ".", "..", "me", "relations", "a/b"])
def test_what_is_no_identifier_never_reaches_another_route(net: Net, identifier: str) -> None:
    with pytest.raises(ProviderError) as caught:
        net.gateway.profile("acc", identifier)
    assert caught.value.klass == "person_fail"


def test_some_are_contacts_already(net: Net) -> None:
    connected = [n for n in range(2000) if people.connected_before("1", "acc", f"p-{n}0")]
    assert 30 <= len(connected) <= 90
    slug = f"p-{connected[0]}0"
    assert net.gateway.profile("acc", slug).connected
    assert net.refused(slug).klass == "done_already"


def test_accounts_and_their_owner(net: Net) -> None:
    ada, bo = net.gateway.accounts().items
    assert (ada.id, ada.name, ada.status, ada.words, ada.premium) == ("acc", "Ada Wong", "ok", "OK", True)
    assert (bo.id, bo.premium) == ("basic", False)
    own = net.gateway.own_profile("acc")
    assert (own.first_name, own.last_name, own.premium, own.sales_navigator) == ("Ada", "Wong", True, False)
    assert (own.provider_id, own.public_id) == (ada.owner_provider_id, ada.owner_public_id)
    assert net.gateway.account("acc") == ada
    assert not net.gateway.own_profile("basic").premium
    assert net.gateway.profile("acc", own.public_id).provider_id == own.provider_id


def test_any_account_exists_and_shows_once_it_has_written(net: Net) -> None:
    account = net.gateway.account("e54m8LR22bA7G5qsAc8w")
    assert account.status == "ok"
    assert account.premium is not None
    assert len(net.gateway.accounts().items) == 2
    net.gateway.invite(account.id, people.provider_id(net.stranger()), None, net.gate)
    assert len(net.gateway.accounts().items) == 3


@pytest.mark.parametrize("status", ["connecting", "credentials", "permissions", "error", "stopped"])
def test_a_disconnected_account_refuses_writes_and_reads_old_data(net: Net, status: str) -> None:
    person = net.friend()
    invited = net.invite(net.stranger(1))
    second = net.stranger(2)
    net.sandbox.script("acc", second, accepts_after=timedelta(hours=2))
    net.invite(second)
    net.sandbox.configure_account("acc", status=status)
    net.later(days=3)
    account = net.gateway.account("acc")
    assert (account.status, account.words) == (status, status.upper())
    error = net.refused(net.stranger(3))
    assert (error.klass, error.type) == ("account_stop", "disconnected_account")
    with pytest.raises(ProviderError):
        net.gateway.start_chat("acc", people.provider_id(person), "Hi", net.gate)
    with pytest.raises(ProviderError):
        net.gateway.withdraw("acc", str(invited.invitation_id), net.gate)
    assert len(net.gateway.sent_invitations("acc").items) == 2  # one of them has accepted meanwhile
    net.sandbox.configure_account("acc", status="ok")
    assert len(net.gateway.sent_invitations("acc").items) == 1
    assert net.gateway.account("acc").status == "ok"


def test_a_wrong_key_gets_the_real_answer(net: Net) -> None:
    answer = net.sandbox.app.test_client().get("/api/v1/accounts", headers={"X-API-KEY": "other"})
    assert answer.status_code == 401
    expected = {"status": 401, "type": "errors/missing_credentials", "title": "Missing credentials"}
    assert answer.get_json() == expected


def test_the_work_experience_comes_when_asked_for(net: Net) -> None:
    client = net.sandbox.app.test_client()
    path = "/api/v1/users/thomas-sandoval-ee69af?account_id=acc"
    headers = {"X-API-KEY": "sandbox"}
    assert "work_experience" not in client.get(path, headers=headers).get_json()
    body = client.get(path + "&linkedin_sections=*", headers=headers).get_json()
    assert body["work_experience"][0]["current"] is True


def test_an_unknown_route_is_a_provider_error(net: Net) -> None:
    client = net.sandbox.app.test_client()
    for answer in (client.get("/api/v1/posts"), client.put("/api/v1/accounts")):
        assert answer.status_code == 404
        assert answer.get_json()["type"] == "errors/resource_not_found"


def test_the_state_outlives_the_process(tmp_path: Path) -> None:
    person = people.provider_id("thomas-sandoval-ee69af")
    for attempt in range(2):
        sandbox = Sandbox(tmp_path / "s.db", 1)
        gateway = embedded(sandbox, lambda: START)
        if attempt == 0:
            gateway.invite("acc", person, None, lambda: None)
        assert gateway.profile("acc", person).pending_invitation
        assert sandbox.now == START
        gateway.close()
        sandbox.close()
    assert (tmp_path / "s.db").stat().st_mode & 0o777 == 0o600


def test_the_time_never_goes_back(net: Net) -> None:
    net.invite(net.stranger())
    client = net.sandbox.app.test_client()
    headers = {"X-API-KEY": "sandbox", "X-Sandbox-Now": "2020-01-01T00:00:00+00:00"}
    client.get("/api/v1/accounts", headers=headers)
    assert net.sandbox.now == START
    headers["X-Sandbox-Now"] = "yesterday"
    assert client.get("/api/v1/accounts", headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("plan", "premium", "navigator"), [("basic", 0, 0), ("premium", 1, 0), ("sales-navigator", 1, 1)]
)
def test_plans(net: Net, plan: str, premium: bool, navigator: bool) -> None:
    net.sandbox.configure_account("acc", plan=plan)
    own = net.gateway.own_profile("acc")
    assert (own.premium, own.sales_navigator) == (bool(premium), bool(navigator))
    assert net.gateway.account("acc").premium is bool(premium)


@pytest.mark.parametrize("wrong", [{"plan": "gold"}, {"status": "away"}])
def test_an_account_of_no_known_plan_or_status(net: Net, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        net.sandbox.configure_account("acc", **wrong)  # type: ignore[arg-type]
