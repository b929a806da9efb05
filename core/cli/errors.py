"""Reporting errors: a sentence on stderr (with `--json` an object) and an exit code, never a traceback."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import click

from core.cli.output import streams
from core.cli.to_json import errors_json as to_json
from core.errors import DamagedError, InvalidInputError, OvertureError, UnreadableError, UsageError
from core.text import clean

if TYPE_CHECKING:
    from core.cli.session import Session


NO_PATH = (errno.ENAMETOOLONG, errno.ELOOP)
"""System errors for an impossible path, whose cause is a wrong argument or a wrong configuration."""


def report(error: Exception, session: Session) -> int:
    """Report an error and return the exit code."""
    known = _as_ours(_cause_of(error, session), session)
    if session.json:
        streams.write_error_json(to_json.error(known))
    else:
        streams.say(*_sentences(known))
    return known.exit_code


def _as_ours(error: Exception, session: Session) -> OvertureError:
    if isinstance(error, OvertureError):
        return error
    if isinstance(error, click.UsageError):
        return _wrong_use(error)
    if isinstance(error, OSError) and error.errno in NO_PATH:
        return UsageError(
            f"{clean(str(error.filename), 80)} cannot be a path on this system: {error.strerror}. Give another."
        )
    return _our_fault(error, session)


def _cause_of(error: Exception, session: Session) -> Exception:
    """Return the real cause of an error: damage and invalid values can cause any error, so the store is checked."""
    if isinstance(error, click.UsageError) or (
        isinstance(error, OvertureError) and not isinstance(error, DamagedError | UnreadableError)
    ):
        return error
    from core.logs import dropped, into
    from core.store.upkeep.invalid_values import cause_of

    try:
        home = session.home
        with dropped() if session.readonly else into(home.log):
            return cause_of(home, error, record=not session.readonly)
    except (OSError, OvertureError):
        return error  # the home cannot be opened, so its store cannot be checked


def _wrong_use(error: click.UsageError) -> UsageError:
    path = error.ctx.command_path if error.ctx is not None else "overture"
    missing = isinstance(error, click.exceptions.NoArgsIsHelpError)
    said = "A command is missing." if missing else error.format_message()
    ended = said if said.endswith("?") else f"{said.rstrip('.')}."  # such as "Did you mean '--lines'?"
    return UsageError(f"{ended} `{path} --help` shows how to use it.", field=_field(error))


def _field(error: click.UsageError) -> str | None:
    """Return the option as it is typed, or the argument as the help names it."""
    if isinstance(error, click.NoSuchOption | click.BadOptionUsage):
        return error.option_name
    parameter = error.param if isinstance(error, click.BadParameter) else None
    if parameter is None:
        return None
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name


def _our_fault(error: Exception, session: Session) -> OvertureError:
    """Return an unexpected error with a sentence; the traceback goes into the home's log, unless no file may change."""
    what = f"This is an error in Overture: {type(error).__name__}: {error}".rstrip(".")
    if session.readonly:
        return OvertureError(f"{what}. With --readonly no details are kept; please report it.", code="fault")
    try:
        where = _logged(error, session)
    except (OSError, OvertureError) as second:
        return OvertureError(f"{what}. The log could not be written either: {second}", code="fault")
    return OvertureError(f"{what}. The details are in {where}; please report it.", code="fault")


def _logged(error: Exception, session: Session) -> str:
    import logging

    from core.logs import into

    home = session.home
    home.make()
    with into(home.log) as log:
        logging.getLogger("overture.cli").error("an error in Overture", exc_info=error)
    if log.fault is not None:
        raise log.fault
    return str(home.log)


def _sentences(error: OvertureError) -> list[str]:
    return [fault.text for fault in error.faults] if isinstance(error, InvalidInputError) else [error.text]
