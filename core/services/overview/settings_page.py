"""The facts of the settings page about a workspace, each with the way to change it."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata

from core.clock import WorkspaceClock
from core.rules.health import day_words
from core.rules.schedule import in_zone
from core.services import erasure_copies
from core.services.engine_alive import Life, life
from core.store.database import SQLITE_VERSION
from core.workspace import Workspace


@dataclass(frozen=True)
class Fact:
    """One fact about the workspace, and the way to change it; empty if it cannot be changed."""

    name: str
    value: str
    change: str = ""


@dataclass(frozen=True)
class Section:
    """Facts under one heading."""

    title: str
    facts: tuple[Fact, ...]


def about(workspace: Workspace) -> list[Section]:
    """Return the sections of the settings page; asks the kernel who holds the engine's lock."""
    return [_files(workspace), _network(workspace), _time(workspace), _rules(workspace), _versions()]


def _files(workspace: Workspace) -> Section:
    home = workspace.home
    config = home.config.name if home.config.exists() else f"{home.config.name} (none: defaults)"
    names = (home.store, home.intents, home.sandbox, home.log)
    made = ", ".join(path.name for path in names if path.exists())
    copies = erasure_copies.found(workspace)
    return Section(
        "Home",
        (
            Fact("Folder", str(home.folder), "--home DIR or OVERTURE_HOME"),
            Fact("Configuration", config, "edit it, then start again"),
            Fact("Files", made or "none yet"),
            *([] if workspace.store.in_file else [Fact("Store", str(workspace.config.store_url), "[store] url")]),
            *(Fact("Moved", text, "overture doctor --adopt") for text in (workspace.moved(),) if text),
            *([] if copies is None else [Fact("Erased people", copies.text, copies.action)]),
        ),
    )


def _network(workspace: Workspace) -> Section:
    kind, address = workspace.stamp.network
    return Section(
        "Network and engine",
        (
            Fact(
                "Network",
                "SANDBOX, inside this program" if address == "embedded" else f"{kind} {address}",
                "fixed for this home: another network needs another --home",
            ),
            Fact("Engine", _engine(life(workspace)), "overture daemon"),
            Fact("Engine in the app", _in_app(workspace), "in_app under [engine]"),
        ),
    )


def _engine(alive: Life) -> str:
    found = alive.holder
    told = "runs nowhere" if found is None else f"{found.kind}, process {found.pid} on {found.host}"
    told = told if alive.taking_over_s is None else "a standby takes over"
    standbys = ", ".join(f"{one.host} process {one.pid}" for one in alive.standbys)
    return f"{told}; standing by: {standbys}" if standbys else told


def _in_app(workspace: Workspace) -> str:
    config = workspace.config
    if config.in_app is not None:
        return "yes" if config.in_app else "no"
    if config.engine_in_app:
        return "yes, as on every sandbox"
    return "no, unless config.toml says so"


def _time(workspace: Workspace) -> Section:
    zone = workspace.stamp.time_zone
    return Section(
        "Time",
        (
            Fact("Time zone", zone, "e, or overture set time-zone ZONE"),
            Fact("Now", _now(in_zone(workspace.now(), zone))),
            Fact("Clock", _clock(workspace.stamp.clock), "fixed when the store is made: [clock]"),
        ),
    )


def _clock(clock: WorkspaceClock) -> str:
    if clock.speed == 1.0 and clock.anchor == clock.real_anchor:
        return "the real one"
    pace = "at real speed" if clock.speed == 1.0 else f"{clock.speed:g} times as fast as the real one"
    return f"{pace}, moved to {clock.anchor:%Y-%m-%d %H:%M} UTC"


def _rules(workspace: Workspace) -> Section:
    words = {
        "group": "no person is contacted by two campaigns of one name in one program",
        "all": "no person is contacted by two campaigns",
    }
    return Section(
        "Rules",
        (
            Fact("Deduplication", words[workspace.stamp.dedupe], "e, or overture set dedupe group, or all"),
            Fact("Days off", workspace.stamp.days_off or "none", "e, or overture set days-off DATES"),
            Fact(
                "Notes a month",
                f"{workspace.stamp.notes_a_month} of a basic account",
                "e, or overture set notes-a-month N",
            ),
        ),
    )


def _versions() -> Section:
    return Section(
        "Versions",
        (
            Fact("Overture", metadata.version("overture")),
            Fact("Python", platform.python_version()),
            Fact("SQLite", SQLITE_VERSION),
            Fact("Time zone data", metadata.version("tzdata")),
        ),
    )


def _now(local: datetime) -> str:
    return f"{day_words(local.date(), year=True)} {local:%H:%M}"
