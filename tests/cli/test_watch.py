"""`overture watch` and `overture logs --follow`: output for a terminal and for a program."""

from __future__ import annotations

import json

import pytest

from core.cli.campaigns import watch
from core.cli.workspace import event_logs
from tests.cli.conftest import Cli


def test_campaigns_as_lines_and_as_json(ready: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_wait", lambda: False)
    head, titles, line, end = ready.ok("watch").out.split("\n")[:4]
    assert head.startswith("2026-01-05 08:00")
    assert titles.split()[:3] == ["Id", "Sender", "Name"]
    assert "invite-founders-Q1" in line
    assert end == ""
    assert json.loads(ready.ok("watch", "--json").out) == ready.data("campaign", "list")[0]
    assert ready.ok("watch", "--json", "--where", "name:nothing").out == ""
    assert ready("watch", "--where", "colour:red").code == 2


def test_events_as_they_come(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.ok("member", "list")
    events = cli.home / "events.jsonl"
    events.write_text('{"at": "2026-01-05T07:00:00.5+00:00", "event": "sent", "journal": "7", "person": "3"}\n')

    def wait() -> bool:
        with events.open("a") as file:
            file.write('{"at": "2026-01-05T07:02:00+00:00", "event": "daemon.ends\\u001b"}\n')
        return len(events.read_text().splitlines()) < 3

    monkeypatch.setattr(event_logs, "_wait", wait)
    assert cli.ok("logs", "--follow").out == ("2026-01-05 07:00:00  sent  person 3\n2026-01-05 07:02:00  daemon.ends\n")
    assert cli.data("logs", "-n", "1") == [{"at": "2026-01-05T07:02:00+00:00", "event": "daemon.ends"}]
