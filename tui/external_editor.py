"""Editing a text in the person's own editor ($VISUAL or $EDITOR): the app waits, and its engine runs on."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from types import FrameType

from core.errors import OvertureError, RefusedError, TryAgainError, UsageError
from core.files import read_regular
from core.home import FILE_MODE
from core.secrets import environment_for_children
from tui.app_base import Overture

USUAL = "vi"
LARGEST = 4_000_000
"""Largest file, in bytes, that is read back from the editor."""


def edited(app: Overture, name: str, text: str) -> tuple[str, Path]:
    """Return a text as the editor left it, and the file in the home that holds it; the caller removes that file.

    The file of an earlier edit that was refused is left alone. Raises UsageError if no editor can be run or its
    result cannot be read, TryAgainError if the file cannot be written, RefusedError with `--readonly`.
    """
    if app.workspace.store.readonly:
        raise RefusedError("Overture runs with --readonly here: nothing is changed.", code="readonly")
    path = _written(app.workspace.home.folder / name, text)
    fault: OvertureError | None = None
    with app.suspend() if app.terminal is not None else contextlib.nullcontext(), _signals_left_to_the_editor():
        try:
            run_editor(path)
        except OvertureError as error:  # Textual restores the terminal only if nothing is raised here
            fault = error
    if fault is not None:
        raise UsageError(f"{fault.text} {_rest_of(path, text)}") from None
    try:
        return read_regular(path, LARGEST).decode("utf-8-sig"), path
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from None


def _rest_of(path: Path, text: str) -> str:
    """Remove the file of a failed edit, unless something was written into it; return a sentence that says which."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if path.read_text(encoding="utf-8") == text:
            path.unlink()
            return "Nothing was changed."
    return f"Nothing was saved; the text is in {path}."


def _written(wanted: Path, text: str) -> Path:
    """Write a text into a new file and return its path; if the wanted name is taken, the file's name gets a number."""
    names = (wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}") for number in count(1))
    path = next(each for each in names if not each.exists())
    try:
        path.touch(FILE_MODE, exist_ok=False)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TryAgainError(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None
    return path


@contextlib.contextmanager
def _signals_left_to_the_editor() -> Iterator[None]:
    """Ignore ctrl+c in this process, and ctrl+z in this process and the editor, which share the terminal."""
    if threading.current_thread() is not threading.main_thread():  # only there can signal handlers be set
        yield
        return

    def nothing(_number: int, _frame: FrameType | None) -> None:
        """Ignore the signal in this process; an editor does not inherit a handler, so it gets the signal as usual."""

    before = {number: signal.signal(number, nothing) for number in (signal.SIGINT, signal.SIGQUIT)}
    before[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def run_editor(path: Path) -> None:
    """Open a file in the editor and wait for its end. Raises UsageError."""
    command = editor_of(os.environ)
    try:
        environment = environment_for_children()
        done = subprocess.run([*command, str(path)], env=environment, check=False)  # noqa: S603 - the person's editor
    except OSError as error:
        raise UsageError(f"The editor “{command[0]}” cannot be run: {error.strerror}. Set $EDITOR.") from None
    if done.returncode:
        raise UsageError(f"The editor ended with exit code {done.returncode}.")


def editor_of(environment: Mapping[str, str]) -> list[str]:
    """Return the command of the editor with its options. Raises UsageError for one that cannot be understood."""
    told = environment.get("VISUAL") or environment.get("EDITOR") or USUAL
    try:
        return shlex.split(told) or [USUAL]
    except ValueError:
        raise UsageError("$EDITOR cannot be understood: a quotation mark is not closed.") from None
