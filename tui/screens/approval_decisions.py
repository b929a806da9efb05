"""Decisions on waiting texts: they are carried out one after the other, in order, in a thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from core.errors import OvertureError
from core.services.queue import approvals
from core.views.pending_view import PendingText
from core.workspace import Workspace

NOT_SAVED = "This decision could not be saved."
VERBS: dict[str, Callable[..., Any]] = {"approve": approvals.approve, "reject": approvals.reject}


@dataclass(eq=False)
class Decision:
    """An approval or rejection of some texts, each with the revision that was shown."""

    verb: str
    """approve or reject."""
    entries: list[tuple[int, int, str]]
    """(id, revision, name of the person)."""
    taken: list[int] = field(default_factory=list)
    """Ids of the texts on which the decision was saved; the worker adds them, in order."""

    @classmethod
    def over(cls, verb: str, entries: list[PendingText]) -> Decision:
        """Return a decision on texts as they were shown."""
        return cls(verb, [(entry.id, entry.revision, entry.name) for entry in entries])

    @property
    def ids(self) -> list[int]:
        return [ident for ident, _revision, _name in self.entries]


@dataclass(eq=False)
class Task:
    """A decision to carry out or to undo; `refused`: the reason, by the id of each refused text."""

    decision: Decision
    undo: bool = False
    refused: dict[int, str] = field(default_factory=dict)
    undone: list[int] = field(default_factory=list)


class Decider:
    """The queue of decisions to carry out. `submit` is called on the event loop, `work` runs in a thread.

    A task is either waiting, under way or finished; none is lost if the page is left meanwhile.
    """

    def __init__(self, workspace: Workspace, *, start: Callable[[], object], settled: Callable[[], object]) -> None:
        self._workspace = workspace
        self._start = start
        self._settled = settled
        self._lock = threading.Lock()
        self._waiting: deque[Task] = deque()
        self._finished: deque[Task] = deque()
        self._running = False

    def submit(self, task: Task) -> None:
        """Queue a task."""
        with self._lock:
            self._waiting.append(task)
            idle, self._running = not self._running, True
        if idle:
            self._start()

    def finished(self) -> list[Task]:
        """Return the tasks carried out since the last call."""
        with self._lock:
            found = list(self._finished)
            self._finished.clear()
        return found

    def work(self) -> None:
        """Carry out the waiting tasks, and those that arrive meanwhile."""
        try:
            with self._workspace.store.session():
                while (task := self._next()) is not None:
                    self._carry_out(task)
        except Exception as error:
            self._give_up(error)
            raise
        finally:
            self._settled()

    def _give_up(self, error: Exception) -> None:
        """Finish the waiting tasks, their decisions refused with the reason why the worker failed."""
        words = error.text if isinstance(error, OvertureError) else NOT_SAVED
        with self._lock:
            self._running = False
            while self._waiting:
                task = self._waiting.popleft()
                task.refused = {} if task.undo else dict.fromkeys(task.decision.ids, words)
                self._finished.append(task)

    def _next(self) -> Task | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._running = False
            return None

    def _carry_out(self, task: Task) -> None:
        try:
            if task.undo:
                self._undo(task)
            else:
                self._decide(task)
        finally:
            with self._lock:
                self._finished.append(task)

    def _decide(self, task: Task) -> None:
        """Decide on each text by itself: one that changed does not stop the others."""
        decision = task.decision
        for ident, revision, name in decision.entries:
            act = partial(VERBS[decision.verb], self._workspace, [ident], revision=revision)
            if self._accepted(task, ident, name, act):
                decision.taken.append(ident)

    def _undo(self, task: Task) -> None:
        names = {ident: name for ident, _revision, name in task.decision.entries}
        for ident in task.decision.taken:
            if self._accepted(task, ident, names[ident], partial(approvals.undo, self._workspace, [ident])):
                task.undone.append(ident)

    def _accepted(self, task: Task, ident: int, name: str, act: Callable[[], object]) -> bool:
        try:
            act()
        except OvertureError as error:
            task.refused[ident] = f"{name or ident}: {error.text}"
            return False
        return True


@dataclass
class Settled:
    """The results that arrived from the worker since they were last applied."""

    refused: list[str]
    """Sentences about decisions that could not be saved."""
    asked_again: list[int]
    """Ids of the texts whose decision was undone."""


class Decisions:
    """The decisions of this session as the page sees them: hidden texts, refused ones and the reasons.

    A text is away, that is hidden, from the key press until a read that was requested after its decision was carried
    out: an earlier read may still hold the text as waiting.
    """

    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self._away: dict[int, int | None] = {}
        """By the id of a hidden text: None until its decision is carried out, then the `serial` of that time."""
        self.returned: dict[int, str] = {}
        """The reason why a decision was refused, by the id of its text."""
        self.history: list[Decision] = []
        """Decisions that can be undone, the last one at the end."""
        self.serial = 0
        """Number of times that results were applied."""

    def __contains__(self, ident: int) -> bool:
        return ident in self._away

    @property
    def under_way(self) -> int:
        """Return the number of texts whose decision is not saved yet."""
        return sum(at is None for at in self._away.values())

    def decide(self, decision: Decision) -> None:
        """Send a decision to the worker; its texts disappear at once."""
        self._away.update(dict.fromkeys(decision.ids))
        for ident in decision.ids:
            self.returned.pop(ident, None)
        self.history.append(decision)
        self._decider.submit(Task(decision))

    def undo(self, decision: Decision) -> None:
        """Take a decision back."""
        self.history.remove(decision)
        self._decider.submit(Task(decision, undo=True))

    def seen(self, serial: int, here: set[int]) -> None:
        """Apply a read that was requested at `serial` and found the ids in `here`.

        A text that was decided before this read, and still waits in it, is shown again.
        """
        self._away = {ident: at for ident, at in self._away.items() if at is None or at > serial}
        self.returned = {ident: words for ident, words in self.returned.items() if ident in here}

    def settle(self) -> Settled:
        """Apply the results of the worker."""
        self.serial += 1
        found = Settled([], [])
        for task in self._decider.finished():
            found.refused += task.refused.values()
            if task.undo:
                found.asked_again += task.undone
                for ident in task.undone:
                    self._away.pop(ident, None)
            else:
                self._carried_out(task)
        return found

    def _carried_out(self, task: Task) -> None:
        """Apply results: saved texts stay away, refused ones come back with their sentence."""
        decision = task.decision
        self._away.update(dict.fromkeys(decision.taken, self.serial))
        for ident in set(decision.ids) - set(decision.taken):
            self._away.pop(ident, None)
            self.returned[ident] = task.refused.get(ident, NOT_SAVED)
        if not decision.taken and decision in self.history:
            self.history.remove(decision)
