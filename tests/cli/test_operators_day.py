"""An operator's work by commands only: from an empty home to the report, edits, doubts, replies and a restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, lose_the_store

CAMPAIGN = "invite-founders-Q1"
REPLY_WITHIN_DAYS = 120
"""Days within which somebody in the demo is sure to reply."""


def test_a_day(cli: Cli, people: Path, campaign_file: Path, tmp_path: Path) -> None:
    _set_up(cli, people, campaign_file)
    _evening_before(cli)
    _morning(cli)
    _approvals(cli)
    _people(cli, tmp_path)
    _midday(cli)
    _report(cli)
    _edit(cli, campaign_file)
    _doubt(cli)
    _replies(cli)
    _evening(cli, tmp_path)


def _set_up(cli: Cli, people: Path, campaign_file: Path) -> None:
    """Begin with an empty home: unit file, workspace values, member, contacts (first as a dry run) and campaign."""
    assert cli.ok("status", "--check").out.startswith("WELL: Nothing was set up")
    assert "WatchdogSec=" in cli.ok("daemon", "--print-unit", "system", "--health-port", 9300).out
    cli.ok("set", "time-zone", "Europe/Paris")
    cli.ok("set", "days-off", "2026-12-24..2027-01-01")
    cli.ok("member", "add", "Ada Wong", "--account", "acc", "--days-off", "2026-08-03..2026-08-14")
    assert cli.data("source", "import", people, "--name", "founders", "--dry-run")["added"] == 30
    assert cli.data("source", "list") == []
    assert cli.data("source", "import", people, "--name", "founders")["added"] == 30
    cli.ok("campaign", "create", campaign_file)
    cli.ok("doctor")


def _evening_before(cli: Cli) -> None:
    """Check the campaign, start it and let its first day pass."""
    assert cli.data("limits", "--if-started", CAMPAIGN)[0]["campaigns"][0]["name"] == CAMPAIGN
    cli.ok("campaign", "start", CAMPAIGN)
    cli.ok("advance", "--days", 1)


def _morning(cli: Cli) -> None:
    """Read in `status` that no error is open, and the number of waiting texts."""
    assert cli.ok("status", "--check").out.startswith(f"WARNING: {CAMPAIGN}: ")
    assert cli("status", "--check", "--warnings").code == 1
    assert cli("status", "--check", "--nagios").code == 1
    assert cli.data("status")["waiting_for_approval"] == 10
    (campaign,) = cli.data("campaign", "list", "--where", "active:yes")
    assert (campaign["name"], campaign["statuses"]["pending"]) == (CAMPAIGN, 10)
    assert len(cli.data("queue", "list", "--where", "status:pending sort:name")) == 10


def _approvals(cli: Cli) -> None:
    """Reject one text, rewrite one, undo one decision, approve the others."""
    waiting = [row["id"] for row in cli.data("queue", "list", "--status", "pending")]
    cli.ok("queue", "reject", waiting[0])
    cli.ok("queue", "edit-text", waiting[1], "Hello, shall we connect?")
    cli.ok("queue", "approve", *waiting[1:4])
    cli.ok("queue", "undo", waiting[3])
    cli.ok("queue", "approve", "--all", "--campaign", CAMPAIGN)
    assert len(cli.data("queue", "list", "--status", "approved")) == 9
    assert cli.ok("status", "--check", "--warnings").out == "WELL: 1 active campaign, nothing wrong.\n"


def _people(cli: Cli, folder: Path) -> None:
    """Edit a contact, block another, exclude a company, and import a new list after a dry run."""
    cli.ok("contact", "edit", 5, "--position", "CTO")
    cli.ok("contact", "block", 20)
    cli.ok("exclude", "add", "--company", "Company 2", "--reason", "a client")
    more = folder / "more.csv"
    more.write_text("First Name,Last Name,URL\nNew,Person,https://www.linkedin.com/in/new-person-1\n")
    assert cli.data("source", "import", more, "--name", "more", "--dry-run")["added"] == 1
    assert cli.data("source", "import", more, "--name", "more")["added"] == 1
    assert {source["name"] for source in cli.data("source", "list")} == {"founders", "more"}


def _midday(cli: Cli) -> None:
    """Pause while the sender is at a conference, resume, and compare what was sent and what was not."""
    cli.ok("pause")
    assert cli.ok("status", "--check").code == 0  # paused by a person, so no alarm
    assert cli("status", "--check", "--warnings").code == 0
    cli.ok("resume")
    cli.ok("advance", "--days", 1)
    run = cli.data("campaign", "show", CAMPAIGN)["runs"][0]
    assert run["planned"] == run["sent"] + run["in_doubt"] + sum(run["not_sent"].values())
    assert run["sent"] > 0
    assert len(cli.data("sandbox", "ledger")) == run["sent"]
    assert cli.data("program", "list")[0]["sent"] == run["sent"]
    assert cli.data("replies") == []


def _report(cli: Cli) -> None:
    """Report today's sends, why there were not more, and the next ones."""
    (campaign,) = cli.data("campaign", "list")
    day = campaign["today"]
    assert day["sent"] + sum(day["short"].values()) == day["expected"]
    assert cli.data("explain", CAMPAIGN)["run"]["sent"] == day["sent"]
    (limits,) = cli.data("limits")
    assert {limit["limit"]: limit["used"] for limit in limits["limits"]}["week"] == day["sent"]
    assert len(cli.data("activity", "--where", "kind:sent")) == day["sent"]
    assert cli.data("forecast", "--days", 7)["days"]
    for code, count in cli.data("explain", CAMPAIGN)["people"].items():
        assert len(cli.data("contact", "list", "--why", CAMPAIGN, code)) == count
    for code, count in cli.data("explain", CAMPAIGN, "--at", "yesterday")["people"].items():
        assert len(cli.data("contact", "list", "--why", CAMPAIGN, code, "--at", "yesterday")) == count
    assert "--at can only be given with --why" in cli("contact", "list", "--at", "yesterday").err
    refused = cli("contact", "list", "--why", CAMPAIGN, "drawn.waiting")
    assert (refused.code, "Did you mean draw.waiting?" in refused.err) == (2, True)
    assert [need["code"] for need in cli.data("needs") if need["severity"] == "error"] == []


