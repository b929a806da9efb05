"""Wrong answers: those sent instead of the correct one, and correct ones that are spoilt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeGuard

from flask import Request, Response

from core import seeds
from core.network.sandbox import delayed_writes, faults, misread, people
from core.network.sandbox.answers import Body, page_after, refusal
from core.network.sandbox.faults import Fault
from core.network.sandbox.request_context import Ask, World

FAULT_HEADER: Final = "X-Sandbox-Fault"
"""On a request: the fault of this one call, and its seconds. On an answer: how to spoil it in transit."""
IN_PROCESS: Final = "overture.inprocess"  # key of the in-process transport in the WSGI environment
SOCKET: Final = "overture.socket"  # key of a server's socket in the WSGI environment
HTML: Final = "<html><body><h1>502 Bad Gateway</h1></body></html>"
NOT_FOUND: Final = {
    "profile": "User not found",
    "read": "Attendee not found",
    "message": "Account, chat or thread not found",
}
PERSONS: Final = ("attendee_provider_id", "invited_user_id")
IDS: Final = ("invitation_id", "chat_id", "message_id")
ON_THE_WAY: Final = {
    "timeout_before": "cut",
    "timeout_after": "cut",
    "late": "cut",
    "reset_before": "reset",
    "reset_after": "reset",
}


def as_json(status: int, body: Body, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response with a JSON body."""
    return Response(json.dumps(body, sort_keys=True), status, headers, content_type="application/json")


def bent(fault: Fault | None, ask: Ask) -> Ask:
    """Return the call, changed if the fault makes a list lag or omit a page."""
    if fault is not None and fault.what == "lag":
        return replace(ask, asof=ask.asof - int(fault.seconds * 1_000_000))
    if fault is not None and fault.what == "gap":
        return replace(ask, query={**ask.query, "cursor": page_after(ask.query)})
    return ask


def instead(world: World, fault: Fault, rule: str, ask: Ask, asked: Request) -> Response:
    """Return the answer that is sent instead of doing the work."""
    if fault.what == "late":
        delayed_writes.postpone(world, rule, ask, fault.seconds)
    if fault.what in ON_THE_WAY:
        return _marked(asked, Response("", 200), ON_THE_WAY[fault.what])
    if fault.what == "html":
        return Response(HTML, 502, content_type="text/html")
    if fault.what == "no_body":
        return Response("", 500)
    if fault.what == "unknown":  # new types appear over time (docs/provider.md#error-types)
        body: Body = {"status": 422, "type": "errors/not_known_yet", "title": "Not known yet"}
        return as_json(422, body)
    if fault.what == "not_found":
        return as_json(*refusal("resource_not_found", NOT_FOUND.get(fault.kind, "Account not found")))
    if fault.what == "notes_spent":
        return as_json(*refusal("limit_exceeded"))
    if fault.what == "retry_after":
        return as_json(*refusal("too_many_requests"), {"Retry-After": str(int(fault.seconds))})
    return as_json(*refusal("disconnected_account" if fault.what in faults.STATES else fault.what))


def spoilt(fault: Fault, status: int, body: Body, asked: Request) -> Response:
    """Return the answer of a call that did its work, spoilt by the fault."""
    answer = as_json(status, _told(fault.what, body, asked))
    if fault.what == "huge_value":
        answer.set_data(misread.with_huge_numbers(answer.get_data()))
    if fault.what == "gzip":  # in the header only
        answer.headers["Content-Encoding"] = "gzip"
    elif fault.what == "garbage":
        answer.set_data(b"\xff{]" + answer.get_data()[:20])
    elif fault.what in ON_THE_WAY:
        return _marked(asked, answer, ON_THE_WAY[fault.what])
    elif fault.what in ("slow", "slow_headers", "drip", "half"):
        return _marked(asked, answer, fault.what, fault.seconds)
    return answer


def _told(what: str, body: Body, asked: Request) -> Body:
    """Return the content of an answer, spoilt if the fault says so."""
    if what == "empty":
        return {"object": "List", "items": [], "cursor": None}
    if what == "no_id":
        return {name: value for name, value in body.items() if name not in IDS}
    if what == "other_id":
        return _of_another(body)
    if what == "no_attendee":
        return _of_nobody(body)
    return misread.misread(what, body, asked.args.get("cursor")) if what in misread.WHAT else body


def _of_another(body: Body) -> Body:
    """Return the answer with another person's ids in place of the requested ones."""
    other = people.person("another", "somebody-else-0000")
    said = {"provider_id": other.provider_id, "public_identifier": other.public_id}
    said |= {"first_name": other.first_name, "last_name": other.last_name}
    said |= {name: seeds.digest("another", str(body.get(name)))[:22] for name in IDS}
    return {name: said.get(name, value) for name, value in body.items()}


def _of_nobody(body: Body) -> Body:
    """Return chats without their person, and invitations without their recipient's id.

    See docs/provider.md#the-sandbox.
    """
    items = body.get("items")
    return (
        {**body, "items": [{**item, **{name: None for name in PERSONS if name in item}} for item in items]}
        if _dicts(items)
        else body
    )


def _dicts(items: object) -> TypeGuard[list[Body]]:
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)


def _marked(asked: Request, answer: Response, how: str, seconds: float = 0.0) -> Response:
    """Return the answer with the mark by which the transport or the server spoils it in transit."""
    if IN_PROCESS not in asked.environ and SOCKET not in asked.environ:  # some other server
        return Response(_breaks(), 200, {"Content-Length": "1000"})
    answer.headers[FAULT_HEADER] = f"{how} {seconds}"
    return answer


def _breaks() -> Iterator[bytes]:
    yield b"{"
    raise ConnectionAbortedError("the sandbox loses this answer on purpose")
