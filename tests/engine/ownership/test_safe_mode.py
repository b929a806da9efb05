"""Safe mode: an engine that crashes repeatedly reads but does not send, says so, and sends again after `resume`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import real_now
from core.engine import runner
from core.engine.ownership import safe_mode
from core.engine.sending import gate
from core.errors import EngineElsewhereError, RefusedError
from core.services.members import members
from core.services.overview.status import status
from core.services.overview.status_check import check
from core.store import members as member_rows
from core.store import outreaches
from tests.support.story import approved
from tests.support.world import World


class Crash(BaseException):
    """The end of the process in the middle of its work."""


def crash(world: World, kind: str = "daemon") -> None:
    with pytest.raises(Crash), runner.engine(world.ws, world.gateway, kind):
        raise Crash


def is_safe(world: World) -> bool:
    return status(world.ws).state.safe_since is not None


def test_five_starts_without_a_clean_close_begin_safe_mode(world: World) -> None:
    for _ in range(4):
        crash(world)
        assert not is_safe(world)
    with runner.engine(world.ws, world.gateway, "daemon") as context:
        assert bool(context.safe)
        assert is_safe(world)
        found = check(world.ws)
        assert (found.verdict, found.codes) == ("error", ("engine.safe",))
        members.pause(world.ws, None, on=False)
        safe_mode.refresh(context)
        still = bool(context.safe)
    assert not still
    assert not is_safe(world)
    assert not world.home.starts.exists()
    with runner.engine(world.ws, world.gateway, "daemon") as context:
        assert not context.safe


def test_safe_mode_outlasts_a_clean_close_and_a_restart(world: World) -> None:
    for _ in range(5):
        crash(world)
    for kind in ("daemon", "app"):
        with runner.engine(world.ws, world.gateway, kind) as context:
            assert context.safe


def test_a_clean_close_a_refusal_and_time_forget_the_starts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        crash(world)
    with runner.engine(world.ws, world.gateway, "daemon"):
        pass
    for _ in range(3):
        crash(world)
    with pytest.raises(RefusedError), runner.engine(world.ws, world.gateway, "daemon"):
        raise RefusedError("This store was copied.")
    for _ in range(4):
        crash(world)
    later = real_now() + timedelta(minutes=11)

    monkeypatch.setattr(safe_mode, "real_now", lambda: later)
    with runner.engine(world.ws, world.gateway, "daemon") as context:
        assert not context.safe


def test_a_refused_engine_forgets_no_start(world: World) -> None:
    with runner.engine(world.ws, world.gateway, "daemon"):
        noted = world.home.starts.read_text()
        with pytest.raises(EngineElsewhereError), runner.engine(world.ws, world.gateway, "app"):
            raise AssertionError
        assert world.home.starts.read_text() == noted


def test_time_moved_by_hand_is_not_watched(world: World) -> None:
    for _ in range(6):
        crash(world, "advance")
    assert not world.home.starts.exists()


def test_nothing_is_sent_in_safe_mode(world: World) -> None:
    _, campaign = approved(world, 20, cohort=2)
    with world.engine() as context:
        context.safe = True
        with world.ws.store.read() as store:
            member = member_rows.unarchived(store)[0]
            first = outreaches.get(store, store.scalar("SELECT min(id) FROM outreach"))
            verdict = gate.verdict(context, store, first, member, world.now)
            held = gate.holds_account(context, store, member, world.now)
    assert isinstance(verdict, gate.Later)
    assert isinstance(held, gate.Later)
    assert (verdict.reason, held.reason) == ("engine.safe", "engine.safe")
    assert world.view(campaign).summary.conversion.sent == 0


def test_an_invalid_file_counts_no_start(world: World) -> None:
    world.home.starts.write_text("never\n2026-01-05\n\x00\n" * 5)
    with runner.engine(world.ws, world.gateway, "daemon") as context:
        assert not context.safe
