"""A list of choices with the keys of every other list: j, k, g and G besides the arrows."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import OptionList

from tui.actions import bindings


class Choices(OptionList):
    """Textual's list of options with the keys of a table."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("choices")
