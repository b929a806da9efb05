"""The engine's health for a process monitor: HTTP on loopback, read from the store."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.daemon.role import Role
from core.engine.context import Context
from core.engine.ownership import heartbeat
from core.errors import UsageError
from core.local_host import limits, local_only
from core.services.engine_alive import life
from core.services.overview.status import next_event
from core.store.engine import clock_state, engine_state
from core.store.upkeep import damage
from core.views.status_view import NextEvent
from core.workspace import Workspace

if TYPE_CHECKING:
    from flask import Flask

    from core.daemon.metrics import Figures

HOST = "127.0.0.1"


def health(context: Context) -> tuple[dict[str, Any], int]:
    """Return the answer and its HTTP status: 503 if the heartbeat has stopped or another engine has taken over."""
    alive = life(context.workspace)
    with context.store.read() as store:
        place, conditions = engine_state.place(store), engine_state.conditions(store)
        coming = next_event(context.workspace, store, alive)
    shown = heartbeat.last(context.workspace.home.beat)
    told = {
        "role": "engine",
        "engine": f"{place.kind} {place.pid}",
        "epoch": context.epoch,
        "heartbeat": None if shown is None else shown.isoformat(),
        "next": _next(coming),
        "paused": conditions.paused,
        "network": " ".join(part for part in context.workspace.stamp.network if part),
    }
    return told, 503 if _is_silent(
        context.workspace
    ) or place.epoch != context.epoch or context.stopping.is_set() else 200


def standby_health(role: Role) -> tuple[dict[str, Any], int]:
    """Return the answer of a standby and its HTTP status: 503 if the standby no longer watches the engine."""
    with role.workspace.store.read() as store:
        place, conditions = engine_state.place(store), engine_state.conditions(store)
    told = {
        "role": "standby",
        "engine": f"{place.kind} {place.pid} on {place.host}",
        "epoch": place.epoch,
        "paused": conditions.paused,
        "network": " ".join(part for part in role.workspace.stamp.network if part),
    }
    return told, 503 if role.silent_s > heartbeat.SILENT_S else 200


def _is_silent(workspace: Workspace) -> bool:
    """Return whether the heartbeat of this home's engine has stopped."""
    beat = workspace.home.beat
    return heartbeat.last(beat) is None or heartbeat.silent_s(beat) > heartbeat.SILENT_S


def _next(coming: NextEvent | None) -> dict[str, Any] | None:
    if coming is None:
        return None
    return {"at": coming.at.isoformat(), "what": coming.what, "campaign": coming.campaign, "state": coming.state}


def readiness(context: Context) -> list[str]:
    """Return the codes of what keeps the engine from sending; none while it may send.

    A person's pause is not among them: somebody who paused everything still wants the daemon to run.
    """
    with context.store.read() as store:
        conditions = engine_state.conditions(store)
        differs = not context.store.in_file and clock_state.difference(store) is not None
    reasons = {
        "store.damaged": damage.known(context.workspace.home) is not None,
        "engine.elsewhere": conditions.epoch != context.epoch,
        "stopped": context.stopping.is_set(),
        "store.checking": context.check is not None and context.check.holds,
        "internal.held": not context.replayed,
        "engine.safe": context.safe,
        "key.refused": conditions.key_refused,
        "provider.down": conditions.provider_down,
        "clock.held": conditions.clock_held,
        "clock.differs": differs,
    }
    return [code for code, holds in reasons.items() if holds]


def application(role: Role) -> Flask:
    """Return an app with read-only addresses: /health (also as /), /healthz, /readyz and /metrics."""
    from flask import Flask, jsonify
    from flask.wrappers import Response

    app = Flask("overture.health", static_folder=None)
    store = role.workspace.store

    @app.get("/")
    @app.get("/health")
    def told() -> tuple[Response, int]:
        try:
            with store.session():
                body, status = standby_health(role) if role.context is None else health(role.context)
        except Exception as error:  # noqa: BLE001 - an unreadable store is a state to report
            return jsonify({"error": type(error).__name__}), 503
        return jsonify(body), status

    @app.get("/healthz")
    def alive() -> tuple[Response, int]:
        silent = role.silent_s > heartbeat.SILENT_S if role.context is None else _is_silent(role.workspace)
        return jsonify({"alive": not silent, "role": role.name}), 503 if silent else 200

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        try:
            with store.session():
                reasons = ["standby"] if role.context is None else readiness(role.context)
        except Exception as error:  # noqa: BLE001 - an unreadable store is a state to report
            reasons = [type(error).__name__]
        return jsonify({"ready": not reasons, "reasons": reasons, "role": role.name}), 503 if reasons else 200

    figures: list[Figures] = []

    @app.get("/metrics")
    def metrics() -> tuple[Response, int]:
        try:
            with store.session():
                text = _figures(role, figures)
        except Exception as error:  # noqa: BLE001 - an unreadable store is a state to report
            return Response(f"{type(error).__name__}\n", mimetype="text/plain"), 503
        return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8"), 200

    return app


def _figures(role: Role, begun: list[Figures]) -> bytes:
    """Return the text of all figures; prometheus-client is loaded only here, when `/metrics` is first asked for."""
    from core.daemon import metrics

    context = role.context
    if context is None:
        return metrics.of_standby()
    if not begun:
        begun.append(metrics.Figures(context))
        context.store.written = begun[0].writes.observe
    return begun[0].text()


@contextlib.contextmanager
def served(role: Role, port: int) -> Iterator[str]:
    """Answer on a port of this machine only, in threads; yield the address. Raises UsageError if the port is taken."""
    from waitress.server import create_server

    try:
        door = socket.create_server((HOST, port))  # our own socket: waitress leaves its own open if the port is taken
    except OSError as error:
        raise UsageError(
            f"Port {port} of {HOST} cannot be used: {error.strerror or error}. Choose another with --health-port.",
            field="--health-port",
        ) from None
    server = create_server(
        local_only(application(role).wsgi_app),
        sockets=[door],
        threads=2,  # one may work on /metrics, which takes time, while the other answers /healthz
        clear_untrusted_proxy_headers=True,
        **limits(),
    )
    thread = threading.Thread(target=server.run, name="health", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{door.getsockname()[1]}/health"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(5)
