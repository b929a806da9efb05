"""The systemd unit: its command, its user, and the files that it may write."""

from __future__ import annotations

import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from core.daemon import unit as units
from core.daemon.unit import SYSTEM_HOME, unit


def read(text: str) -> RawConfigParser:
    found = RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(text)
    return found


def test_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "_program", lambda: ["/usr/bin/overture"])
    service = read(unit(SYSTEM_HOME, system=True, standby=True, health_port=9300))["Service"]
    assert service["ExecStart"] == "/usr/bin/overture --home /var/lib/overture daemon --standby --health-port 9300"
    assert (service["User"], service["StateDirectory"]) == ("overture", "overture")
    assert (service["Type"], service["WatchdogSec"]) == ("notify", "60")
    assert (service["ProtectSystem"], service["ProtectHome"]) == ("strict", "yes")
    assert service["NoNewPrivileges"] == "yes"
    assert service["LimitCORE"] == "0"


def test_another_home_may_be_written_and_is_not_hidden() -> None:
    service = read(unit(Path("/home/ada/cam paign"), system=True))["Service"]
    assert service["ReadWritePaths"] == '"/home/ada/cam paign"'
    assert service["ProtectHome"] == "read-only"
    assert "StateDirectory" not in service


def test_of_a_user_nothing_needs_privileges() -> None:
    text = unit(Path('/home/a%d"a/$x'), system=False)
    parsed = read(text)
    assert '"/home/a%%d\\"a/$$x"' in parsed["Service"]["ExecStart"]
    assert sys.executable in text or "overture" in parsed["Service"]["ExecStart"]
    assert not {"User", "ProtectSystem", "PrivateTmp"} & set(parsed["Service"])
    assert parsed["Install"]["WantedBy"] == "default.target"
