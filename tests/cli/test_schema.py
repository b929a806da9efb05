"""The printed schemas and the models that read the files accept and refuse the same files."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from core.config_file import faults
from core.errors import InvalidInputError
from core.services.campaigns.file import draft_from
from tests.cli.conftest import CAMPAIGN, CONFIG, Cli

WRONG_CAMPAIGNS: list[tuple[tuple[str | int, ...], object]] = [
    (("name",), None),
    (("name",), 7),
    (("nme",), "x"),
    (("languages",), []),
    (("approval",), "never"),
    (("note_rule",), "with"),
    (("withdraw_after_days",), 181),
    (("cohort_size",), 0),
    (("cohort_size",), 26),
    (("cohort_size",), "10"),
    (("slots",), []),
    (("slots", 0, "days"), ["monday"]),
    (("slots", 0, "days"), ["mon", "mon"]),
    (("slots", 0, "start"), "9:00"),
    (("slots", 0, "start"), "24:00"),
    (("slots", 0, "minutes"), 4),
    (("slots", 0, "hours"), 4),
    (("steps",), []),
    (("steps", 0, "kind"), "call"),
    (("steps", 2, "after_days"), 0),
    (("steps", 2, "text"), "Hello"),
]
WRONG_CONFIGS: list[tuple[tuple[str, ...], object]] = [
    (("provider",), {"kind": "nobody"}),
    (("clock",), {"speed": 0}),
    (("clock",), {"sped": 1}),
    (("workspace",), {"dedupe": "some"}),
    (("ui",), {"mouse": "cat"}),
    (("nothing",), {}),
]


def _changed(whole: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return a copy with one value changed; None removes the key."""
    found: Any = copy.deepcopy(whole)
    inner = found
    for part in path[:-1]:
        inner = inner[part]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return dict(found)


def test_a_campaign_file(cli: Cli) -> None:
    schema = cli.ok("schema").data
    Draft202012Validator.check_schema(schema)
    assert cli.data("schema", "campaign") == schema
    whole = tomllib.loads(CAMPAIGN)
    draft_from(whole)
    judge = Draft202012Validator(schema)
    assert list(judge.iter_errors(whole)) == []
    for path, value in WRONG_CAMPAIGNS:
        changed = _changed(whole, path, value)
        assert not judge.is_valid(changed), path
        with pytest.raises(InvalidInputError):
            draft_from(changed)


def test_the_configuration(cli: Cli) -> None:
    schema = cli.data("schema", "config")
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    whole = tomllib.loads(CONFIG)
    whole["clock"]["start"] = whole["clock"]["start"].isoformat()  # JSON has no type for moments
    assert list(judge.iter_errors(whole)) == []
    for path, value in WRONG_CONFIGS:
        changed = _changed(whole, path, value)
        assert not judge.is_valid(changed), path
        assert faults(changed)[0] is None, path
