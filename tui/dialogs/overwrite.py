"""The question before a save that would overwrite changes that somebody else made meanwhile."""

from __future__ import annotations

from core.errors import ChangedMeanwhileError
from tui.dialogs.confirm import ConfirmDialog

TITLE = "Changed meanwhile"


def ask_to_overwrite(error: ChangedMeanwhileError) -> ConfirmDialog:
    """Return a question that names each changed field; yes saves over it."""
    words = f"{error.text.removesuffix(' Nothing was saved.')} Saving yours puts your values in their place."
    return ConfirmDialog(TITLE, words, yes="Save mine", cancel="Go back")
