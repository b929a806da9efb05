"""Engines in real processes that are killed: nobody is invited twice, nothing is lost, and all numbers add up."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.config import load
from core.daemon.loop import STOP, Loop
from core.engine.ownership.lock import holder, is_held
from core.engine.runner import engine
from core.errors import EngineElsewhereError
from core.network.sandbox import Sandbox
from core.services.maintenance import advance
from core.services.maintenance.verify import verify
from core.services.overview import campaign_list
from core.services.provider import gateway as network
from core.workspace import opened
from tests.support import oracle
from tests.support.oracle import Entry
from tests.support.patience import DEADLINE_S
from tests.support.processes import COHORT, Fast, fast, jitter
from tests.support.world import SEED

KILLS = 6
PEOPLE = 3 * COHORT


class SilentAlarm:
    """An alarm that never rings: the loop's own wait of a second is enough."""

    def arm(self, delay: float) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def entries(home: Fast) -> list[Entry]:
    sandbox = Sandbox(home.home.sandbox, SEED)
    try:
        return [Entry(**entry) for entry in sandbox.ledger()]  # type: ignore[arg-type]
    finally:
        sandbox.close()


def settle_all(home: Fast) -> None:
    """Run three more days in this process, on a stepped clock: doubts are settled, and requeued people are invited."""
    with opened(home.home, config=load(home.home.config)) as workspace, network.gateway(workspace) as gateway:
        workspace.clock = SteppedClock(workspace.now())
        advance.advance(workspace, gateway, workspace.now() + timedelta(days=3))


def check(home: Fast) -> dict[str, int]:
    """Check by the product's recount and by counts of the test; return how the deliveries ended."""
    written = entries(home)
    assert oracle.people_twice(written) == []
    assert oracle.messages_twice(written) == []
    with opened(home.home, config=load(home.home.config)) as workspace:
        found = verify(workspace)
        # On a clock this fast the time between intent and write is minutes: spacing is kept between intents.
        assert found.differences == ()
        assert found.duplicates == ()
        for campaign in campaign_list.campaigns(workspace):
            for run in campaign_list.campaign(workspace, str(campaign.id)).runs:
                sums = run.invitations
                told = sums.sent + sums.in_doubt + sum(sums.not_sent.values())
                assert sums.planned == told + sums.waiting, run
        with workspace.store.read() as store:
            states: dict[str, int] = dict(store.rows("SELECT state, count(*) FROM delivery GROUP BY state"))
            sent = store.rows(
                "SELECT m.account_id, count(*) FROM delivery d JOIN member m ON m.id = d.member_id "
                "WHERE d.kind = 'invitation' AND d.state IN ('sent', 'in_doubt', 'unresolved') GROUP BY 1"
            )
    invited = Counter(entry.account for entry in written if entry.kind == "invite")
    assert all(invited[account] <= count for account, count in sent)
    return states


def _reached(home: Fast, target: int) -> bool:
    """Return whether `target` writes are made, or the run is over (slow machine), so that an idle engine is killed."""
    return home.written() >= target or home.run_over()


def _began(home: Fast, epoch: int) -> bool:
    return home.stored("SELECT epoch FROM engine") >= epoch


def _in_flight(home: Fast) -> bool:
    return home.in_flight() or home.run_over()


def test_killed_again_and_again(tmp_path: Path) -> None:
    with fast(tmp_path / "home") as home:
        for number, longer in enumerate(jitter(7, KILLS, 0.12)):
            child = home.start()
            home.wait(child, partial(_began, home, 2 + number), "the engine's beginning")
            target = home.written() + 1 + number % 3
            home.wait(child, partial(_reached, home, target), f"{target} writes")
            if number % 2:
                home.live_on(child, longer)  # until a random moment
            else:
                home.wait(
                    child, partial(_in_flight, home), "a call in flight", every=0.0005
                )  # between intent and outcome
            child.send_signal(signal.SIGKILL)
            assert child.wait(DEADLINE_S) == -signal.SIGKILL
            # One crash leaves at most one doubt for each of the three accounts.
            assert home.stored("SELECT count(*) FROM delivery WHERE state = 'sending'") <= 3
        assert home.stored("SELECT epoch FROM engine") == 1 + KILLS
        # Half of the kills fell between an intent and its outcome, so some of them left a doubt.
        assert home.stored("SELECT count(*) FROM delivery WHERE state IN ('sending', 'in_doubt', 'not_sent')") >= 1
        settle_all(home)
        states = check(home)
        assert "sending" not in states
        assert "in_doubt" not in states

        assert states["sent"] >= PEOPLE


def test_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    with fast(tmp_path / "home") as home:
        child = home.start()
        home.wait(child, lambda: home.written() >= 3, "three writes")
        found = holder(home.home.engine_lock)
        assert found is not None
        assert found.pid == child.pid
        child.send_signal(signal.SIGTERM)
        assert child.wait(DEADLINE_S) == 0
        # No outcome is left open, and the next engine may begin at once.
        assert home.stored("SELECT count(*) FROM delivery WHERE state IN ('sending', 'in_doubt')") == 0
        assert not is_held(home.home.engine_lock)
        written = home.written()
        second = home.start()
        home.wait(second, lambda: home.written() > written, "a write of the second engine")
        second.send_signal(signal.SIGINT)
        assert second.wait(DEADLINE_S) == 0
        check(home)


def test_a_second_engine_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    with fast(tmp_path / "home", speed=1) as home:
        first = home.start()
        home.wait(first, lambda: is_held(home.home.engine_lock), "the lock")
        home.wait(first, lambda: home.stored("SELECT epoch FROM engine") == 2, "the epoch")
        second = home.start()
        _out, said = second.communicate(timeout=DEADLINE_S)
        assert second.returncode == 3
        assert str(first.pid) in said
        # The refusal itself changes nothing.
        with (
            opened(home.home, config=load(home.home.config)) as workspace,
            network.gateway(workspace) as gateway,
            pytest.raises(EngineElsewhereError, match=str(first.pid)),
            engine(workspace, gateway, "test"),
        ):
            raise AssertionError("two engines")
        assert home.stored("SELECT epoch FROM engine") == 2
        first.send_signal(signal.SIGTERM)
        assert first.wait(DEADLINE_S) == 0


def test_the_engine_works_without_the_scheduler(tmp_path: Path) -> None:
    with fast(tmp_path / "home") as home:
        settings = load(home.home.config)
        with (
            opened(home.home, config=settings) as workspace,
            network.gateway(workspace) as gateway,
            engine(workspace, gateway, "test") as context,
        ):
            loop = Loop(context, lambda _ring: SilentAlarm())

            def run() -> None:
                with workspace.store.session():
                    loop.run()

            thread = threading.Thread(target=run)
            thread.start()
            deadline = time.monotonic() + DEADLINE_S
            try:
                while home.written() < 6 and time.monotonic() < deadline and thread.is_alive():
                    thread.join(0.02)
            finally:
                loop.inbox.put(STOP)
                thread.join(DEADLINE_S)
            assert not thread.is_alive()
        assert home.written() >= 6
        states = check(home)
        assert states.get("sending", 0) == 0
