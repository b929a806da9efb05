"""A planted defect for each door, which the fuzz of that door must find: an oracle that cannot fail proves nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from click.shell_completion import shell_complete

from core.network.gateway import Gate, Invited
from core.network.unipile.client import UnipileClient

invite = UnipileClient.invite


def _key_as_it_is(path: Path) -> str:
    """Return the key unchanged, without a check that the file is text."""
    return path.read_text().strip() if path.exists() else ""


def _completed(wanted: str) -> int:
    """Complete as click does, even in an environment that no shell has made."""
    from core.cli.root import overture

    return shell_complete(overture, {}, "overture", "_OVERTURE_COMPLETE", wanted)


def _raised(_wire: object, _call: object, error: Exception, *_more: object) -> None:
    """Raise the library's own error instead of Overture's."""
    raise error


def _another_text(net: UnipileClient, account: str, person: str, text: str | None, gate: Gate) -> Invited:
    """Send an invitation with one more word than was approved."""
    return invite(net, account, person, None if text is None else text + "!", gate)


def _raised_as_it_is(_text: str, error: ValueError) -> tuple[int | None, str]:
    """Raise the parser's own error, which is no sentence for a person."""
    raise error


def _fails(*_given: object) -> object:
    """Raise an unexpected error."""
    raise KeyError("planted")


def _line(raw: bytes) -> object:
    """Return a line of the side journal without checking its shape."""
    return json.loads(raw) if raw else None


def _unreadable(_path: Path, why: str) -> Exception:
    """Return an error that is no sentence for a person."""
    return ValueError(why)


def _moment(told: str | None) -> datetime | None:
    """Return the time in a request's header without checking it."""
    return None if told is None else datetime.fromisoformat(told).astimezone(UTC)


PLANTED: dict[str, tuple[str, object]] = {
    "contacts": ("core.services.audience.contact_file.people.clean", _fails),
    "files": ("core.rules.names.person_name.without_asides", lambda part, **_more: part),
    "campaigns": ("core.services.campaigns.file._syntax", _raised_as_it_is),
    "lists": ("core.services.audience.erasure_list.clean", _fails),
    "config": ("core.config._unreadable", _unreadable),
    "key": ("core.services.provider.key._from_file", _key_as_it_is),
    "templates": ("core.rules.template._check_filter", _fails),
    "arguments": ("core.cli.errors._wrong_use", _fails),
    "environment": ("core.cli.main._complete", _completed),
    "answers": ("core.network.unipile.body.MOST", 10**9),
    "wire": ("core.network.unipile.wire.Wire._fail", _raised),
    "journeys": ("core.network.unipile.client.UnipileClient.invite", _another_text),
    "stores": ("core.services.maintenance.backup.clean_texts", lambda *_given: None),
    "homes": ("core.engine.side_journal._line", _line),
    "places": ("core.home_files._replaced", _fails),
    "served": ("core.network.sandbox.request_context._moment", _moment),
    "fields": ("tui.terminal.paste_guard.LONGEST", "20000"),
}
"""The place of each replacement, and its replacement, by door."""


@contextlib.contextmanager
def planted(door: str) -> Iterator[None]:
    """Plant the defect of a door; do nothing if no door is named."""
    if not door:
        yield
        return
    place, defect = PLANTED[door]
    with patch(place, defect):
        yield
