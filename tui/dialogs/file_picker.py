"""Choosing a contact file in a tree of folders: only kinds that can be read are shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text, TextType
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import DirectoryTree

from core.text import clean
from tui.actions import bindings
from tui.dialogs.base import Dialog

READ = frozenset((".csv", ".tsv", ".txt", ".xlsx", ".xlsb", ".xls", ".ods"))
"""Endings of files that hold contacts."""


class ContactFiles(DirectoryTree):
    """Folders and contact files, without hidden ones."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("choices")

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "

    def process_label(self, label: TextType) -> Text:
        """Return a file's name as plain text: it may look like markup."""
        return Text(clean(str(label)) or "…")

    def action_first(self) -> None:
        """Go to the first entry."""
        self.cursor_line = 0

    def action_last(self) -> None:
        """Go to the last entry."""
        self.cursor_line = self.last_line

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Return the paths that a person may want to open; called in a thread."""
        return [path for path in paths if not path.name.startswith(".") and (path.is_dir() or _is_read(path))]


class FilePicker(Dialog[Path | None]):
    """A dialog whose result is the chosen file, or None if none was chosen."""

    scopes = ("files",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("files")
    CSS = """
    FilePicker #files { height: 80%; width: 84; max-width: 100%; }
    FilePicker ContactFiles { height: 1fr; background: $background; }
    """

    def __init__(self, near: Path) -> None:
        super().__init__()
        self._folder = folder_of(near)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="files") as box:
            box.border_title = "Choose a contact file"
            box.border_subtitle = " enter opens · backspace: folder above · esc closes "
            yield ContactFiles(self._folder)

    def on_mount(self) -> None:
        """Start in the tree."""
        self.query_one(ContactFiles).focus()

    @on(DirectoryTree.FileSelected)
    def _selected(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self.dismiss(event.path)

    def action_up(self) -> None:
        """Show the folder above."""
        tree = self.query_one(ContactFiles)
        tree.path = Path(tree.path).parent

    def action_cancel(self) -> None:
        """Close without a file."""
        self.dismiss(None)


def folder_of(near: Path) -> Path:
    """Return the folder in which to begin: the typed path or the folder that holds it, else the working directory."""
    for folder in (near, near.parent, Path.cwd()):
        try:
            if str(near) != "." and folder.is_dir():
                return folder.resolve()
        except (OSError, ValueError):
            continue
    return Path.cwd()


def _is_read(path: Path) -> bool:
    return path.suffix.lower() in READ
