"""From an empty home to the first invitations, all through the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.views.verification_view import Finding, Verification
from tests.cli.conftest import DATA, Cli

PARIS = ZoneInfo("Europe/Paris")


def local(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(PARIS)


def test_the_first_three_days(cli: Cli, campaign_file: Path) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc", "--no-ramp")
    imported = cli.data("source", "import", DATA / "connections.csv", "--name", "founders")
    assert imported["added"] + imported["known"] + len(imported["refused"]) == imported["rows"]
    assert imported["added"] == 1200
    cli.ok("campaign", "create", campaign_file)
    started = cli.data("campaign", "start", "invite-founders-Q1")
    assert started["health"]["state"] == "created"
    assert local(started["health"]["next"]) == datetime(2026, 1, 6, 9, tzinfo=PARIS)

    first = cli.data("advance", "--days", 1)
    assert (first["opened"], first["sent"]) == (1, 0)
    assert local(first["to"]) == datetime(2026, 1, 6, 22, tzinfo=PARIS)
    assert cli.ok("sandbox", "ledger").err == "The sandbox has carried out nothing yet.\n"
    assert len(cli.data("queue", "list", "--status", "pending")) == 10
    assert cli.data("status")["waiting_for_approval"] == 10

    assert len(cli.data("queue", "approve", "--all")) == 10
    second = cli.data("advance", "--days", 1)
    ledger = cli.data("sandbox", "ledger")
    assert second["sent"] == len(ledger) > 0
    times = [local(entry["at"]) for entry in ledger]
    slot = datetime(2026, 1, 7, 9, tzinfo=PARIS)
    assert all(slot <= at < slot + timedelta(minutes=90) for at in times)
    assert all(b - a >= timedelta(minutes=2) for a, b in pairwise(times))
    assert {entry["kind"] for entry in ledger} == {"invite"}
    assert len({entry["person"] for entry in ledger}) == len(ledger)

    verified = cli.data("verify")
    assert (verified["differences"], verified["duplicates"], verified["in_doubt"]) == ([], [], 0)
    run = cli.data("campaign", "show", "1")["runs"][0]
    assert run["planned"] == run["sent"] + run["in_doubt"] + sum(run["not_sent"].values())
    assert "closed" in cli.ok("campaign", "show", "1").out


def test_time_goes_only_forward(ready: Cli) -> None:
    to = ready.data("advance", "--until", "2026-01-05T12:00")["to"]
    assert local(to) == datetime(2026, 1, 5, 12, tzinfo=PARIS)
    assert ready("advance", "--until", "2026-01-05T10:00:00Z").code == 5
    assert ready("advance", "--until", "2026-01-05").code == 5
    assert local(ready.data("advance", "--days", 0)["to"]) == datetime(2026, 1, 5, 22, tzinfo=PARIS)
    plain = ready.ok("advance", "--until", "2026-01-06").out
    assert "To           2026-01-06 00:00 Europe/Paris" in plain


def test_nothing_is_sent_while_everything_is_paused(waiting: Cli) -> None:
    waiting.ok("queue", "approve", "--all")
    waiting.ok("pause")
    assert waiting.data("advance", "--days", 1)["sent"] == 0
    waiting.ok("resume")
    assert waiting.data("advance", "--days", 1)["sent"] > 0
    assert waiting.ok("verify").code == 0


def test_replies_since(waiting: Cli) -> None:
    waiting.ok("queue", "approve", "--all")
    waiting.ok("advance", "--days", 30)
    found = waiting.data("replies")
    for entry in found:
        assert set(entry) >= {"person", "campaign", "text", "at"}
    assert waiting.data("replies", "--since", "2030-01-01") == []
    assert waiting.ok("replies", "--since", "2030-01-01").err == "Nobody has replied since then.\n"


def test_the_demo_needs_no_home(cli: Cli) -> None:
    before = sorted(cli.home.iterdir())
    found = cli.data("demo", "--headless", "--days", 2, "--seed", 3)
    assert found["days"] == 2
    assert found["ledger"]["people_twice"] == 0
    assert {"health", "conversion", "replied", "waiting", "not_sent"} <= set(found["campaigns"][0])
    assert "2 days on the SANDBOX" in cli.ok("demo", "--days", 2).out
    assert sorted(cli.home.iterdir()) == before


def test_verify_fails_if_numbers_differ(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("runs", "Run 1 does not add up.", {"run": 1})
    wrong = Verification({"run": 1}, (finding,), (), (), (), in_doubt=0, withdrawals_in_doubt=0)
    monkeypatch.setattr("core.services.maintenance.verify.verify", lambda _workspace: wrong)
    result = cli("verify", "--json")
    assert (result.code, result.err) == (1, "")
    assert result.data == {
        "checked": {"run": 1},
        "differences": [{"check": "runs", "text": "Run 1 does not add up.", "run": 1}],
        "duplicates": [],
        "merged": [],
        "held": [],
        "in_doubt": 0,
        "withdrawals_in_doubt": 0,
    }
    assert "Run 1 does not add up." in cli("verify").out
