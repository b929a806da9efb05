"""The engine's health for a process monitor: HTTP on loopback, read from the store."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.engine.context import Context
from core.engine.ownership import heartbeat
from core.errors import UsageError
from core.local_host import limits, local_only
from core.services.engine_alive import life
from core.services.overview.status import next_event
from core.store.engine import engine_state
from core.views.status_view import NextEvent

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"


def health(context: Context) -> tuple[dict[str, Any], int]:
    """Return the answer and its HTTP status: 503 if the heartbeat has stopped or another engine has taken over."""
    alive = life(context.workspace)
    with context.store.read() as store:
        place, conditions = engine_state.place(store), engine_state.conditions(store)
        coming = next_event(context.workspace, store, alive)
    shown = heartbeat.last(context.workspace.home.beat)
    silent = shown is None or alive.silent_s > heartbeat.SILENT_S
    told = {
        "engine": f"{place.kind} {place.pid}",
        "epoch": context.epoch,
        "heartbeat": None if shown is None else shown.isoformat(),
        "next": _next(coming),
        "paused": conditions.paused,
        "network": " ".join(part for part in context.workspace.stamp.network if part),
    }
    return told, 503 if silent or place.epoch != context.epoch or context.stopping.is_set() else 200


def _next(coming: NextEvent | None) -> dict[str, Any] | None:
    if coming is None:
        return None
    return {"at": coming.at.isoformat(), "what": coming.what, "campaign": coming.campaign, "state": coming.state}


def application(context: Context) -> Flask:
    """Return an app with one read-only address: GET /health, also as /."""
    from flask import Flask, jsonify
    from flask.wrappers import Response

    app = Flask("overture.health", static_folder=None)

    @app.get("/")
    @app.get("/health")
    def told() -> tuple[Response, int]:
        try:
            with context.store.session():
                body, status = health(context)
        except Exception as error:  # noqa: BLE001 - an unreadable store is a state to report
            return jsonify({"error": type(error).__name__}), 503
        return jsonify(body), status

    return app


@contextlib.contextmanager
def served(context: Context, port: int) -> Iterator[str]:
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
        local_only(application(context).wsgi_app),
        sockets=[door],
        threads=1,
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
