"""The door behind the answers: the engine runs three days on them; texts shown, approved and sent must be the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.config import ClockConfig, Config
from core.network.open_gateway import SANDBOX_KEY
from core.network.sandbox.inprocess import InProcess
from core.network.unipile.client import UnipileClient
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.text import clean
from tests.fuzz import hostile
from tests.fuzz.answers import TOKENS
from tests.fuzz.command import CONFIG, overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_store, check_text, holds
from tests.support.world import PARIS, SEED, START, World, at

PATHS = (
    "/users/me",
    "/users/[^/]+$",
    "/users/invite/sent",
    "/users/relations",
    "/chats$",
    "/chats/[^/]+/messages",
    "/chat_attendees/",
    "/accounts",
    "/users/invite$",
)
"""Calls whose answers are spoilt, by the end of their address."""
FIELDS = (
    "first_name",
    "last_name",
    "headline",
    "location",
    "public_identifier",
    "provider_id",
    "network_distance",
    "is_relationship",
    "invitation",
    "work_experience",
    "company",
    "position",
    "current",
    "id",
    "invited_user_id",
    "invited_user_public_id",
    "invited_user",
    "parsed_datetime",
    "invitation_text",
    "member_id",
    "created_at",
    "attendee_provider_id",
    "timestamp",
    "type",
    "text",
    "sender_id",
    "is_sender",
    "message_type",
    "items",
    "cursor",
    "status",
    "sources",
    "name",
    "connection_params",
    "premium",
    "object",
    "usage",
    "chat_id",
)
VARIABLES = (
    "first_name",
    "last_name",
    "name",
    "company",
    "position",
    "location",
    "headline",
    "custom.x",
    "sender_first_name",
)


@dataclass(frozen=True)
class Journey:
    """Changes of some fields of some answers, as JSON; the text of a campaign; a cell of its contact file."""

    paths: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    text: str = "Hi {{ first_name }} of {{ location or company or 'x' }}: {{ headline or position or 'y' }}"
    cell: str = "y"


class Spoiling(httpx.BaseTransport):
    """The sandbox, with some answers about one account changed."""

    def __init__(self, inner: httpx.BaseTransport, case: Journey) -> None:
        self._inner = inner
        self._paths = [re.compile(path) for path in case.paths]
        self._fields = dict(case.fields)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        about = "acc-ben" not in str(request.url) and b"acc-ben" not in request.content
        if not about or not any(path.search(request.url.path) for path in self._paths):
            return response
        body = json.loads(response.read())
        marks: list[str] = []
        text = json.dumps(self._spoilt(body, marks))
        for number, token in enumerate(marks):
            text = text.replace(f'"@@{number}@@"', token)
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        return httpx.Response(response.status_code, headers=headers, content=text.encode())

    def _spoilt(self, value: Any, marks: list[str]) -> Any:
        if isinstance(value, list):
            return [self._spoilt(inner, marks) for inner in value]
        if not isinstance(value, dict):
            return value
        return {name: self._field(name, inner, marks) for name, inner in value.items()}

    def _field(self, name: str, value: Any, marks: list[str]) -> Any:
        if name not in self._fields:
            return self._spoilt(value, marks)
        marks.append(self._fields[name])
        return f"@@{len(marks) - 1}@@"


@st.composite
def journeys(draw: DrawFn) -> Journey:
    paths = draw(st.lists(st.sampled_from(PATHS), max_size=3, unique=True))
    token = st.sampled_from(TOKENS) | hostile.words(halves=True).map(json.dumps)
    fields = draw(st.dictionaries(st.sampled_from(FIELDS), token, max_size=4))
    text = Journey((), ()).text
    if draw(st.booleans()):
        named = draw(st.lists(st.sampled_from(VARIABLES), min_size=1, max_size=3))
        text = "Hi " + " ".join(f"{{{{ {name} or 'x' }}}}" for name in named)
    return Journey(
        tuple(paths), tuple(fields.items()), text, draw(st.just("y") | hostile.words(long=False)).replace("\0", "")
    )


def _world(folder: Path, start: datetime) -> World:
    config = Config(clock=ClockConfig(START), time_zone=PARIS, seed=SEED)
    return World(
        folder, config, start=start, relation_lag=at("2026-01-05 01:00") - at("2026-01-05 00:00"), durable=False
    )


def prepare(folder: Path) -> None:
    """Add two members with a campaign each, on the morning before the first cohort."""
    world = _world(folder, START)
    (world.home.folder / "config.toml").write_text(CONFIG)
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.accepts(*world.source(2, columns={"x": ["cell", "cell"]}))
    world.source(2, "others")
    world.campaign(name="others", sender="acc-ben", source="others", cohort=2, approval="off")
    world.campaign(cohort=2)
    world.until("2026-01-06 07:00")
    world.close()


def use(case: Journey, folder: Path) -> None:
    world = _world(folder, at("2026-01-06 07:00"))
    try:
        world.gateway = UnipileClient(
            "http://sandbox", SANDBOX_KEY, Spoiling(InProcess(world.sandbox.app), case), now=world.ws.now
        )
        with world.ws.store.write() as store:  # written directly, as the import cleans the cell
            store.change("UPDATE contact SET custom = ?", json.dumps({"x": clean(case.cell)}))
        step = StepDraft("invitation", 0, {"en": case.text})
        ident = next(str(view[0]) for view in world.sql("SELECT id FROM campaign WHERE name = 'founders'"))
        before = lifecycle.draft_of(world.ws, int(ident))
        world.edit(ident, steps=(step, *before.steps[1:]))
        _live(world)
        theirs = sum(entry.account == "acc-ben" for entry in world.ledger("invite"))
        holds(theirs == 2, f"ALL ELSE: Ben's campaign sent {theirs} of 2")
        world.check_store()
    finally:
        world.close()
    check_store(world.home.store)
    for words in (("status", "--json"), ("queue", "list"), ("verify",), ("campaign", "show", ident)):
        overture(world.home.folder, *words)


def _live(world: World) -> None:
    """Run three days; each evening the waiting texts are read and approved."""
    shown: dict[str, set[str]] = {}
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        world.until(f"{day} 22:00")
        for row in world.queue(status="pending"):
            holds(row.text is None or isinstance(row.text, str), "the text is none")
            check_text(row.text or "", "a text that is shown")
            shown.setdefault(str(row.id), set()).add(row.text or "")
        world.approve()
    found = world.sql(
        "SELECT j.data FROM journal j JOIN campaign c ON c.id = j.campaign_id "
        "WHERE j.kind = 'approved' AND c.name = 'founders'"
    )
    approved = [json.loads(row[0])["text"] or "" for row in found]
    seen = {text for texts in shown.values() for text in texts}
    holds(set(approved) <= seen, f"APPROVED: {approved!r} was not shown ({seen!r})")
    for entry in world.ledger():
        if entry.account == "acc-ada" and entry.kind in ("invite", "message"):
            holds((entry.text or "") in approved, f"SENT: {entry.text!r} was not approved ({approved!r})")


def twin(_case: Journey) -> Journey:
    return Journey((), ())


KEPT = (
    Journey(("/users/[^/]+$",), (("location", '"' + "a" * 40_001 + '"'), ("headline", '"\\u001b]52;c;QQ==\\u0007"'))),
    # A direction mark in the recipient's name changed how an approved text reads.
    Journey(("/users/[^/]+$",), (("first_name", '"\\u202eada"'),)),
    Journey(("/users/relations",), (("created_at", "253402300799999"),)),  # a relation of the year 9999
)
DOOR = Door("journeys", journeys(), use, twin, per_seed=4, kept=KEPT, size=lambda _case: 1, prepare=prepare)
