"""Check boxes and radio buttons whose state is shown by a shape, not only by a colour."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox, RadioButton

from tui.style.cells import ASCII


class ShapedCheckbox(Checkbox):
    """A check box with a cross if it is on, and empty if it is off."""

    @property
    def _button(self) -> Content:
        return Content(f"[{'x' if self.value else ' '}]").stylize("$accent" if self.value else "")


class ShapedRadio(RadioButton):
    """A radio button with a full circle if it is on, and an empty one if it is off."""

    @property
    def _button(self) -> Content:
        signs = ("( )", "(*)") if ASCII else ("○", "●")
        return Content(signs[self.value]).stylize("$accent" if self.value else "$foreground 60%")
