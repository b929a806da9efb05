"""The settings of one workspace in `config.toml`. A missing file means the defaults below."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.errors import RefusedError, UsageError
from core.files import read_regular
from core.loopback import is_loopback
from core.toml_text import deep_key_line

API_PATH = "/api/v1"
STORE_URL = "store.url"
"""The field with the address of a store on a server, as an error names it."""
LARGEST = 100_000
"""Largest accepted `config.toml` in bytes; a usual one has a dozen lines."""


@dataclass(frozen=True)
class ProviderConfig:
    """The network: the sandbox, embedded or served, or a provider."""

    kind: str = "sandbox"
    """`sandbox` or `unipile`."""
    address: str | None = None
    """A served sandbox's address; None for the embedded one."""
    base_url: str | None = None
    """The provider's address, for `unipile`."""


@dataclass(frozen=True)
class ClockConfig:
    """The clock of a sandbox's workspace."""

    start: datetime | None = None
    """The time at which the workspace's clock starts, UTC; None for real time."""
    speed: float = 1.0
    """Workspace seconds per real second."""


@dataclass(frozen=True)
class NotifyConfig:
    """The command that is run when something needs a person."""

    command: tuple[str, ...] = ()
    """The operator's command, as an argument list; it is told about things that need a person. Empty for none."""
    names: bool = False
    """True if the command may be told names of campaigns, not only ids."""
    bell: bool = False
    """True if the app rings the terminal's bell when something new needs a person."""


PLACE = re.compile(r"\{(\w+)\}")
"""A placeholder in an own action's command, for the `address` of the highlighted row, or the `row` itself."""


@dataclass(frozen=True)
class OwnAction:
    """A person's own action: its name in the palette, and the command that it runs on a row, or on each marked one."""

    name: str
    command: tuple[str, ...]
    key: str = ""
    """The key that starts it on every page, as in `[keys]`; empty for none. The app checks it."""


@dataclass(frozen=True)
class Config:
    """All settings of `config.toml`."""

    provider: ProviderConfig = field(default_factory=ProviderConfig)
    clock: ClockConfig = field(default_factory=ClockConfig)
    seed: int = 1
    """The sandbox's seed: the same seed, the same people."""
    time_zone: str | None = None
    """The time zone of a new workspace; None for the machine's if known, else UTC. An existing store keeps its own."""
    dedupe: str | None = None
    """The rule against double contact in a new workspace; None for `group`.

    With `group`, no person is contacted by two campaigns of one name in one program; with `all`, by any two.
    """
    days_off: str | None = None
    """Dates on which no run opens and nothing is sent, for a new workspace; None for none."""
    notes_a_month: int | None = None
    """Notes of a basic account in a calendar month, for a new workspace; None for the usual number."""
    in_app: bool | None = None
    """True if the app may run the engine; None if `config.toml` does not say."""
    store_url: str | None = None
    """The address of the PostgreSQL database that holds the store, without a password; None for a file in the home."""
    notify: NotifyConfig = field(default_factory=NotifyConfig)
    actions: tuple[OwnAction, ...] = ()
    """The commands that a person adds to the app's palette."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys that a person gives to actions of the app, by the actions' ids; the app checks them."""
    mouse: bool = True
    """True if the app handles the mouse; if False, the terminal selects text with it."""

    @property
    def network(self) -> tuple[str, str]:
        """Return (kind, address), which is stamped into a store when it is made."""
        if self.provider.kind == "sandbox":
            return "sandbox", self.provider.address or "embedded"
        return self.provider.kind, self.provider.base_url or ""

    @property
    def embedded(self) -> bool:
        return self.network == ("sandbox", "embedded")

    @property
    def engine_in_app(self) -> bool:
        """Return whether the app may run the engine: by default on a sandbox whose store is a file of this machine.

        Several apps may use a store on a server, and each might run the engine although nobody meant it to.
        """
        if self.in_app is None:
            return self.provider.kind == "sandbox" and self.store_url is None
        return self.in_app

    @property
    def may_move_time(self) -> bool:
        """Return whether the workspace may have its own time: only on an embedded or loopback network.

        See docs/design.md#the-engine.
        """
        return self.embedded or is_loopback(self.network[1])


def bare(address: str | None) -> str | None:
    """Return an address as it is stamped into a store: without the API's path, which each call adds."""
    if address is None or "?" in address:
        return address
    return address.rstrip("/").removesuffix(API_PATH).rstrip("/")


def load(path: Path) -> Config:
    """Read `config.toml`.

    Raises UsageError naming the field, and RefusedError if the clock of a real network is moved.
    """
    raw = _read(path)
    if raw is None:
        return Config()
    config = _parse(raw, path)
    moved = config.clock.start is not None or config.clock.speed != 1.0
    if moved and not config.may_move_time:
        raise RefusedError(
            "[clock] start and speed work only on the sandbox, embedded or at a loopback address: a real network "
            f"runs in real time. Remove [clock] from {path}.",
            field="clock",
        )
    return config


def _read(path: Path) -> dict[str, object] | None:
    """Return the parsed content of the file, None if it is missing. Raises UsageError."""
    try:
        text = read_regular(path, LARGEST).decode("utf-8-sig")
        if (line := deep_key_line(text)) is not None:
            raise _unreadable(path, f"line {line} has a key with too many parts")
        return tomllib.loads(text)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None
    except RecursionError:
        raise _unreadable(path, "its values are nested too deep") from None
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, str(error)) from None
    except ValueError:
        raise _unreadable(path, "it holds a number that is too long") from None


def _unreadable(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} cannot be read: {why}. Correct it, or remove it.", field="config.toml")


def _parse(raw: dict[str, object], path: Path) -> Config:
    from core.config_file import ConfigFile, faults

    file, problems = faults(raw)
    if file is None:
        name, what = problems[0]
        raise UsageError(f"{path}: {name}: {what}.", field=name)
    parsed: ConfigFile = file
    start = parsed.clock.start
    return Config(
        provider=ProviderConfig(parsed.provider.kind, bare(parsed.provider.address), bare(parsed.provider.base_url)),
        clock=ClockConfig(start.astimezone(UTC) if start else None, parsed.clock.speed),
        seed=parsed.sandbox.seed,
        time_zone=parsed.workspace.time_zone,
        dedupe=parsed.workspace.dedupe,
        days_off=parsed.workspace.days_off,
        notes_a_month=parsed.workspace.notes_a_month,
        in_app=parsed.engine.in_app,
        store_url=parsed.store.url,
        notify=NotifyConfig(tuple(parsed.notify.command), parsed.notify.names, parsed.notify.bell),
        mouse=parsed.ui.mouse,
        actions=tuple(OwnAction(one.name, tuple(one.command), one.key) for one in parsed.action),
        keys=_flat(parsed.keys),
    )


def _flat(keys: Mapping[str, str | dict[str, str]]) -> dict[str, str]:
    """Return `[keys]` by action: in TOML a quoted name such as `invites.new` is one key, an unquoted one a table."""
    found: dict[str, str] = {}
    for name, value in keys.items():
        if isinstance(value, str):
            found[name] = value
        else:
            found.update({f"{name}.{own}": key for own, key in value.items()})
    return found
