# The part of waitress that the served sandbox uses: the package has no types of its own.
from collections.abc import Callable
from threading import Lock
from typing import Any

from waitress.channel import HTTPChannel

class _Trigger:
    lock: Lock
    thunks: list[Callable[[], None]]
    _closed: bool
    def _physical_pull(self) -> None: ...
    def pull_trigger(self, thunk: Callable[[], None] | None = ...) -> None: ...

class _Dispatcher:
    def shutdown(self, cancel_pending: bool = ..., timeout: float = ...) -> bool: ...

class TcpWSGIServer:
    channel_class: type[HTTPChannel]
    effective_port: int
    trigger: _Trigger
    task_dispatcher: _Dispatcher
    def run(self) -> None: ...
    def close(self) -> None: ...

def create_server(application: object, map: dict[int, Any] | None = ..., **settings: object) -> TcpWSGIServer: ...  # noqa: A002
