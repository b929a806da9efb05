"""`overture member connect` and `member accounts`."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.services.members import connect
from tests.cli.conftest import CONFIG, Cli


def test_a_link_and_then_the_account(cli: Cli) -> None:
    link = cli.data("member", "connect", "Dora Maar")
    assert link["url"].startswith("https://")
    assert (link["name"], link["member"], link["account"]) == ("Dora Maar", None, None)
    assert link["expires"].startswith("2026-01-05T08:")
    assert cli.data("member", "accounts") == []
    assert "prints a link to connect one" in cli.ok("member", "accounts").err
    cli.ok("advance", "--until", "2026-01-05T09:00")
    member = cli.data("member", "connect", "Dora Maar")
    (account,) = cli.data("member", "accounts")
    assert account["member"] == {"id": member["id"], "name": "Dora Maar"}
    assert account["status"] == "ok"
    shown = cli.ok("member", "accounts")
    assert "Dora Maar" in shown.out
    again = cli.ok("member", "connect", "Dora Maar")
    assert "The account of Dora Maar is connected." in again.err
    assert len(cli.data("member", "list")) == 1


def test_it_waits_for_the_account(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config.toml").write_text(CONFIG.replace("Z\n", "Z\nspeed = 1000000\n"))
    monkeypatch.setattr(connect, "pause", lambda _seconds: None)
    done = cli.ok("member", "connect", "Dora Maar", "--wait", "60")
    assert "Open this link and sign in to LinkedIn there; Overture never sees the password:" in done.err
    assert "Dora Maar" in done.out


def test_connecting_ends_if_nobody_signs_in(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "pause", lambda _seconds: None)
    waited = cli("member", "connect", "Dora Maar", "--wait", "0.2")
    assert waited.code == 75
    assert "No account of Dora Maar is connected yet" in waited.err


def test_ctrl_c_ends_it_cleanly(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(connect, "pause", interrupted)
    left = cli("member", "connect", "Dora Maar")
    assert left.code == 130
    assert left.out == ""
    assert "Traceback" not in left.err
    assert cli.data("member", "list") == []
