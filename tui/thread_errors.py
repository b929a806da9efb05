"""Unexpected errors in the app's threads: the thread itself searches for the cause, not the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.worker import Worker

from core.store.upkeep import invalid_values
from core.workspace import Workspace

if TYPE_CHECKING:
    from textual.dom import DOMNode

    _OfNode = DOMNode
else:
    _OfNode = object


class ExplainsErrors(_OfNode):
    """The base of the app, pages and dialogs: an unexpected error in a thread names the invalid value that caused it.

    The search for such a value reads the whole store: on the event loop it would delay the keys.
    """

    @property
    def searched(self) -> Workspace:
        """The workspace whose store is searched."""
        raise NotImplementedError

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Worker[Any]:
        """Run work as Textual does; in a thread, search for the cause of an unexpected error there."""
        if options.get("thread"):
            work = self._explained(work)
        return super().run_worker(work, *arguments, **options)

    def _explained(self, work: Callable[[], Any]) -> Callable[[], Any]:
        workspace = self.searched

        def run() -> Any:
            with invalid_values.explained(workspace.home, record=not workspace.store.readonly):
                return work()

        return run
