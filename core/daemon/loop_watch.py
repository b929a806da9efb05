"""Listeners of the daemon's loop: the supervisor and the log of events."""

from __future__ import annotations

from typing import Protocol

from core.daemon.event_log import EventLog
from core.daemon.supervisor import Supervisor
from core.engine.context import Context
from core.version import VERSION, commit


class Watch(Protocol):
    """A receiver of the loop's events, called in the loop's thread except `noticed`; no method may raise or wait."""

    def turned(self, words: str) -> None:
        """Receive a turn of the loop; `words` describes the engine's work in one line."""

    def reloading(self) -> None:
        """Receive the notice that `config.toml` is about to be read again."""

    def reloaded(self, fault: str) -> None:
        """Receive the notice that `config.toml` was applied, or that a fault left the configuration unchanged."""

    def noticed(self, kind: str, outcome: str) -> None:
        """Receive the outcome of a notice to the operator's command; called in another thread."""

    def ends(self) -> None:
        """Receive the notice that the engine stops as soon as the calls in flight have ended."""


class Unwatched:
    """A watch that does nothing, for an engine inside the app."""

    def turned(self, words: str) -> None:
        """Do nothing."""

    def reloading(self) -> None:
        """Do nothing."""

    def reloaded(self, fault: str) -> None:
        """Do nothing."""

    def noticed(self, kind: str, outcome: str) -> None:
        """Do nothing."""

    def ends(self) -> None:
        """Do nothing."""


class DaemonWatch:
    """The watch of a daemon, which passes the loop's events on to the supervisor and the log of events."""

    def __init__(self, context: Context, supervisor: Supervisor, events: EventLog) -> None:
        self._context = context
        self._supervisor = supervisor
        self._events = events
        self._fault = ""

    def began(self) -> None:
        """Report that the engine works."""
        self._events.tell("daemon.ready", epoch=self._context.epoch, version=VERSION, commit=commit())
        self._supervisor.ready("Safe mode: nothing is sent" if self._context.safe else "The engine works")

    def turned(self, words: str) -> None:
        """Report to the supervisor that the loop runs, and add new journal rows to the log."""
        self._supervisor.beat(f"config.toml was not applied; {words}" if self._fault else words)
        self._events.follow(self._context)

    def reloading(self) -> None:
        """Report the reload to the supervisor, which waits for `reloaded`."""
        self._supervisor.reloading()

    def reloaded(self, fault: str) -> None:
        """Report whether the file was applied. The fault is only in the home's log, since it may quote the file."""
        self._fault = fault
        self._events.tell("config.refused" if fault else "config.reloaded")
        self._supervisor.ready(
            "config.toml was not applied; the settings are unchanged" if fault else "The engine works"
        )

    def noticed(self, kind: str, outcome: str) -> None:
        """Add the outcome of a notice to the log."""
        self._events.tell(f"notice.{outcome}", kind=kind)

    def ends(self) -> None:
        """Report that the engine ends after the calls in flight."""
        self._events.tell("daemon.ends")
        self._supervisor.stopping()