def _edit(cli: Cli, campaign_file: Path) -> None:
    """Stop the campaign, look at the effects of an edit, save it, and start again."""
    cli.ok("campaign", "stop", CAMPAIGN)
    campaign_file.write_text(campaign_file.read_text().replace("cohort_size = 10", "cohort_size = 5"))
    (change,) = cli.data("campaign", "edit", CAMPAIGN, campaign_file, "--dry-run")["changes"]
    assert change["fields"] == [{"field": "cohort_size", "before": 10, "after": 5}]
    assert cli.data("campaign", "show", CAMPAIGN)["cohort_size"] == 10
    cli.ok("campaign", "edit", CAMPAIGN, campaign_file)
    assert cli.data("campaign", "show", CAMPAIGN)["cohort_size"] == 5
    cli.ok("campaign", "start", CAMPAIGN)


def _doubt(cli: Cli) -> None:
    """Decide a send that was not answered, and that LinkedIn's lists do not show."""
    cli.ok("queue", "approve", "--all")
    cli.ok("sandbox", "fault", "add", "request_timeout", "--kind", "invite", "--count", 1)
    cli.ok("sandbox", "fault", "add", "lag", "--kind", "read", "--until", "2026-01-09T20:00:00Z", "--seconds", 400_000)
    cli.ok("advance", "--days", 2)
    (doubt,) = cli.data("queue", "list", "--status", "unresolved")
    assert "doubt" in {need["kind"] for need in cli.data("needs")}
    assert cli.data("contact", "show", doubt["contact"]["id"])["name"] == doubt["contact"]["name"]
    assert cli("status", "--check").code == 1
    cli.ok("queue", "resolve", doubt["id"], "sent")
    assert cli.data("status")["unresolved"] == 0


def _replies(cli: Cli) -> None:
    """Go on until somebody replies, which ends their sequence."""
    for _two_days in range(REPLY_WITHIN_DAYS // 2):
        if found := cli.data("replies"):
            break
        cli.ok("queue", "approve", "--all")
        cli.ok("advance", "--days", 2)
    else:
        pytest.fail(f"Nobody has written back within {REPLY_WITHIN_DAYS} days.")
    rows = cli.data("queue", "list", "--where", "status:replied")
    assert {entry["contact"]["id"] for entry in found} <= {row["contact"]["id"] for row in rows}


def _evening(cli: Cli, folder: Path) -> None:
    """Recount, make a backup, damage the store and restore it."""
    assert cli.data("verify")["differences"] == []
    cli.ok("doctor")
    before = cli.data("campaign", "list")[0]["conversion"]["sent"]
    cli.ok("backup", folder / "evening.sqlite")
    lose_the_store(cli.home)
    assert cli("status", "--check").code == 1
    assert cli.data("restore", "--latest")["file"] == str(folder / "evening.sqlite")
    assert cli.data("campaign", "list")[0]["conversion"]["sent"] == before
    cli.ok("advance", "--days", 1)  # the sent lists are read before anything leaves
    people = [entry["person"] for entry in cli.data("sandbox", "ledger") if entry["kind"] == "invite"]
    assert len(people) == len(set(people))
    assert cli.data("verify")["duplicates"] == []
