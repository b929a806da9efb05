"""The JSON Schemas of a campaign file and of `config.toml`, made from the models that read them."""

from __future__ import annotations

from typing import Any

from core.config_file import ConfigFile
from core.rules.schedule import WEEKDAYS
from core.services.campaigns.file_schema import HeadModel, SlotModel, StepModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
START = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


def campaign() -> dict[str, Any]:
    """Return the schema of a campaign file: keys, types, bounds and choices; names in a store are not checked."""
    found = HeadModel.model_json_schema()
    slot, step = SlotModel.model_json_schema(), StepModel.model_json_schema()
    slot["properties"]["days"]["items"] = {"enum": list(WEEKDAYS)}
    slot["properties"]["days"]["uniqueItems"] = True
    slot["properties"]["start"]["pattern"] = START
    step["properties"]["text"]["description"] = "The text by language; without one, or an empty one, no note is sent."
    definitions = found.setdefault("$defs", {})
    for part in (slot, step):
        definitions |= part.pop("$defs", {})
    definitions |= {"slot": slot, "step": step}
    found["properties"]["slots"]["items"] = {"$ref": "#/$defs/slot"}
    found["properties"]["steps"]["items"] = {"$ref": "#/$defs/step"}
    return {"$schema": DIALECT, **found, "title": "An Overture campaign", "description": "A file of `campaign create`."}


def config() -> dict[str, Any]:
    """Return the schema of `config.toml`."""
    return {"$schema": DIALECT, **ConfigFile.model_json_schema(), "title": "config.toml of Overture"}
