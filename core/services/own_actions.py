"""A person's own actions: commands of `[[action]]` in `config.toml`, run on the highlighted row of the app.

A command is an argument list, started without a shell. Values of the row come from outside: one that begins with `-`
could be taken for an option, so it is refused unless it follows `--`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from core.config import PLACE, OwnAction
from core.errors import RefusedError
from core.home import Home
from core.secrets import environment_for_children
from core.text import clean

LONGEST_S = 30.0
"""Seconds after which a command is killed, with everything that it started."""
CHECK_S = 0.1
"""Seconds between two checks whether a command is to be stopped."""


def arguments(command: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """Return a command with the values of a row. Raises RefusedError for a missing or a dangerous one."""
    found: list[str] = []
    for place, word in enumerate(command):
        used = PLACE.findall(word)
        missing = next((name for name in used if not values.get(name)), None)
        if missing is not None:
            raise RefusedError(f"The highlighted row has no {missing}, which this action needs.", code="action.value")
        filled = PLACE.sub(lambda match: values[match[1]], word)
        if used and not word.startswith("-") and filled.startswith("-") and "--" not in command[:place]:
            raise RefusedError(
                f"“{clean(filled, 60)}” begins with “-”, so the command could take it for an option. Put “--” before "
                "it in the action's command.",
                code="action.value",
            )
        found.append(filled)
    return found


def environment(home: Home, values: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command: this process's without its secrets, and the values."""
    named = {f"OVERTURE_{name.upper()}": value for name, value in values.items()}
    return {**environment_for_children(), "OVERTURE_HOME": str(home.folder), **named}


def _ended(child: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> bool:
    """Wait for a command; return False if it did not end in time, or is to be stopped."""
    last = time.monotonic() + LONGEST_S
    while not stopped() and (left := last - time.monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(min(left, CHECK_S))
            return True
    return False


def run(home: Home, action: OwnAction, values: Mapping[str, str], stopped: Callable[[], bool] = lambda: False) -> str:
    """Run an action's command to its end, and return the result as a sentence; kill it once `stopped` returns True.

    Raises RefusedError if it cannot be started, fails, or does not end in time.
    """
    words = arguments(action.command, values)
    try:
        child = subprocess.Popen(  # noqa: S603 - the person's own command, without a shell
            words,
            env=environment(home, values),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "a value cannot be an argument"
        raise RefusedError(f"{action.name} cannot be started: {why}.", code="action.failed") from None
    with child:
        if not _ended(child, stopped):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            why = "was stopped" if stopped() else f"did not end within {LONGEST_S:g} s and was killed"
            raise RefusedError(f"{action.name} {why}.", code="action.failed")
    if child.returncode:
        why = f"{action.name} failed: its command ended with exit code {child.returncode}."
        raise RefusedError(why, code="action.failed")
    return f"{action.name}: done."
