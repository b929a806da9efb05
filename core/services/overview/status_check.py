"""`overture status --check`: the verdict by which a monitor decides to call a person."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.errors import EngineElsewhereError, NothingSetUpError, OldStoreError, OvertureError, TryAgainError
from core.home import LEAST_FREE, Home, free_bytes
from core.home_files import refuse_foreign
from core.plural import plural
from core.rules.bulkheads import CODE as HELD
from core.rules.codes import describe
from core.rules.problem_codes.code import Severity
from core.services import engine_alive
from core.services.engine_alive import late_after
from core.services.overview import backup_age, campaign_list, held_problems
from core.services.overview.snapshot import Facts
from core.services.overview.status import workspace_state
from core.store import campaign_counts
from core.store.database import Reading
from core.store.views import agenda
from core.views.campaign_list_view import CampaignSummary
from core.views.status_check_view import StatusCheck, Verdict
from core.workspace import Workspace, opened

PATIENCE_S = 10.0
"""Real seconds after which the answer is “unknown”."""
BY_HAND = frozenset({"paused", "member.paused"})
"""Warnings that a person caused on purpose: they do not affect the verdict."""
MEGABYTE = 1024 * 1024
NAMED = 3
"""Most problems that the line names; further ones are counted."""


@dataclass(frozen=True)
class _Found:
    """One problem: its severity, its code, and its sentence."""

    severity: Severity
    code: str
    words: str


def check_within(home: Home, patience_s: float = PATIENCE_S) -> StatusCheck:
    """Open the workspace of a home and judge it, within `patience_s` real seconds."""
    answers: queue.SimpleQueue[StatusCheck | BaseException] = queue.SimpleQueue()
    return _within(patience_s, answers, lambda: _answer(answers, lambda: _check_home(home)))


def _within(
    patience_s: float, answers: queue.SimpleQueue[StatusCheck | BaseException], ask: Callable[[], None]
) -> StatusCheck:
    """Run the check in a daemon thread, so that the process can end before the check does."""
    threading.Thread(target=ask, name="check", daemon=True).start()
    try:
        found = answers.get(timeout=patience_s)
    except queue.Empty:
        return StatusCheck("unknown", (), f"The state could not be determined within {patience_s:g} s.")
    if isinstance(found, BaseException):
        raise found
    return found


def _answer(answers: queue.SimpleQueue[StatusCheck | BaseException], ask: Callable[[], StatusCheck]) -> None:
    try:
        answers.put(ask())
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        answers.put(error)


def _check_home(home: Home) -> StatusCheck:
    """Judge a home without changing it; a home without a store is well."""
    try:
        _refuse_useless(home)
        with opened(home, readonly=True) as workspace:
            return check(workspace)
    except NothingSetUpError as empty:
        return StatusCheck("well", (), f"{empty.begin}.")
    except TryAgainError as error:
        low = _disk_low(home)  # SQLite cannot open a store there, and only says “disk I/O error”
        if low is not None:
            return StatusCheck("error", (low.code,), low.words)
        return StatusCheck("unknown", (error.code,), _one_line(error.text))
    except (EngineElsewhereError, OldStoreError) as error:
        return StatusCheck("unknown", (error.code,), _one_line(error.text))
    except OvertureError as error:
        return StatusCheck("error", (error.code,), _one_line(error.text))


def _refuse_useless(home: Home) -> None:
    """Refuse another user's home, and a home with a store on which no engine works and none could start."""
    refuse_foreign(home)
    try:
        useless = home.store.exists() and not engine_alive.of_home(home).works
    except OSError:
        useless = True
    if useless:
        home.refuse_unwritable()


def check(workspace: Workspace) -> StatusCheck:
    """Judge an open workspace."""
    with workspace.store.read() as store:
        campaigns = [entry for entry in campaign_list.campaigns(workspace) if entry.active]
        of_all = list(_of_workspace(workspace, store))
        told = {one.code for one in of_all}
        found = [*of_all, *(one for one in _of_campaigns(campaigns) if one.code not in told)]
    found.sort(key=lambda one: (-one.severity.rank, one.code))
    if not found:
        return StatusCheck("well", (), f"{len(campaigns)} active {plural(len(campaigns), 'campaign')}, nothing wrong.")
    worst = found[0].severity
    verdict: Verdict = "error" if worst.rank >= Severity.ERROR.rank else "warning"
    counted = Counter((one.code, one.words) for one in found)
    lines = [f"{words}{f' ({count} times)' if count > 1 else ''}" for (_code, words), count in counted.items()]
    more = f" And {len(lines) - NAMED} more." if lines[NAMED:] else ""
    return StatusCheck(verdict, tuple(dict.fromkeys(one.code for one in found)), " ".join(lines[:NAMED]) + more)


def _of_campaigns(campaigns: Sequence[CampaignSummary]) -> Iterator[_Found]:
    """Yield the open problems of active campaigns: a stopped campaign misses nothing."""
    for entry in campaigns:
        for problem in entry.health.problems:
            if problem.severity is not Severity.INFO and problem.code not in BY_HAND:
                yield _Found(problem.severity, problem.code, f"{entry.name}: {problem.text}")


def _of_workspace(workspace: Workspace, store: Reading) -> Iterator[_Found]:
    """Yield the faults of the workspace, which count even if no campaign is active."""
    state = workspace_state(workspace, store)
    if state.damage is not None:
        yield _Found(Severity.FATAL, "store.damaged", f"The store is damaged: {state.damage.words}.")
    if state.provider.key_refused:
        yield _Found(Severity.FATAL, "key.refused", describe("key.refused")[0])
    if state.engine.fault:
        yield _Found(Severity.ERROR, "store.failing", state.engine.fault)
    low = _disk_low(workspace.home)
    if low is not None:
        yield low
    if state.safe_since is not None:
        yield _Found(Severity.ERROR, "engine.safe", describe("engine.safe")[0])
    if state.clock:
        yield _Found(Severity.ERROR, "clock", state.clock)
    for held in held_problems.sentences(store, state.now, state.time_zone):
        yield _Found(Severity.ERROR, HELD, held.text)
    if hours := backup_age.hours_too_old(workspace):
        yield _Found(Severity.ERROR, "backup.old", describe("backup.old", count=hours)[0])
    unresolved = campaign_counts.by_status(store).get("unresolved", 0)
    if unresolved:
        yield _Found(Severity.ERROR, "unresolved", describe("unresolved", count=unresolved)[0])
    yield from _nobody_works(workspace, store)


def _disk_low(home: Home) -> _Found | None:
    """Return `disk.low` if the disk of the home is too full for sends; None if it is not, or cannot be checked."""
    try:
        free = free_bytes(home.folder)
    except TryAgainError:
        return None
    if free >= LEAST_FREE:
        return None
    return _Found(Severity.ERROR, "disk.low", describe("disk.low", left=free // MEGABYTE)[0])


def _nobody_works(workspace: Workspace, store: Reading) -> Iterator[_Found]:
    """Yield `engine.none` if any work is overdue and no engine works."""
    facts = Facts(workspace, store, workspace.now())
    if facts.life.works or facts.by_hand:
        return
    due = agenda.first(store)
    if due is not None and facts.now - due.at > late_after(workspace):
        since = f"{due.at:%Y-%m-%d %H:%M} UTC"
        yield _Found(Severity.ERROR, "engine.none", f"Work is overdue since {since}, and no engine is running.")


def _one_line(text: str) -> str:
    return " ".join(text.split())
