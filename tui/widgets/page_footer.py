"""The keys of a page, and at the right end the key that quits the app."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from tui.actions import of_scope
from tui.app_base import around
from tui.key_table import key_name

QUIT = next(action for action in of_scope("app") if action.name == "quit")

Keys = tuple[tuple[str, str, str, bool, str], ...]
"""Key, words, action, enabled, and tooltip of each key from the left."""


class PageFooter(Footer):
    """The footer; the key to quit is apart from the page's keys, and a narrow page shows it in its border instead."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._drawn: Keys | None = None

    def compose(self) -> ComposeResult:
        for key in super().compose():
            yield key.add_class("-compact", update=False)  # Textual would add it later, and style every key twice
        if self._bindings_ready:
            own = around(self).keys_of(QUIT)[0]
            yield FooterKey(
                own, key_name(own), QUIT.label, QUIT.name, tooltip=QUIT.help, classes="-quit -compact"
            ).data_bind(compact=Footer.compact)

    async def recompose(self) -> None:
        """Rebuild the keys if they differ: Textual asks several times whenever the focus moves."""
        if not self.is_attached:  # the page has been removed meanwhile
            return
        wanted = self._keys()
        if wanted != self._drawn:
            self._drawn = wanted
            await super().recompose()

    def _keys(self) -> Keys:
        return tuple(
            (binding.key, binding.description, binding.action, enabled, tooltip)
            for _node, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        )
