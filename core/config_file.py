"""The shape of `config.toml`, checked by pydantic; imported only where such a file exists."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("give the time with its offset, such as 2026-01-05T07:00:00Z")
    return value


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(f"“{value}” is not a time zone; write it as in Europe/Paris")
    return value


class Provider(_Section):
    kind: Literal["sandbox", "unipile"] = "sandbox"
    address: str | None = None
    base_url: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Provider:
        if self.kind == "unipile" and not self.base_url:
            raise ValueError('kind = "unipile" needs base_url, the address of the provider')
        for value in (self.address, self.base_url):
            if value is not None and not value.startswith(("http://", "https://")):
                raise ValueError("an address starts with http:// or https://")
        return self


class ClockSection(_Section):
    start: Annotated[datetime, AfterValidator(_aware)] | None = None
    speed: float = Field(default=1.0, gt=0, le=1_000_000)


class Sandbox(_Section):
    seed: int = 1


class Workspace(_Section):
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    dedupe: Literal["group", "all"] = "group"


class Engine(_Section):
    in_app: bool | None = None


class ConfigFile(_Section):
    provider: Provider = Provider()
    clock: ClockSection = ClockSection()
    sandbox: Sandbox = Sandbox()
    workspace: Workspace = Workspace()
    engine: Engine = Engine()


def faults(raw: dict[str, object]) -> tuple[ConfigFile | None, list[tuple[str, str]]]:
    """The parsed file, or (field path, what is wrong) for each fault."""
    try:
        return ConfigFile.model_validate(raw), []
    except ValidationError as error:
        found = [
            (".".join(str(part) for part in item["loc"]), item["msg"].removeprefix("Value error, "))
            for item in error.errors(include_url=False)
        ]
        return None, found
