"""Listeners of the daemon's loop: the supervisor and the log of events."""

from __future__ import annotations

from typing import Protocol

from core.daemon.event_log import EventLog
from core.daemon.supervisor import Supervisor
from core.engine.context import Context
from core.version import VERSION, commit


class Watch(Protocol):
    """A receiver of what the loop tells, called in the loop's thread except `noticed`; no method may raise or wait."""

    def turned(self, words: str) -> None:
        """Take note of a turn of the loop; `words` are one line about what the engine does."""

    def reloading(self) -> None:
        """Take note that `config.toml` is about to be read again."""

    def reloaded(self, fault: str) -> None:
        """Take note that `config.toml` was taken over, or that a fault left the configuration as it was."""

    def noticed(self, kind: str, outcome: str) -> None:
        """Take note of a notice to the operator's command, with its outcome; called in another thread."""

    def ends(self) -> None:
        """Take note that calls in flight end, and then the engine."""


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
    """The supervisor and the log of events of a daemon."""

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
        """Tell the supervisor that the loop goes on, and add to the log what is new in the journal."""
        self._supervisor.beat(f"config.toml was not taken over; {words}" if self._fault else words)
        self._events.follow(self._context)

    def reloading(self) -> None:
        """Tell the supervisor, which waits for `reloaded`."""
        self._supervisor.reloading()

    def reloaded(self, fault: str) -> None:
        """Tell both whether the file was taken over; the fault is only in the home's log, as it may quote the file."""
        self._fault = fault
        self._events.tell("config.refused" if fault else "config.reloaded")
        self._supervisor.ready("config.toml was not taken over; it is as it was" if fault else "The engine works")

    def noticed(self, kind: str, outcome: str) -> None:
        """Tell the log."""
        self._events.tell(f"notice.{outcome}", kind=kind)

    def ends(self) -> None:
        """Report that calls in flight end, and then the engine."""
        self._events.tell("daemon.ends")
        self._supervisor.stopping()
