"""The values that belong to a workspace, not to one machine: its time zone, and which campaigns share no person.

`config.toml` gives them to a new store once; from then on the store's own hold, and `overture set` changes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import NotFoundError, UsageError
from core.store import journal, named_values
from core.store.stamp import Stamp
from core.text import clean
from core.time_zones import known_zones
from core.views.status_view import WorkspaceValue
from core.workspace import Workspace

RULES = {
    "group": "campaigns of one name in one program share no person",
    "all": "no two campaigns share a person",
}
"""Values of `dedupe`, with their meaning."""


@dataclass(frozen=True)
class _Kept:
    """One value: its key in the store, its line in `config.toml`, and what it may be."""

    key: str
    line: str
    read: Callable[[Stamp], str]
    possible: Callable[[str], bool]
    wanted: str
    """The end of the sentence “NAME must be …”."""
    meaning: Callable[[str], str]


_VALUES = {
    "time-zone": _Kept(
        "workspace.time_zone",
        "time_zone",
        lambda stamp: stamp.time_zone,
        lambda text: text in known_zones(),
        "a time zone such as Europe/Paris",
        lambda _text: "the default zone of new campaigns, and the zone in which the workspace's times are shown",
    ),
    "dedupe": _Kept(
        "workspace.dedupe",
        "dedupe",
        lambda stamp: stamp.dedupe,
        RULES.__contains__,
        "group or all",
        RULES.__getitem__,
    ),
}


def values(workspace: Workspace, name: str | None = None) -> list[WorkspaceValue]:
    """Return every value, or the one of that name. Raises NotFoundError."""
    wanted = _VALUES if name is None else {name: _kept(name)}
    now = _all(workspace.stamp)
    return [WorkspaceValue(each, now[each], kept.meaning(now[each])) for each, kept in wanted.items()]


def change(workspace: Workspace, name: str, text: str) -> None:
    """Change one value, and write it into the journal. Raises NotFoundError, UsageError."""
    kept = _kept(name)
    if not kept.possible(text):
        raise UsageError(f"{name} must be {kept.wanted}, not “{clean(text, 60)}”.", field="VALUE")
    with workspace.store.write() as store:
        before = named_values.get(store, kept.key)
        if before != text:
            named_values.change(store, kept.key, text)
            told = {"name": name, "before": before, "after": text}
            journal.write(store, workspace.now(), workspace.actor, "value.changed", data=told)
    workspace.take_values()


def differing(workspace: Workspace) -> list[str]:
    """Return a sentence for each value of which `config.toml` says another than the store, whose own holds."""
    config = {"time-zone": workspace.config.time_zone, "dedupe": workspace.config.dedupe}
    return [
        f"config.toml says {_VALUES[name].line} = “{config[name]}”, but this workspace has “{now}”, which holds."
        for name, now in _all(workspace.stamp).items()
        if config[name] not in (None, now)
    ]


def _kept(name: str) -> _Kept:
    found = _VALUES.get(name)
    if found is None:
        raise NotFoundError(f"There is no value “{clean(name, 60)}”, only {' and '.join(_VALUES)}.", field="NAME")
    return found


def _all(stamp: Stamp) -> dict[str, str]:
    return {name: kept.read(stamp) for name, kept in _VALUES.items()}
