"""The Flask app: routes, key, clock, faults. It is built as a whole, since Flask accepts no late routes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from flask import Flask, Request, Response, request

from core.network.sandbox import (
    accounts,
    chat_routes,
    control,
    delayed_writes,
    faults,
    hosted_sign_in,
    invitations,
    people,
    profiles,
    search,
    twins,
)
from core.network.sandbox.answers import Body, Refusal, refusal
from core.network.sandbox.fault_responses import FAULT_HEADER, as_json, bent, instead, spoilt
from core.network.sandbox.request_context import TIME_HEADER, Ask, SandboxTime, World
from core.network.sandbox.state import State

KEY: Final = "sandbox"

Work = Callable[[World, Ask], Body]


@dataclass(frozen=True)
class Route:
    """A route: `kind` is its name in fault rules, `form` requires multipart, `keeps` marks a change of the state."""

    method: str
    rule: str
    kind: str
    work: Work
    status: int = 200
    form: bool = False
    keeps: bool = False

    @property
    def writes(self) -> bool:
        return self.kind in faults.WRITES


ROUTES: Final = (
    Route("POST", "/users/invite", "invite", invitations.send),
    Route("GET", "/users/invite/sent", "read", invitations.sent),
    Route("DELETE", "/users/invite/sent/<invitation_id>", "withdraw", invitations.withdraw),
    Route("GET", "/users/relations", "read", invitations.relations),
    Route("GET", "/users/me", "account", accounts.me),
    Route("GET", "/users/<identifier>", "profile", profiles.read),
    Route("GET", "/accounts", "account", accounts.listed),
    Route("GET", "/accounts/<account_id>", "account", accounts.one),
    Route("POST", "/hosted/accounts/link", "account", hosted_sign_in.link, keeps=True),
    Route("POST", "/linkedin/search", "read", search.people_found),
    Route("POST", "/chats", "message", chat_routes.start, 201, form=True),
    Route("POST", "/chats/<chat_id>/messages", "message", chat_routes.send, 201, form=True),
    Route("GET", "/chats", "read", chat_routes.listed),
    Route("GET", "/chats/<chat_id>", "read", chat_routes.one),
    Route("GET", "/chats/<chat_id>/messages", "read", chat_routes.messages),
    Route("GET", "/messages", "read", chat_routes.of_account),
    Route("GET", "/chat_attendees/<attendee_id>/chats", "read", chat_routes.with_person),
)


def create(world: World, time: SandboxTime) -> Flask:
    """Return the whole app over one state."""
    app = Flask("overture.sandbox", static_folder=None)
    app.url_map = _routed().url_map
    app.view_functions |= {str(number): partial(_view, world, time, route) for number, route in enumerate(ROUTES)}
    app.register_error_handler(404, lambda _: as_json(*refusal("resource_not_found")))
    app.register_error_handler(405, lambda _: as_json(*refusal("resource_not_found")))
    # An id that is half of a surrogate pair is text that no store or address can hold.
    app.register_error_handler(UnicodeEncodeError, lambda _: as_json(*refusal("invalid_parameters")))
    return app


@cache
def _routed() -> Flask:
    """Return an app with all addresses, the API's and the control's: slow to build, and the same for all sandboxes."""
    app = Flask("overture.sandbox", static_folder=None)
    for number, route in enumerate(ROUTES):
        app.add_url_rule(f"/api/v1{route.rule}", str(number), methods=[route.method])
    for method, rule in control.WORKS:
        app.add_url_rule(rule, f"{method} {rule}", methods=[method])
    return app


def _view(world: World, time: SandboxTime, route: Route, **path: str) -> Response:
    if request.headers.get("X-API-KEY") != KEY:
        return as_json(*refusal("missing_credentials"))
    with _transaction(world.state, route):
        try:
            ask = _ask(world, time, route, path)
            delayed_writes.carry_out(world, ask.now)
            fault = faults.asked(request.headers.get(FAULT_HEADER), route.kind)
            noted = bool(ask.body.get("message"))
            fault = fault or faults.strike(world, route.kind, ask.via, _person(world, ask), ask.now, noted=noted)
            if fault is not None and not fault.after:
                return instead(world, fault, route.rule, ask)
            answer = _work(world, time, route, bent(fault, ask))
        except Refusal as no:
            return as_json(no.status, no.body)
    return as_json(route.status, answer) if fault is None else spoilt(fault, route.status, answer)


def _transaction(state: State, route: Route) -> AbstractContextManager[State]:
    """Return a transaction; that of a read cannot write, unless fault rules (they count calls) or late writes exist."""
    changes = route.writes or route.keeps or faults.exist(state) or delayed_writes.exist(state)
    return state.transaction() if changes else state.reading()


def _work(world: World, time: SandboxTime, route: Route, ask: Ask) -> Body:
    account = accounts.find(world, ask.via, ask.now)
    if account.status == accounts.REMOVED:
        raise Refusal("resource_not_found", "Account not found")
    if route.writes and account.stale_since is not None:
        raise Refusal("disconnected_account")
    if route.writes or route.keeps:
        time.keep(world.state)
    if account.stale_since is not None:
        ask = replace(ask, asof=min(ask.asof, account.stale_since))
    return twins.outward(world.state, ask.via, route.work(world, ask))


def _ask(world: World, time: SandboxTime, route: Route, path: dict[str, str]) -> Ask:
    now = time.now(request.headers.get(TIME_HEADER))
    query = request.args.to_dict()
    body = _body(request, route)
    account = path.get("account_id") or query.get("account_id") or body.get("account_id")
    if account is None and "chat_id" in path:
        account = twins.of_chat(world.state, path["chat_id"]) or chat_routes.find(world, path["chat_id"], now)[0]
    if account is None and route.rule in ("/accounts", "/hosted/accounts/link"):
        account = "*"
    if not isinstance(account, str) or not account:
        raise Refusal("missing_parameters", "account_id is required")
    inside = twins.inward(world.state, account, path)
    return Ask(now, now, twins.root(world.state, account), account, inside, query, body)


def _body(asked: Request, route: Route) -> dict[str, object]:
    if asked.method != "POST":
        return {}
    if route.form:
        if asked.mimetype != "multipart/form-data":
            raise Refusal("unsupported_media_type")
        return dict(asked.form)
    body = asked.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refusal("malformed_request")
    return body


def _person(world: World, ask: Ask) -> str | None:
    """Return the public identifier of the person that a call is about, for rules about one person."""
    if "chat_id" in ask.path:
        return chat_routes.find(world, ask.path["chat_id"], ask.now)[1]
    named = (
        ask.body.get("provider_id")
        or ask.body.get("attendees_ids")
        or ask.path.get("identifier")
        or ask.path.get("attendee_id")
    )
    return people.public_id(named) if isinstance(named, str) and named else None
