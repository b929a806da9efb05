"""The bodies of docs/provider.md, both ways: the client reads them, and the sandbox answers in their shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from core.network.gateway import (
    Account,
    Chat,
    Found,
    Gateway,
    Invited,
    Message,
    MessageSent,
    OwnProfile,
    Page,
    Profile,
    Relation,
    Search,
    SentInvitation,
)
from core.network.sandbox import people
from core.network.sandbox.answers import STATUS, refusal
from core.network.unipile.client import UnipileClient
from tests.network import error_examples, examples
from tests.network.conftest import Net, open_gate
from tests.network.error_examples import Refused
from tests.network.examples import ANA, Example

AT = datetime(2026, 7, 1, 10, 11, 12, tzinfo=UTC)
SOURCE = re.compile(r"docs/provider\.md#[a-z-]+(, .*(U-|LIVE|FIELD|1src|INF)|$)")

CALLS: dict[str, Callable[[Gateway], object]] = {
    "invite": lambda g: g.invite("a", ANA, "Hello", open_gate),
    "withdraw": lambda g: g.withdraw("a", "7449262477600571392", open_gate),
    "sent_invitations": lambda g: g.sent_invitations("a"),
    "relations": lambda g: g.relations("a"),
    "profile": lambda g: g.profile("a", "jane-doe"),
    "own_profile": lambda g: g.own_profile("a"),
    "start_chat": lambda g: g.start_chat("a", ANA, "Hi", open_gate),
    "send_message": lambda g: g.send_message("a", "c-1", "Hi", open_gate),
    "chats": lambda g: g.chats("a"),
    "messages": lambda g: g.messages("c-1"),
    "accounts": lambda g: g.accounts(),
    "account": lambda g: g.account("a"),
    "sign_in_link": lambda g: g.sign_in_link("Jane", AT),
    "search": lambda g: g.search("a", Search(keywords="cto")),
}
JANE = Account("a", "Jane Doe", "ok", "OK", ANA, "jane", premium=False)
READ: dict[str, object] = {
    "invite": Invited("7449262477600571392", 75),
    "withdraw": None,
    "sent_invitations": Page((SentInvitation("7449262477600571392", ANA, "jane-doe", "Jane Doe", AT, None),), None),
    "relations": Page(
        (Relation(ANA, "jane-doe", "Jane", "Doe", datetime(2025, 7, 10, 12, 0, tzinfo=UTC)),),
        "eyJsaW1pdCI6MTAwLCJzdGFydEluZGV4IjoxMDB9",
    ),
    "profile": Profile(
        ANA,
        "jane-doe",
        "Jane",
        "Doe",
        "CTO",
        "Paris",
        "Acme",
        "CTO",
        "second",
        connected=False,
        pending_invitation=True,
    ),
    "own_profile": OwnProfile(ANA, "jane-doe", "Jane", "Doe", premium=True, sales_navigator=False),
    "start_chat": MessageSent("c-1", "m-1"),
    "send_message": MessageSent("c-1", "m-1"),
    "chats": Page((Chat("c-1", ANA, AT),), None),
    "messages": Page((Message("m-1", "c-1", "Hi", AT, True, "MESSAGE", ANA),), None),
    "accounts": Page((JANE,), None),
    "account": JANE,
    "sign_in_link": "https://account.example.com/abc",
    "search": Page((Found(ANA, "jane-doe", "Jane", "Doe", "CTO", "Paris", "Acme", "CTO"),), "…"),
}


@pytest.mark.parametrize("said", [*examples.ANSWERS, *error_examples.REFUSALS], ids=str)
def test_every_example_says_where_it_comes_from(said: Example | Refused) -> None:
    assert SOURCE.match(said.source)


@pytest.mark.parametrize("said", examples.ANSWERS, ids=str)
def test_the_client_reads_the_documented_body(said: Example) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(said.status, json=said.body))
    client = UnipileClient("https://api1.unipile.com:13111", "key", transport)
    try:
        assert CALLS[said.call](client) == READ[said.call]
    finally:
        client.close()


@pytest.mark.parametrize("said", examples.ANSWERS, ids=str)
def test_the_sandbox_answers_in_the_documented_shape(net: Net, said: Example) -> None:
    status, body = Shown(net).answer(said.call)
    assert status == said.status
    assert list(_strange(said.body, body, said.optional, "body")) == []


@pytest.mark.parametrize("said", error_examples.QUOTED, ids=str)
def test_the_sandbox_refuses_in_the_documented_words(said: Refused) -> None:
    status, body = refusal(said.type, said.detail)
    assert (status, body if said.detail else {**body, "detail": None}) == (
        said.status,
        said.body if said.detail else {**said.body, "detail": None},
    )


def test_the_sandbox_knows_every_type() -> None:
    documented = {said.type for said in error_examples.NAMED} - {"limit_too_high", "comments_disabled"}
    assert documented <= set(STATUS)


def _strange(documented: Any, given: Any, optional: frozenset[str], where: str) -> Iterator[str]:
    """Yield the undocumented and the missing fields of an answer; a null value fits any type."""
    if documented is None or given is None:
        return
    if type(documented) is not type(given):
        yield f"{where} is a {type(given).__name__}"
    elif isinstance(documented, dict):
        yield from (f"{where}.{name} is not documented" for name in given.keys() - documented.keys())
        yield from (f"{where}.{name} is missing" for name in documented.keys() - given.keys() - optional)
        for name in sorted(documented.keys() & given.keys()):
            yield from _strange(documented[name], given[name], optional, f"{where}.{name}")
    elif isinstance(documented, list) and documented and where.endswith("items") and not given:
        yield f"{where} is empty"
    elif isinstance(documented, list) and documented:
        for number, item in enumerate(given):
            yield from _strange(documented[0], item, optional, f"{where}[{number}]")


class Shown:
    """A sandbox in which one person accepted and another did not, and its raw answers."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self._friend = people.provider_id(net.friend(0, "Shall we connect?"))
        self._pending = people.provider_id(net.stranger(1))
        self._number = str(net.invite(net.stranger(1)).invitation_id)
        self._chat = net.gateway.chats("acc").items[0].id
        net.later(hours=2)

    def answer(self, call: str) -> tuple[int, Any]:
        """Return status and body of one call."""
        return self._ways()[call]()

    def _ways(self) -> dict[str, Callable[[], tuple[int, Any]]]:
        raw = self._net.raw
        form = {"account_id": "acc", "text": "Hi"}
        new = {"account_id": "acc", "provider_id": people.provider_id(self._net.stranger(2))}
        expires = "2026-07-07T09:00:00.000Z"
        link = {"type": "create", "providers": ["LINKEDIN"], "api_url": "https://x", "expiresOn": expires}
        search = {"api": "classic", "category": "people", "keywords": "cto"}
        return {
            "invite": lambda: raw("POST", "/users/invite", json=new),
            "withdraw": lambda: raw("DELETE", f"/users/invite/sent/{self._number}?account_id=acc"),
            "sent_invitations": lambda: raw("GET", "/users/invite/sent?account_id=acc"),
            "relations": lambda: raw("GET", "/users/relations?account_id=acc"),
            "profile": lambda: raw("GET", f"/users/{self._pending}?account_id=acc&linkedin_sections=*"),
            "own_profile": lambda: raw("GET", "/users/me?account_id=acc"),
            "start_chat": lambda: raw("POST", "/chats", form={**form, "attendees_ids": self._friend}),
            "send_message": lambda: raw("POST", f"/chats/{self._chat}/messages", form=form),
            "chats": lambda: raw("GET", "/chats?account_id=acc"),
            "messages": lambda: raw("GET", f"/chats/{self._chat}/messages"),
            "accounts": lambda: raw("GET", "/accounts"),
            "account": lambda: raw("GET", "/accounts/acc"),
            "sign_in_link": lambda: raw("POST", "/hosted/accounts/link", json=link),
            "search": lambda: raw("POST", "/linkedin/search?account_id=acc", json=search),
        }
