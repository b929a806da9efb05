"""The daemon's loop: commands from its inbox, and its reports of its own state."""

from __future__ import annotations

import queue
from dataclasses import replace

import pytest

from core.clock import WorkspaceClock, real_now
from core.daemon import loop as loop_module
from core.daemon.loop import RELOAD, STOP, TICK, Loop
from core.services import workspace_values
from tests.support.world import World


class Silent:
    """An alarm that never rings."""

    def arm(self, delay: float) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Heard:
    """A watchdog in place of systemd, which records the notices that it gets."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def turned(self, words: str) -> None:
        self.lines.append(f"turned: {words}")

    def reloading(self) -> None:
        self.lines.append("reloading")

    def reloaded(self, fault: str) -> None:
        self.lines.append(f"reloaded: {fault}")

    def noticed(self, kind: str, outcome: str) -> None:
        self.lines.append(f"{kind}: {outcome}")

    def ends(self) -> None:
        self.lines.append("ends")


@pytest.mark.parametrize(
    ("text", "fault"), [("[ui]\nmouse = false\n", ""), ("nonsense", "cannot be read"), ("[uj]\n", "uj")]
)
def test_a_broken_configuration_changes_nothing_and_is_reported(
    world: World, text: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.ws.clock = WorkspaceClock(world.now, real_now())
    before = world.ws.config
    world.home.config.write_text(text)
    heard = Heard()
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    with world.engine() as context:
        loop = Loop(context, lambda _ring: Silent(), inbox, heard)
        inbox.put(RELOAD)
        inbox.put(STOP)
        loop.run()
    told = [line for line in heard.lines if line.startswith("reload")]
    assert told[0] == "reloading"
    assert fault in told[1]
    assert heard.lines[-1] == "ends"
    assert any(line.startswith("turned: 0 at work") for line in heard.lines)
    assert (world.ws.config is before) == bool(fault)
    assert ("was not applied" in caplog.text) == bool(fault)


def test_a_value_changed_by_another_process_is_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_module, "VALUES_S", 0.0)
    world.ws.clock = WorkspaceClock(world.now, real_now())
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    with world.engine() as context:
        loop = Loop(context, lambda _ring: Silent(), inbox, Heard())
        workspace_values.change(replace(world.ws), {"dedupe": "all"})
        assert context.workspace.stamp.dedupe == "group"
        inbox.put(TICK)
        inbox.put(STOP)
        loop.run()
        assert context.workspace.stamp.dedupe == "all"


def test_safe_mode_is_reported(world: World) -> None:
    world.ws.clock = WorkspaceClock(world.now, real_now())
    heard = Heard()
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    with world.engine() as context:
        loop = Loop(context, lambda _ring: Silent(), inbox, heard)
        assert "Safe mode" not in loop._words(None)
        context.safe = True
        assert "Safe mode" in loop._words(None)
        inbox.put(STOP)
        loop.run()
