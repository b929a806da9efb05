"""`overture finder`."""

from __future__ import annotations

import json

from tests.cli.conftest import Cli


def test_a_finder_is_edited_stopped_and_started(cli: Cli) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada")
    cli.ok("source", "find", "--name", "ctos", "--owner", "Ada Wong", "--keywords", "cto paris")
    view = cli.data("finder", "edit", "ctos", "--per-slot", "5", "--days", "mon, wed", "--start", "08:15")
    assert (view["per_slot"], view["days"], view["start"], view["active"]) == (5, ["mon", "wed"], "08:15", True)
    shown = cli.ok("finder", "stop", "ctos").out
    assert "mon, wed at 08:15 for 60 min (Europe/Paris)" in shown
    listed = next(view for view in cli.data("source", "list") if view["kind"] == "finder")
    assert (listed["finder"]["active"], listed["finder"]["next"]) == (False, None)
    assert cli.data("finder", "start", "ctos")["next"] is not None
    assert cli("finder", "edit", "ctos").code == 2
    assert cli("finder", "edit", "ctos", "--days", "someday").code == 2
    assert cli("finder", "stop", "nobody").code == 4


def test_values_for_another_version_are_not_saved(cli: Cli) -> None:
    """Each edit takes the version that the list printed, as `campaign edit` does."""
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada")
    cli.ok("source", "find", "--name", "ctos", "--owner", "Ada Wong", "--keywords", "cto paris")
    for noun, ref, theirs, mine in (
        ("member", "Ada Wong", ("--day-cap", "12"), ("--day-cap", "15")),
        ("finder", "ctos", ("--per-slot", "5"), ("--per-slot", "7")),
    ):
        listed = cli.data("source" if noun == "finder" else noun, "list")
        version = next(view["version"] for view in listed if view["name"] == ref)
        edited = cli.data(noun, "edit", ref, *theirs, "--if-version", version)
        refused = cli("--json", noun, "edit", ref, *mine, "--if-version", version)
        told = json.loads(refused.err)["error"]
        assert (refused.code, told["code"], len(told["changes"])) == (5, "changed.meanwhile", 1)
        cli.ok(noun, "edit", ref, *mine, "--if-version", edited["version"])


def test_equal_values_in_another_spelling_are_no_changes(cli: Cli) -> None:
    """The given version is outdated, but every given value is the present one."""
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada", "--plan", "premium")
    cli.ok("source", "find", "--name", "ctos", "--owner", "Ada Wong", "--keywords", "cto paris")
    cli.ok("finder", "edit", "ctos", "--start", "09:00", "--days", "mon,tue")
    spelled = ("--name", " ctos ", "--owner", "ada wong", "--start", "09:00", "--days", "tue,mon")
    cli.ok("finder", "edit", "ctos", *spelled, "--keywords", " cto  paris", "--if-version", "0" * 12)
    cli.ok("member", "edit", "Ada Wong", "--days-off", "2026-01-08")
    of_member = ("--name", " Ada Wong", "--plan", "Premium", "--days-off", " 2026-01-08 ")
    cli.ok("member", "edit", "Ada Wong", *of_member, "--if-version", "0" * 12)
