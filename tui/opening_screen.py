"""The base of pages and dialogs: a screen that opens is laid out and styled once, where Textual does so three times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.events import Resize, ScreenResume
from textual.geometry import Size

if TYPE_CHECKING:
    from textual.screen import Screen

    _OfScreen = Screen[Any]
else:
    _OfScreen = object  # a second base that is a widget would hide the styles of the first


class OpensOnce(_OfScreen):
    """A screen that gets its CSS classes for the terminal's size before its widgets exist.

    Textual sets these classes only after the screen was laid out, and then styles and lays out everything again.
    """

    _classes_for: Size | None = None
    """The size that the classes belong to."""
    _was_shown = False

    def on_compose(self) -> None:
        """Set the classes for the terminal's size; the widgets that follow are styled with them at once."""
        self._classes_for = size = self.app.size
        wide, high = self.app.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS
        self.add_class(*_reached(wide, size.width), *_reached(high, size.height))

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Skip the styling of a new screen: its widgets have just been styled."""
        if not self._was_shown:
            self._was_shown = True
            event.refresh_styles = False

    def on_resize(self, event: Resize) -> None:
        """Skip the layout if the screen was already laid out for this size."""
        if event.size == self._classes_for == self.outer_size:
            event.prevent_default()
        self._classes_for = event.size


def _reached(breakpoints: list[tuple[int, str]] | None, cells: int) -> list[str]:
    """Return a list with the class of the largest breakpoint that a size in cells reaches."""
    return [name for least, name in sorted(breakpoints or ()) if cells >= least][-1:]
