"""The sandbox at a socket of this machine, for any client that speaks the provider's API."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from waitress import server, wasyncore
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from core.errors import UsageError
from core.local_host import limits, local_only
from core.network.sandbox.fault_responses import SOCKET
from core.network.sandbox.fault_transport import Rough, Wait
from core.network.sandbox.sandbox import Sandbox

HOST: Final = "127.0.0.1"
THREADS: Final = 16
"""Worker threads; a deliberately slow answer occupies one."""
END_S: Final = 5.0


class _Task(WSGITask):
    """A task that gives the app its socket, which waitress's own tasks do not; the app uses it for faults."""

    def get_environment(self) -> dict[str, Any]:
        environ = super().get_environment()
        environ[SOCKET] = self.channel.socket
        return environ


class _Channel(HTTPChannel):
    task_class = _Task


class Server:
    """A served sandbox, reachable from this machine only; the caller closes the sandbox afterwards."""

    def __init__(self, sandbox: Sandbox, port: int = 0, wait: Wait | None = None) -> None:
        """Listen on a port; 0 takes any free one. Raises UsageError if the port is taken."""
        self._stopping = threading.Event()
        self._map: dict[int, Any] = {}
        app = Rough(sandbox.app, wait or self._stopping.wait)
        try:
            self._server = server.create_server(
                local_only(app),
                self._map,
                host=HOST,
                port=port,
                threads=THREADS,
                ident=None,
                clear_untrusted_proxy_headers=True,
                **limits(),
            )
        except OSError as error:
            self.close()
            raise UsageError(
                f"Port {port} cannot be used: {error.strerror}. Take another, or 0 for any free one.", field="--port"
            ) from None
        self._server.channel_class = _Channel

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self._server.effective_port}"

    def run(self) -> None:
        """Answer until `stop`, Ctrl+C or a SystemExit; the work under way gets up to 5 s to end."""
        self._server.run()
        self._stopping.set()
        self._server.task_dispatcher.shutdown(timeout=END_S)

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._stopping.set()
        trigger = self._server.trigger
        # The loop runs its tasks under this lock. Woken by an answer that is just done, it could otherwise close the
        # pipe between our append and our write, and the byte would go to a new owner of that descriptor.
        with trigger.lock:
            if not trigger._closed:  # noqa: SLF001 - waitress has no public name for it
                trigger.thunks.append(lambda: wasyncore.close_all(self._map, ignore_all=True))
                trigger._physical_pull()  # noqa: SLF001 - `pull_trigger` without releasing the lock in between

    def until_told(self, ready: Callable[[], None]) -> None:
        """Call `run` in the main thread until SIGTERM or Ctrl+C; `ready` reports the address once both are handled."""

        def end(_number: int, _frame: FrameType | None) -> None:
            raise KeyboardInterrupt  # raised in this thread, where it ends the loop

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        with contextlib.suppress(KeyboardInterrupt):
            ready()
            self.run()

    def close(self) -> None:
        """Close the port, even if the server never ran."""
        wasyncore.close_all(self._map, ignore_all=True)
