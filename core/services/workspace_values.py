"""The values of a workspace, shared by all its machines: time zone, `dedupe`, days off, and notes a month.

A new store takes them from `config.toml` once; after that its own values apply, and `overture set` changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.days_off import NONE, WANTED, parse
from core.engine.planning import planner
from core.errors import NotFoundError, UsageError
from core.services.meanwhile import refuse_changed
from core.store import journal, named_values
from core.store.database import Reading, Writing
from core.store.stamp import DAYS_OFF, MOST_NOTES, NOTES_A_MONTH, Stamp, notes_of
from core.text import clean
from core.time_zones import known_zones
from core.views.status_view import WorkspaceValue
from core.workspace import Workspace

RULES = {
    "group": "no person is contacted by two campaigns of one name in one program",
    "all": "no person is contacted by two campaigns",
}
"""Values of `dedupe`, with their meaning."""


@dataclass(frozen=True)
class _Kept:
    """One value: its key in the store, its line in `config.toml`, its check, and the sentences about it."""

    key: str
    line: str
    read: Callable[[Stamp], str]
    stored: Callable[[str], str]
    """Function that returns the text as it is stored, and raises ValueError for an impossible value."""
    wanted: str
    """The end of the sentence “NAME must be …”."""
    meaning: Callable[[str], str]
    then: Callable[[Writing, datetime], None] | None = None
    """The work that a change requires, done in the same transaction."""


def one_of(known: Callable[[], Container[str]]) -> Callable[[str], str]:
    """Return the check of a value that is one of several words."""

    def stored(text: str) -> str:
        if text not in known():
            raise ValueError
        return text

    return stored


_VALUES = {
    "time-zone": _Kept(
        "workspace.time_zone",
        "time_zone",
        lambda stamp: stamp.time_zone,
        one_of(known_zones),
        "a time zone such as Europe/Paris",
        lambda _text: "the default zone of new campaigns, and the zone in which the workspace's times are shown",
    ),
    "dedupe": _Kept(
        "workspace.dedupe",
        "dedupe",
        lambda stamp: stamp.dedupe,
        one_of(lambda: RULES),
        "group or all",
        RULES.__getitem__,
    ),
    "days-off": _Kept(
        DAYS_OFF,
        "days_off",
        lambda stamp: stamp.days_off or NONE,
        lambda text: str(parse(text)) or NONE,
        WANTED,
        lambda _text: "dates in each campaign's zone: no run opens and nothing is sent",
        planner.follow_days_off,
    ),
    "notes-a-month": _Kept(
        NOTES_A_MONTH,
        "notes_a_month",
        lambda stamp: str(stamp.notes_a_month),
        lambda text: str(notes_of(text)),
        f"a number from 0 to {MOST_NOTES}",
        lambda _text: "invitations of a basic account that may carry a note in a calendar month",
    ),
}


def values(workspace: Workspace, name: str | None = None) -> list[WorkspaceValue]:
    """Return every value, or the one of that name. Raises NotFoundError."""
    wanted = _VALUES if name is None else {name: _kept(name)}
    now = _all(workspace.stamp)
    return [WorkspaceValue(each, now[each], kept.meaning(now[each])) for each, kept in wanted.items()]


def change(workspace: Workspace, texts: Mapping[str, str], *, seen: Mapping[str, str] | None = None) -> None:
    """Change the named values, all or none, and journal each.

    Raises NotFoundError, UsageError whose field is the name of the value, and ChangedMeanwhileError if one is no longer
    as it was `seen`.
    """
    wanted = {name: _stored(name, text) for name, text in texts.items()}
    now = workspace.now()
    with workspace.store.write() as store:
        if seen is not None:
            is_now = {name: _present(store, workspace, name) for name in _VALUES}
            before, after_all = ({name: values[name] for name in wanted} for values in (seen, is_now))
            refuse_changed("The workspace", "", before, after_all, is_now)
        for name, after in wanted.items():
            _put(store, workspace, name, after, now)
    workspace.take_values()


def _stored(name: str, text: str) -> str:
    kept = _kept(name)
    try:
        return kept.stored(text)
    except ValueError as error:
        why = f": {clean(str(error), 200)}" if str(error) else ""
        raise UsageError(f"{name} must be {kept.wanted}, not “{clean(text, 60)}”{why}.", field=name) from None


def _present(store: Reading, workspace: Workspace, name: str) -> str:
    return named_values.get(store, _kept(name).key) or _all(workspace.stamp)[name]


def _put(store: Writing, workspace: Workspace, name: str, after: str, now: datetime) -> None:
    kept = _kept(name)
    before = _present(store, workspace, name)
    if before == after:
        return
    named_values.put(store, kept.key, after)
    journal.write(store, now, workspace.actor, "value.changed", data={"name": name, "before": before, "after": after})
    if kept.then is not None:
        kept.then(store, now)


def differing(workspace: Workspace) -> list[str]:
    """Return a sentence for each value that differs between `config.toml` and the store; the store's applies."""
    own = workspace.config
    config = {"time-zone": own.time_zone, "dedupe": own.dedupe, "days-off": own.days_off}
    if own.notes_a_month is not None:
        config["notes-a-month"] = str(own.notes_a_month)
    return [
        f"config.toml says {_VALUES[name].line} = “{config[name]}”, but this workspace has “{now}”, which applies."
        for name, now in _all(workspace.stamp).items()
        if config.get(name) not in (None, now)
    ]


def _kept(name: str) -> _Kept:
    found = _VALUES.get(name)
    if found is None:
        raise NotFoundError(f"There is no value “{clean(name, 60)}”, only {', '.join(_VALUES)}.", field="NAME")
    return found


def _all(stamp: Stamp) -> dict[str, str]:
    return {name: kept.read(stamp) for name, kept in _VALUES.items()}
