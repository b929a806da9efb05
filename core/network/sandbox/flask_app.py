"""The app: routes, key, clock, faults. It is built as a whole, since Flask accepts no late routes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

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

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

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


class SandboxApp(Flask):
    """The app; calls of the API are answered without Flask's contexts and hooks, which took a third of the time."""

    def __init__(self, views: dict[str, Callable[..., Response]]) -> None:
        super().__init__("overture.sandbox", static_folder=None)
        self.url_map, self._paths = _routed()
        self._views = views
        for status in (404, 405):
            self.register_error_handler(status, lambda _: as_json(*refusal("resource_not_found")))

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        try:
            name, values = self._paths.match(path, environ["REQUEST_METHOD"])
        except (HTTPException, RequestRedirect):
            name, values = "", {}
        if name not in self._views or environ["REQUEST_METHOD"] == "OPTIONS":  # the control, or no call of the API
            return super().wsgi_app(environ, start_response)
        try:
            answer = self._views[name](Request(environ), **values)
        except HTTPException as error:  # such as a form that is too large
            return error(environ, start_response)
        except UnicodeEncodeError:  # an id that is half of a surrogate pair is text that no store or address can hold
            answer = as_json(*refusal("invalid_parameters"))
        return answer(environ, start_response)


def create(world: World, time: SandboxTime) -> Flask:
    """Return the whole app over one state."""
    return SandboxApp({str(number): partial(_view, world, time, route) for number, route in enumerate(ROUTES)})


@cache
def _routed() -> tuple[Any, MapAdapter]:
    """Return all addresses, the API's and the control's: slow to build, and the same for all sandboxes."""
    app = Flask("overture.sandbox", static_folder=None)
    for number, route in enumerate(ROUTES):
        app.add_url_rule(f"/api/v1{route.rule}", str(number), methods=[route.method])
    for method, rule in control.WORKS:
        app.add_url_rule(rule, f"{method} {rule}", methods=[method])
    return app.url_map, app.url_map.bind("sandbox")


def _view(world: World, time: SandboxTime, route: Route, asked: Request, **path: str) -> Response:
    if asked.headers.get("X-API-KEY") != KEY:
        return as_json(*refusal("missing_credentials"))
    changes = _changes(world.state, route)
    with world.state.transaction() if changes else world.state.reading():
        try:
            ask = _ask(world, time, route, asked, path)
            fault = faults.requested(asked.headers.get(FAULT_HEADER), route.kind)
            if changes:
                delayed_writes.carry_out(world, ask.now)
                noted = bool(ask.body.get("message"))
                fault = fault or faults.strike(world, route.kind, ask.via, _person(world, ask), ask.now, noted=noted)
            if fault is not None and not fault.after:
                return instead(world, fault, route.rule, ask, asked)
            answer = _work(world, time, route, bent(fault, ask))
        except Refusal as no:
            return as_json(no.status, no.body)
    return as_json(route.status, answer) if fault is None else spoilt(fault, route.status, answer, asked)


def _changes(state: State, route: Route) -> bool:
    """Return whether a call may write: a read does if fault rules (they count calls) or late writes exist."""
    return route.writes or route.keeps or faults.exist(state) or delayed_writes.exist(state)


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
    return twins.outward(world.state, ask.via, ask.account, route.work(world, ask))


def _ask(world: World, time: SandboxTime, route: Route, asked: Request, path: dict[str, str]) -> Ask:
    now = time.now(asked.headers.get(TIME_HEADER))
    query = asked.args.to_dict()
    body = _body(asked, route)
    account = path.get("account_id") or query.get("account_id") or body.get("account_id")
    if account is None and "chat_id" in path:
        account = twins.of_chat(world.state, path["chat_id"]) or chat_routes.find(world, path["chat_id"], now)[0]
    if account is None and route.rule in ("/accounts", "/hosted/accounts/link"):
        account = "*"
    if not isinstance(account, str) or not account:
        raise Refusal("missing_parameters", "account_id is required")
    whose = twins.root(world.state, account)
    return Ask(now, now, whose, account, twins.inward(world.state, account, whose, path), query, body)


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
