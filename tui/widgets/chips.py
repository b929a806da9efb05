"""Some words on one line to choose from: one of them, or any number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from core.text import clean


class Chips(Widget, can_focus=True):
    """A row of choices: arrows move. With `several`, space switches one on or off; without, moving to one chooses it.

    Chosen words differ from the others by case or brackets, not only by colour.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Left", show=False),
        Binding("right", "move(1)", "Right", show=False),
        Binding("space,enter", "switch", "Switch", show=False),
    ]

    class Changed(Message):
        """The choice has changed."""

        def __init__(self, chips: Chips) -> None:
            super().__init__()
            self.chips = chips

        @property
        def control(self) -> Chips:
            return self.chips

    def __init__(
        self,
        options: Sequence[str],
        chosen: Sequence[str],
        *,
        several: bool,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.chosen = frozenset(chosen)
        self._several = several
        self._cursor = 0

    def offer(self, options: Sequence[str], chosen: str) -> None:
        """Offer other words to choose one from, without posting a message."""
        self.options, self.chosen = tuple(options), frozenset((chosen,))
        self._cursor = self.options.index(chosen) if chosen in self.options else 0
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content(" ").join(self._word(place, option) for place, option in enumerate(self.options))

    def _word(self, place: int, option: str) -> Content:
        chosen = option in self.chosen
        style = "bold $accent" if chosen else "$foreground 50%"
        if self.has_focus and place == self._cursor:
            style = f"{style} reverse"
        return Content(self._shown(option, chosen=chosen)).stylize(style)

    def _shown(self, option: str, *, chosen: bool) -> str:
        option = clean(option, 20)
        if self._several:
            return option[:2].title() if chosen else option[:2].lower()
        return f"[{option}]" if chosen else f" {option} "

    def get_content_width(self, *_: object) -> int:
        """Return the width of its words."""
        return max(1, self.render().cell_length)

    def action_move(self, by: int) -> None:
        """Move the cursor by a number of words, wrapping around; without `several`, choose the word there."""
        if self.options:
            self._cursor = (self._cursor + by) % len(self.options)
        if not self._several:
            self.action_switch()
        self.refresh()

    def action_switch(self) -> None:
        """Switch the word at the cursor on or off, or choose it."""
        if not self.options:
            return
        option = self.options[self._cursor]
        self.chosen = self.chosen ^ {option} if self._several else frozenset((option,))
        self.refresh(layout=True)
        self.post_message(self.Changed(self))

    def on_click(self, event: Click) -> None:
        """Switch or choose the word under the mouse."""
        at = 0
        for place, option in enumerate(self.options):
            at += len(self._shown(option, chosen=option in self.chosen)) + 1
            if event.x < at:
                self._cursor = place
                self.action_switch()
                return
