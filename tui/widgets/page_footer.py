"""The keys of a page, and at the right end how the app ends."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from tui.actions import key_name, of_scope

QUIT = next(action for action in of_scope("app") if action.name == "quit")


class PageFooter(Footer):
    """The way out stands apart, and never takes the room of a page's keys: a narrow page has it in its border."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        if self._bindings_ready:
            name = key_name(QUIT.key)
            yield FooterKey(QUIT.key, name, QUIT.label, QUIT.name, tooltip=QUIT.help, classes="-quit").data_bind(
                compact=Footer.compact
            )
