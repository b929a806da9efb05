"""A text in the person's own editor ($VISUAL or $EDITOR): the app steps aside meanwhile, its engine works on."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from core.errors import RefusedError, UsageError
from core.files import read_regular
from core.home import FILE_MODE
from tui.app_base import Overture

USUAL = "vi"
LARGEST = 4_000_000
"""Bytes that are read back."""


def edited(app: Overture, name: str, text: str) -> tuple[str, Path]:
    """Return a text as the editor left it, and the file in the home that holds it; the caller removes that.

    Raises UsageError where no editor can be run or what it left cannot be read, RefusedError with `--readonly`.
    """
    if app.workspace.store.readonly:
        raise RefusedError("Overture runs with --readonly here: nothing is changed.", code="readonly")
    path = app.workspace.home.folder / name
    path.unlink(missing_ok=True)
    path.touch(FILE_MODE)
    path.write_text(text, encoding="utf-8")
    with app.suspend() if app.terminal is not None else contextlib.nullcontext():
        run_editor(path)
    try:
        return read_regular(path, LARGEST).decode("utf-8-sig"), path
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from None


def run_editor(path: Path) -> None:
    """Open a file in the editor and wait for its end. Raises UsageError."""
    command = editor_of(os.environ)
    try:
        done = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        raise UsageError(f"The editor “{command[0]}” cannot be run: {error.strerror}. Set $EDITOR.") from None
    if done.returncode:
        raise UsageError(f"The editor ended with {done.returncode}; nothing was changed. The text is in {path}.")


def editor_of(environment: Mapping[str, str]) -> list[str]:
    """Return the command of the editor with its options. Raises UsageError for one that cannot be understood."""
    told = environment.get("VISUAL") or environment.get("EDITOR") or USUAL
    try:
        return shlex.split(told) or [USUAL]
    except ValueError:
        raise UsageError("$EDITOR cannot be understood: a quotation mark is missing its partner.") from None
