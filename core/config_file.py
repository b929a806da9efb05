"""The schema of `config.toml`, checked by pydantic; imported only if such a file exists."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.config import PLACE
from core.days_off import NONE, parse
from core.loopback import is_loopback
from core.moments import is_possible
from core.time_zones import known_zones


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


LONGEST_HOST, LONGEST_LABEL = 253, 63
"""Most characters of a host's name and of each of its parts (RFC 1035)."""


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("give the time with its offset, such as 2026-01-05T07:00:00Z")
    if not is_possible(value):
        raise ValueError("give a time in the years 2000 to 2099")
    return value


def _zone(value: str) -> str:
    if value not in known_zones():
        raise ValueError(f"“{value}” is not a time zone; write it as in Europe/Paris")
    return value


def _days_off(value: str) -> str:
    return str(parse(value)) or NONE


def _is_host(host: str) -> bool:
    """Return whether a client could look this host up.

    Raises ValueError if its `xn--` part is no valid international name.
    """
    if ":" in host:
        return True  # an IPv6 address, which urlsplit has checked
    if "xn--" in host:
        import httpx

        return bool(httpx.URL(f"https://{host}").host)
    return len(host) <= LONGEST_HOST and all(
        0 < len(label) <= LONGEST_LABEL for label in host.removesuffix(".").split(".")
    )


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("an address starts with http:// or https://")
    try:
        parts = urlsplit(value)
        whole = _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        whole = False
    if not whole or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("this is no address; write it as in https://api1.unipile.com:13111")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address must not contain a user or a password; the key goes into provider.key")
    return value


class Provider(_Section):
    """The section `[provider]`."""

    kind: Literal["sandbox", "unipile"] = "sandbox"
    address: Annotated[str, AfterValidator(_address)] | None = None
    base_url: Annotated[str, AfterValidator(_address)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Provider:
        if self.kind == "unipile" and not self.base_url:
            raise ValueError('kind = "unipile" needs base_url, the address of the provider')
        if self.kind == "sandbox" and self.address and not is_loopback(self.address):
            raise ValueError("address must be that of a sandbox on this machine, such as http://127.0.0.1:8765")
        if self.kind == "unipile" and self.base_url and _in_clear(self.base_url):
            raise ValueError("base_url must start with https://: over http:// anybody on the way could read the key")
        return self


def _in_clear(address: str) -> bool:
    return address.startswith("http://") and not is_loopback(address)


class ClockSection(_Section):
    """The section `[clock]`."""

    start: Annotated[datetime, AfterValidator(_aware)] | None = None
    speed: float = Field(default=1.0, gt=0, le=1_000_000)


class Sandbox(_Section):
    """The section `[sandbox]`."""

    seed: int = 1


class Workspace(_Section):
    """The section `[workspace]`."""

    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    dedupe: Literal["group", "all"] | None = None
    days_off: Annotated[str, AfterValidator(_days_off)] | None = None
    notes_a_month: Annotated[int, Field(ge=0, le=1_000)] | None = None


def database_address(value: str) -> str:
    """Return the address of a database on a server. Raises ValueError if it is none, or holds a password."""
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("the address of a database starts with postgresql://")
    try:
        parts = urlsplit(value)
        named = [name for name, _value in parse_qsl(parts.query, keep_blank_values=True)]
    except ValueError:
        raise ValueError("this is no address; write it as in postgresql://overture@db1/overture") from None
    if not value.isprintable() or " " in value:
        raise ValueError("this is no address; write it as in postgresql://overture@db1/overture")
    if parts.password or {"password", "sslpassword"} & set(named):
        raise ValueError(
            "a password does not belong in config.toml; set OVERTURE_STORE_PASSWORD, or use PostgreSQL's own password "
            "file (PGPASSFILE) or service"
        )
    return value


class Store(_Section):
    """The section `[store]`."""

    url: Annotated[str, AfterValidator(database_address)] | None = None


class Engine(_Section):
    """The section `[engine]`."""

    in_app: bool | None = None


class Notify(_Section):
    """The section `[notify]`."""

    command: list[Annotated[str, Field(min_length=1, max_length=1000)]] = Field(default=[], max_length=50)
    names: bool = False
    bell: bool = False


def _places(word: str) -> str:
    unknown = sorted(set(PLACE.findall(word)) - {"address", "row"})
    if unknown:
        raise ValueError(f"“{{{unknown[0]}}}” is unknown; a row has {{address}} and {{row}}")
    return word


def _own_program(command: list[str]) -> list[str]:
    if command and PLACE.search(command[0]):
        raise ValueError("the program itself cannot come from the row; give {address} or {row} after it")
    if any(flag == "-c" and PLACE.search(code) for flag, code in itertools.pairwise(command)):
        raise ValueError(
            "a name from outside would become code after -c; use $OVERTURE_ADDRESS and $OVERTURE_ROW there instead"
        )
    return command


class OwnAction(_Section):
    """A section `[[action]]`."""

    name: str = Field(min_length=1, max_length=60)
    command: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_places)]],
        Field(min_length=1, max_length=50),
        AfterValidator(_own_program),
    ]
    key: str = Field(default="", max_length=20)


class Ui(_Section):
    """The section `[ui]`."""

    mouse: bool = True


class ConfigFile(_Section):
    """The whole file, section by section."""

    provider: Provider = Provider()
    clock: ClockSection = ClockSection()
    sandbox: Sandbox = Sandbox()
    workspace: Workspace = Workspace()
    store: Store = Store()
    engine: Engine = Engine()
    notify: Notify = Notify()
    ui: Ui = Ui()
    action: list[OwnAction] = Field(default=[], max_length=50)
    keys: dict[str, str | dict[str, str]] = {}


def faults(raw: dict[str, object]) -> tuple[ConfigFile | None, list[tuple[str, str]]]:
    """Return the parsed file, or None and (field path, fault) for each fault."""
    try:
        return ConfigFile.model_validate(raw), []
    except ValidationError as error:
        found = [
            (".".join(str(part) for part in item["loc"]), _sentence(item["type"], item["msg"]))
            for item in error.errors(include_url=False)
        ]
        return None, found


def _sentence(kind: str, said: str) -> str:
    """Return pydantic's message without Python's error class; for an unknown key, a message of Overture's own."""
    return "there is no such key" if kind == "extra_forbidden" else said.removeprefix("Value error, ")
