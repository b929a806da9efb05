"""Notices: the operator's command is run when a person is needed, at most once an hour for each kind of notice.

`[notify] command` is an argument list, started without a shell. It reads one JSON object, on one line of its stdin: ids
and counts, and names only with `names = true`. It is killed after ten seconds. Only the process that runs the engine
gives notices.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.clock import boot_seconds, real_now
from core.engine.context import Context
from core.errors import OvertureError
from core.secrets import environment_for_children
from core.services.engine_alive import late_after
from core.services.overview import backup_age, campaign_list
from core.store import campaign_counts, named_values
from core.store.database import Reading
from core.store.engine import journal_tail
from core.store.views import agenda
from core.views.campaign_list_view import CampaignSummary

CHECK_S = 30.0
"""Real seconds between two checks for new notices."""
LONGEST_S = 10.0
"""Real seconds after which the command is killed."""
AT_MOST_EVERY = timedelta(hours=1)
KEY = "notices.told"
log = logging.getLogger("overture.notify")


@dataclass(frozen=True)
class Notice:
    """Something that needs a person, as the command is told; `mark` changes whenever there is news of it."""

    kind: str
    mark: str
    count: int
    campaigns: tuple[tuple[int, str], ...] = ()
    """Ids and names."""
    more: Mapping[str, object] = field(default_factory=dict)

    def payload(self, *, names: bool) -> dict[str, Any]:
        """Return the JSON object that the command reads."""
        campaigns = [{"id": str(ident), **({"name": name} if names else {})} for ident, name in self.campaigns]
        return {"kind": self.kind, "at": real_now().isoformat(), "count": self.count, "campaigns": campaigns} | {
            **self.more
        }


class Notices:
    """The notices of one engine. `report` gets the kind of each and its outcome: told, failed or killed."""

    def __init__(self, context: Context, report: Callable[[str, str], None]) -> None:
        self._context = context
        self._report = report
        self._at = -CHECK_S
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        with context.store.read() as store:
            self._began_at = journal_tail.last_id(store)
        self._missing_since = _due_without_engine(context)

    def check(self) -> None:
        """Look for new notices in a thread, at most every 30 s; do nothing without a command."""
        if not self._context.workspace.config.notify.command or boot_seconds() - self._at < CHECK_S:
            return
        if self._thread is not None and self._thread.is_alive():
            return
        self._at = boot_seconds()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Kill a command that runs, and wait for its end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(LONGEST_S)

    def _run(self) -> None:
        try:
            with self._context.store.session():
                self.tell(real_now())
        except Exception as error:  # noqa: BLE001 - a notice that fails must not end the engine; it is logged
            words = error.text if isinstance(error, OvertureError) else type(error).__name__
            log.error("The notices could not be collected: %s", words)

    def tell(self, now: datetime) -> None:
        """Run the command for each new notice, at most once an hour of real time for each kind."""
        with self._context.store.read() as store:
            before = _sent_before(store)
            found = self._found(store, before)
        for notice in found:
            last = before.get(notice.kind)
            if last is not None and (last["mark"] == notice.mark or abs(now - _moment(last["at"])) < AT_MOST_EVERY):
                continue
            before[notice.kind] = {"at": now.isoformat(), "mark": notice.mark}
            with self._context.store.write() as store:  # first: one that hangs must not be started again and again
                named_values.put(store, KEY, json.dumps(before))
            self._report(notice.kind, self._give(notice))

    def _give(self, notice: Notice) -> str:
        """Run the command with the notice on stdin, and return its outcome."""
        settings = self._context.workspace.config.notify
        line = json.dumps(notice.payload(names=settings.names)) + "\n"
        environment = environment_for_children()
        try:
            child = subprocess.Popen(  # noqa: S603 - the operator's own command, without a shell
                settings.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
                text=True,
            )
        except (OSError, ValueError) as error:
            log.error("[notify] command cannot be started: %s", getattr(error, "strerror", None) or error)
            return "failed"
        with child:
            try:
                child.communicate(line, timeout=0 if self._stopping.is_set() else LONGEST_S)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                log.error("[notify] command did not end within %g s and was killed.", LONGEST_S)
                return "killed"
        if child.returncode:
            log.error("[notify] command ended with exit code %d.", child.returncode)
            return "failed"
        return "told"

    def _found(self, store: Reading, before: Mapping[str, Mapping[str, str]]) -> list[Notice]:
        """Return everything that needs a person now."""
        views = [view for view in campaign_list.campaigns(self._context.workspace) if view.active]
        found = [
            _of_campaigns("texts.waiting", [(v.id, v.name) for v in views if _has(v, "approvals.wanting")]),
            _of_campaigns("stopped", [(v.id, v.name) for v in views if v.health.state == "stopped"]),
        ]
        unresolved = campaign_counts.by_status(store).get("unresolved", 0)
        found.append(Notice("unresolved", str(unresolved), unresolved))
        found.append(self._replies(store, before))
        hours = backup_age.hours_too_old(self._context.workspace)
        found.append(Notice("backup.old", "old", int(bool(hours)), more={"hours": hours}))
        since = self._missing_since
        found.append(Notice("engine.none", since, int(bool(since)), more={"since": since}))
        return [notice for notice in found if notice.count]

    def _replies(self, store: Reading, before: Mapping[str, Mapping[str, str]]) -> Notice:
        """Return the people who replied since the last such notice; without one, since this engine began."""
        mark = before.get("reply", {}).get("mark", "")
        after = int(mark) if mark.isdecimal() and int(mark) <= journal_tail.last_id(store) else self._began_at
        rows = journal_tail.of_kind(store, "replied", after)
        people = [str(row.contact) for row in rows]
        return Notice("reply", str(rows[-1].id if rows else after), len(people), more={"people": people})


def _of_campaigns(kind: str, campaigns: list[tuple[int, str]]) -> Notice:
    return Notice(kind, ",".join(str(ident) for ident, _name in campaigns), len(campaigns), tuple(campaigns))


def _has(view: CampaignSummary, code: str) -> bool:
    return any(problem.code == code for problem in view.health.problems)


def _due_without_engine(context: Context) -> str:
    """Return the due time of work that was late when this engine began, ISO 8601 in workspace time; '' if none was."""
    now = context.workspace.now()
    with context.store.read() as store:
        due = agenda.first(store)
    return due.at.isoformat() if due is not None and now - due.at > late_after(context.workspace) else ""


def _sent_before(store: Reading) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(named_values.get(store, KEY) or "{}")
        return {str(kind): {"at": str(told["at"]), "mark": str(told["mark"])} for kind, told in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return real_now() - AT_MOST_EVERY
