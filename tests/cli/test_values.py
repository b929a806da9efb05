"""`overture set`: values that belong to the workspace, on any machine and with any `config.toml`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli


def by_name(cli: Cli) -> dict[str, str]:
    return {one["name"]: one["value"] for one in cli.data("set")}


def test_a_new_store_takes_them_from_the_file_and_keeps_its_own_then(ready: Cli) -> None:
    assert by_name(ready) == {"time-zone": "Europe/Paris", "dedupe": "group"}
    assert ready.ok("doctor").code == 0
    config = ready.home / "config.toml"
    config.write_text(config.read_text().replace("Europe/Paris", "Asia/Tokyo") + 'dedupe = "all"\n')
    assert by_name(ready) == {"time-zone": "Europe/Paris", "dedupe": "group"}
    told = ready("doctor")
    assert told.code == 1
    assert "config.toml says time_zone = “Asia/Tokyo”, but this workspace has “Europe/Paris”, which holds." in told.out
    assert "config.toml says dedupe = “all”, but this workspace has “group”, which holds." in told.out


def test_a_change_is_written_into_the_journal_once(ready: Cli) -> None:
    for _time in range(2):
        ready.ok("set", "time-zone", "Asia/Tokyo")
    assert "Asia/Tokyo" in ready.ok("set", "time-zone").out
    told = [row["text"] for row in ready.data("activity") if row["kind"] == "value.changed"]
    assert told == ["a value of the workspace changed: time-zone from Europe/Paris to Asia/Tokyo"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("time-zone", "Paris"), 2, "time-zone must be a time zone such as Europe/Paris, not “Paris”."),
        (("dedupe", "none"), 2, "dedupe must be group or all, not “none”."),
        (("colour", "red"), 4, "There is no value “colour”, only time-zone and dedupe."),
        (("colour",), 4, "There is no value “colour”, only time-zone and dedupe."),
    ],
)
def test_what_cannot_be_is_refused(ready: Cli, words: tuple[str, ...], code: int, says: str) -> None:
    found = ready("set", *words)
    assert (found.code, found.err.strip().removeprefix("Error: ")) == (code, says)
