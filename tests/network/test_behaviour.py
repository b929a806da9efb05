"""Behaviour of the sandbox's people in numbers: it follows the design, and a seed repeats it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.network.gateway import Gateway
from core.network.open_gateway import embedded
from core.network.provider_errors import ErrorClass, ProviderError
from core.network.sandbox import Sandbox, behaviour, people
from tests.network.conftest import START, Net, open_gate


def invite(gateway: Gateway, number: int) -> None:
    try:
        gateway.invite("acc", people.provider_id(f"person-{number}0"), "Hello", open_gate)
    except ProviderError as error:
        if error.klass is not ErrorClass.done_already:  # connected already
            raise


def near(part: int, whole: int, share: float, tolerance: float) -> bool:
    return abs(part / whole - share) < tolerance


@pytest.mark.parametrize("net", ["in process"], indirect=True)
def test_two_thousand_people_accept_as_designed(net: Net) -> None:
    net.sandbox.configure_account("acc", weekly_limit=5000)
    for number in range(2000):
        invite(net.gateway, number)
    whole = len(net.sandbox.ledger())
    assert near(whole, 2000, 0.97, 0.012)
    accepted = []
    for after in (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30)):
        net.clock.move_to(START + after)
        accepted.append(whole - _pending(net))
    net.clock.move_to(START + timedelta(days=61))
    total = whole - _pending(net)
    assert near(total, whole, 0.37, 0.035)
    for count, share in zip(accepted, (0.21, 0.63, 0.88, 0.99), strict=True):
        assert near(count, total, share, 0.05)
    assert len(_relations(net)) == total


def _pending(net: Net) -> int:
    count, cursor = 0, None
    while True:
        page = net.gateway.sent_invitations("acc", cursor)
        count, cursor = count + len(page.items), page.cursor
        if cursor is None:
            return count


def _relations(net: Net) -> set[str]:
    found: set[str] = set()
    cursor = None
    while True:
        page = net.gateway.relations("acc", cursor, limit=1000)
        found |= {relation.public_id for relation in page.items}
        cursor = page.cursor
        if cursor is None:
            return found


def test_some_reply_within_hours() -> None:
    replies = [behaviour.reply("1", "acc", f"p{n}", START) for n in range(2000)]
    delays = [reply[0] - START for reply in replies if reply is not None]
    assert near(len(delays), 2000, 0.12, 0.025)
    assert timedelta(minutes=30) <= min(delays) <= max(delays) <= timedelta(hours=60)


def test_lists_lag_modestly() -> None:
    lags = [behaviour.lag("1", "acc", f"p{n}", timedelta(hours=8)) for n in range(500)]
    assert max(lags) < timedelta(hours=8)
    assert sum(lag < timedelta(hours=2) for lag in lags) > 200


def run(path: Path, seed: int) -> list[dict[str, object]]:
    """Run a small campaign: invitations for two weeks, a message to everybody who accepts."""
    sandbox, clock = Sandbox(path, seed, durable=False), SteppedClock(START)
    sandbox.configure_account("acc", premium=True)
    gateway = embedded(sandbox, clock.now)
    for day in range(14):
        for number in range(8):
            clock.move_by(timedelta(minutes=5))
            invite(gateway, day * 8 + number)
        for relation in gateway.relations("acc").items:
            if gateway.chats_with("acc", relation.provider_id).items[0].at != clock.now():
                gateway.start_chat("acc", relation.provider_id, "Welcome", open_gate)
        clock.move_by(timedelta(days=1))
    said = [message for chat in gateway.chats("acc").items for message in gateway.messages(chat.id).items]
    ledger = sandbox.ledger()
    gateway.close()
    sandbox.close()
    return [*ledger, {"said": [(m.id, m.at, m.text, m.ours) for m in said]}]


def test_the_same_calls_with_the_same_seed_make_the_same_ledger(tmp_path: Path) -> None:
    first = run(tmp_path / "a.db", 7)
    assert first == run(tmp_path / "b.db", 7)
    assert first != run(tmp_path / "c.db", 8)
    assert first[-1] != {"said": []}


def test_the_ledger_is_exact_under_threads(net: Net) -> None:
    net.sandbox.configure_account("acc", weekly_limit=5000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: invite(net.gateway, number), [n % 200 for n in range(200)]))
    invited = [line["person"] for line in net.sandbox.ledger()]
    assert len(invited) == len(set(invited)) == _pending_or_accepted(net)


def _pending_or_accepted(net: Net) -> int:
    net.later(days=61)
    return _pending(net) + len(_relations(net))


def test_an_unwritten_sandbox_in_memory() -> None:
    sandbox = Sandbox(":memory:", "a word", durable=False)
    gateway = embedded(sandbox, lambda: START)
    invite(gateway, 1)
    assert len(sandbox.ledger()) == 1
    gateway.close()
    sandbox.close()
