"""`overture set`: values that belong to the workspace, whatever machine or `config.toml` is used."""

from __future__ import annotations

import pytest

from core.days_off import WANTED
from tests.cli.conftest import Cli


def by_name(cli: Cli) -> dict[str, str]:
    return {one["name"]: one["value"] for one in cli.data("set")}


def test_a_new_store_takes_them_from_the_file_and_keeps_its_own_then(ready: Cli) -> None:
    assert by_name(ready) == {"time-zone": "Europe/Paris", "dedupe": "group", "days-off": "none", "notes-a-month": "5"}
    assert ready.ok("doctor").code == 0
    config = ready.home / "config.toml"
    config.write_text(config.read_text().replace("Europe/Paris", "Asia/Tokyo") + 'dedupe = "all"\n')
    assert by_name(ready) == {"time-zone": "Europe/Paris", "dedupe": "group", "days-off": "none", "notes-a-month": "5"}
    told = ready("doctor")
    assert told.code == 1
    assert (
        "config.toml says time_zone = “Asia/Tokyo”, but this workspace has “Europe/Paris”, which applies." in told.out
    )
    assert "config.toml says dedupe = “all”, but this workspace has “group”, which applies." in told.out


def test_days_off_come_from_the_file_the_commands_and_the_member(cli: Cli) -> None:
    config = cli.home / "config.toml"
    config.write_text(config.read_text() + 'days_off = "2026-12-26, 2026-12-24..2026-12-25"\n')
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada-wong", "--days-off", "2026-07-01..2026-07-14")
    assert by_name(cli)["days-off"] == "2026-12-24..2026-12-26"
    assert cli.ok("doctor").code == 0
    assert cli.data("member", "list")[0]["days_off"] == "2026-07-01..2026-07-14"
    assert cli.data("member", "edit", "Ada Wong", "--days-off", "none")["days_off"] == ""
    cli.ok("set", "days-off", "2027-01-01")
    assert (
        "config.toml says days_off = “2026-12-24..2026-12-26”, but this workspace has “2027-01-01”" in cli("doctor").out
    )
    found = cli("member", "edit", "Ada Wong", "--days-off", "2026-02-30")
    assert (found.code, "“2026-02-30” is no date such as 2026-12-25" in found.err) == (2, True)
    config.write_text(config.read_text().replace("2026-12-26,", "2026-12-36,"))
    refused = cli("status")
    assert (refused.code, "days_off" in refused.err, "“2026-12-36” is no date" in refused.err) == (2, True, True)


def test_a_change_is_written_into_the_journal_once(ready: Cli) -> None:
    for _time in range(2):
        ready.ok("set", "time-zone", "Asia/Tokyo")
    assert "Asia/Tokyo" in ready.ok("set", "time-zone").out
    told = [row["text"] for row in ready.data("activity") if row["kind"] == "value.changed"]
    assert told == ["a value of the workspace changed: time-zone from Europe/Paris to Asia/Tokyo"]
    for _time in range(2):
        ready.ok("set", "notes-a-month", "3")
    told = [row["text"] for row in ready.data("activity") if row["kind"] == "value.changed"]
    assert told[0] == "a value of the workspace changed: notes-a-month from 5 to 3"
    assert len(told) == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("time-zone", "Paris"), 2, "time-zone must be a time zone such as Europe/Paris, not “Paris”."),
        (("dedupe", "none"), 2, "dedupe must be group or all, not “none”."),
        (("days-off", "soon"), 2, f"days-off must be {WANTED}, not “soon”: “soon” is no date such as 2026-12-25."),
        (("colour", "red"), 4, "There is no value “colour”, only time-zone, dedupe, days-off, notes-a-month."),
        (("colour",), 4, "There is no value “colour”, only time-zone, dedupe, days-off, notes-a-month."),
    ],
)
def test_an_invalid_value_is_refused(ready: Cli, words: tuple[str, ...], code: int, says: str) -> None:
    found = ready("set", *words)
    assert (found.code, found.err.strip().removeprefix("Error: ")) == (code, says)


def test_the_notes_of_a_month_are_the_workspaces(cli: Cli) -> None:
    config = cli.home / "config.toml"
    config.write_text(config.read_text() + "notes_a_month = 7\n")
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada-wong", "--plan", "basic")
    assert by_name(cli)["notes-a-month"] == "7"
    cli.ok("set", "notes-a-month", "3")
    (notes,) = [one for one in cli.data("limits")[0]["limits"] if one["limit"] == "notes"]
    assert (notes["used"], notes["of"], notes["left"]) == (0, 3, 3)
    assert "config.toml says notes_a_month = “7”, but this workspace has “3”" in cli("doctor").out
    for wrong in ("-1", "many", "1001", "٣"):
        found = cli("set", "--", "notes-a-month", wrong)
        assert (found.code, "notes-a-month must be a number from 0 to 1000" in found.err) == (2, True)
