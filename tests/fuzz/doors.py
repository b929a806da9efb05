"""All doors by name."""

from __future__ import annotations

from typing import Any

from tests.fuzz import (
    answers,
    arguments,
    campaigns,
    contacts,
    fields,
    journeys,
    lists,
    made_files,
    places,
    served,
    settings,
    stores,
    templates,
    wire,
)
from tests.fuzz.door import Door

_ALL: tuple[Door[Any], ...] = (
    contacts.DOOR,
    made_files.DOOR,
    campaigns.DOOR,
    lists.DOOR,
    settings.CONFIG_DOOR,
    settings.KEY_DOOR,
    templates.DOOR,
    arguments.DOOR,
    arguments.ENVIRONMENT_DOOR,
    answers.DOOR,
    wire.DOOR,
    journeys.DOOR,
    stores.DOOR,
    stores.HOME_DOOR,
    places.DOOR,
    served.DOOR,
    fields.DOOR,
)
DOORS: dict[str, Door[Any]] = {door.name: door for door in _ALL}
