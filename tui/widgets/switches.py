"""Check boxes and radio buttons whose state is a shape, not a colour alone."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox, RadioButton

from tui.style.cells import ASCII


class ShapedCheckbox(Checkbox):
    """A cross where it is on, nothing if it is off."""

    @property
    def _button(self) -> Content:
        return Content(f"[{'x' if self.value else ' '}]").stylize("$accent" if self.value else "")


class ShapedRadio(RadioButton):
    """A full circle where it is on, an empty one where it is off."""

    @property
    def _button(self) -> Content:
        signs = ("( )", "(*)") if ASCII else ("○", "●")
        return Content(signs[self.value]).stylize("$accent" if self.value else "$foreground 60%")
