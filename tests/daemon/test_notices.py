"""The operator's command for notices: its input, how often it runs, and that it cannot harm the engine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.clock import WorkspaceClock, real_now
from core.config import NotifyConfig
from core.daemon import notices
from core.daemon.notices import Notices
from core.engine.context import Context
from tests.support.world import World

APPEND = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
NOW = real_now()


@pytest.fixture
def told(world: World, tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """Return a function that reads the notices which the command has received so far."""
    path = tmp_path / "told"
    notify(world, sys.executable, "-c", APPEND, str(path))
    return lambda: [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def context(world: World) -> Iterator[Context]:
    with world.engine() as made:
        yield made


def notify(world: World, *command: str, names: bool = False) -> None:
    world.ws.config = replace(world.ws.config, notify=NotifyConfig(command, names))


def stop_the_sender(world: World) -> None:
    with world.ws.store.write() as store:
        store.change("UPDATE member SET state = 'restricted', state_since = 1767600000000000")


def test_each_kind_at_most_once_an_hour_and_only_what_is_news(
    world: World, context: Context, told: Callable[[], list[dict[str, Any]]]
) -> None:
    world.member()
    world.source(5)
    campaign = world.campaign(name="secret-campaign")
    said: list[tuple[str, str]] = []
    giving = Notices(context, lambda kind, outcome: said.append((kind, outcome)))
    giving.tell(NOW)
    assert told() == []
    stop_the_sender(world)
    for minutes in (0, 1, 61):
        giving.tell(NOW + timedelta(minutes=minutes))  # the same problem gives no second notice, even later
    Notices(context, lambda *_said: None).tell(NOW + timedelta(minutes=62))  # nor after a restart
    (notice,) = told()
    assert (notice["kind"], notice["count"], notice["campaigns"]) == ("stopped", 1, [{"id": campaign}])
    assert said == [("stopped", "told")]
    world.campaign(name="another")
    giving.tell(NOW + timedelta(minutes=30))
    assert len(told()) == 1  # an hour has not passed
    notify(world, *world.ws.config.notify.command, names=True)
    giving.tell(NOW + timedelta(minutes=70))
    assert {one["name"] for one in told()[-1]["campaigns"]} == {"another", "secret-campaign"}


def test_replies_and_a_missing_engine(world: World, told: Callable[[], list[dict[str, Any]]]) -> None:
    world.member()
    slug, *_others = world.source(4)
    world.accepts(slug, replies=timedelta(hours=1))
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    world.skip_to("2026-01-08 22:00")
    world.ws.clock = WorkspaceClock(world.now, real_now())
    with world.engine() as context:
        giving = Notices(context, lambda *_said: None)
        with world.ws.store.write() as store:
            store.change("INSERT INTO journal (at, actor, kind, code, contact_id) VALUES (1, 'x', 'replied', '', 1)")
        giving.tell(NOW)
        assert {"reply", "engine.none"} <= {one["kind"] for one in told()}
        (reply,) = [one for one in told() if one["kind"] == "reply"]
        assert (reply["count"], reply["people"]) == (1, ["1"])
        giving.tell(NOW + timedelta(hours=2))
    assert len([one for one in told() if one["kind"] == "reply"]) == 1


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ((sys.executable, "-c", "import time; time.sleep(3600)"), "killed"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "failed"),
        (("/nowhere/command",), "failed"),
        (("nul\0byte",), "failed"),
    ],
)
def test_a_command_that_hangs_or_fails_is_reported(
    world: World,
    context: Context,
    command: tuple[str, ...],
    outcome: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(notices, "LONGEST_S", 0.2)
    world.member()
    world.source(5)
    world.campaign()
    stop_the_sender(world)
    notify(world, *command)
    said: list[tuple[str, str]] = []
    Notices(context, lambda kind, what: said.append((kind, what))).tell(NOW)
    assert said == [("stopped", outcome)]
    assert "[notify] command" in caplog.text


def test_the_command_gets_no_secret_and_no_shell(
    world: World, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERTURE_PROVIDER_KEY", "a-key-that-nobody-sees")
    script = "import os, sys; open(sys.argv[1], 'w').write(repr(sys.argv[2:]) + repr(dict(os.environ)))"
    notify(world, sys.executable, "-c", script, str(tmp_path / "seen"), "$(touch x); *")
    world.member()
    world.source(5)
    world.campaign()
    stop_the_sender(world)
    Notices(context, lambda *_said: None).tell(NOW)
    seen = (tmp_path / "seen").read_text()
    assert seen.startswith("['$(touch x); *']")
    assert "a-key-that-nobody-sees" not in seen
    assert os.environ["OVERTURE_PROVIDER_KEY"] == "a-key-that-nobody-sees"
