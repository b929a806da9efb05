"""`overture` in a shell: runs the arguments and exits with their code (docs/design.md#exit-codes)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.cli.session import Front, Session

INTERRUPTED, BROKEN_PIPE = 130, 141
LONGEST_WORD = 10_000
"""Most characters of one argument; the longest useful argument, the address of a search, has about 2,000."""


def main(argv: Sequence[str] | None = None, front: Front | None = None) -> None:
    """Run one command and exit with its code; `front` opens the app if no command is given."""
    words, as_json = without_json(sys.argv[1:] if argv is None else argv)
    if words == ["--version"] and not as_json:  # before click is imported: it must be as fast as Python's own start
        from core.version import told

        print(told())  # noqa: T201 - as above
        sys.exit(0)
    if _is_daemon(words):  # before the slow imports
        from core.daemon import early_end

        early_end.prepare()
    from core.cli.session import Session

    sys.exit(_run(words, Session(as_json, front=front)))


def _is_daemon(words: Sequence[str]) -> bool:
    """Return whether the command is `daemon`: the first word that is neither an option nor the folder of `--home`."""
    homes = (place + 1 for place, word in enumerate(words) if word == "--home")
    skipped = set(homes)
    command = (word for place, word in enumerate(words) if place not in skipped and not word.startswith("-"))
    return next(command, "") == "daemon"


def without_json(argv: Sequence[str]) -> tuple[list[str], bool]:
    """Return the arguments without `--json`, and whether it was among them; arguments after `--` are unchanged."""
    end = argv.index("--") if "--" in argv else len(argv)
    words = [word for word in argv[:end] if word != "--json"]
    return [*words, *argv[end:]], len(words) < end


def _run(words: list[str], session: Session) -> int:
    from core.cli.errors import report
    from core.cli.output import streams

    try:
        streams.prepare()
        refuse_unreadable(words)
        code = invoke(words, session)
        streams.finish()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        streams.silence()
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 - a person sees a sentence, never a traceback
        return report(error, session)
    return code


def refuse_unreadable(words: Sequence[str]) -> None:
    """Raise UsageError for an argument that is not text, or far longer than any useful one."""
    from core.errors import UsageError

    for place, word in enumerate(words, start=1):
        if len(word) > LONGEST_WORD:
            raise UsageError(f"Argument {place} has {len(word):,} characters, more than {LONGEST_WORD:,}.")
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageError(
                f"Argument {place} is not UTF-8 text: type it again, or first rename the file of that name."
            ) from None


def invoke(words: list[str], session: Session) -> int:
    """Run the command, and return its exit code. Click's errors are raised, so that they are reported like others."""
    from click.exceptions import Exit

    from core.cli.group import COMPLETION
    from core.cli.root import overture

    if COMPLETION in os.environ:
        return _complete(os.environ[COMPLETION])
    try:
        with overture.make_context("overture", words, obj=session) as context:
            overture.invoke(context)
    except Exit as leaving:
        return leaving.exit_code
    return 0


def _complete(wanted: str) -> int:
    """Print the completions of the typed words for a shell, which passes them in environment variables."""
    from click.shell_completion import shell_complete

    from core.cli.group import COMPLETION
    from core.cli.root import overture
    from core.errors import UsageError

    try:
        return shell_complete(overture, {}, "overture", COMPLETION, wanted)
    except (KeyError, ValueError):
        raise UsageError(f"{COMPLETION} is for shells, which also set COMP_WORDS and COMP_CWORD.") from None
