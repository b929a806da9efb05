"""Campaigns reused from the last read equal those that are read again, whatever changed in between."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from core.engine import runner
from core.engine.context import Context
from core.errors import OvertureError
from core.rules.exclusions.rule import RuleKind
from core.services import workspace_values
from core.services.audience import block_contacts, contact_edit, exclusions, forget, import_contacts, segments
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.home import changed_campaigns, home_list
from core.services.home.home_list import CachedList
from core.services.members import members
from core.services.overview.campaign_list import campaigns
from core.services.queue import approvals, queue_edit
from core.store import member_accounts
from core.store import members as member_rows
from core.store.changes import change_stamps
from core.store.changes.touched import EVERYTHING, Touch
from core.store.database import Writing
from tests.support.draft import draft, slot
from tests.support.world import World, Worlds

STEPS = 100
ACCOUNTS = {"acc-ada": "Ada Wong", "acc-ben": "Ben Ode", "acc-cleo": "Cleo Marsh"}
GREETING = StepDraft("invitation", 0, {"en": "Hi {{ first_name }} of {{ company }}"})
PLAIN = StepDraft("invitation", 0, {"en": ""})


class Walk:
    """A world in which random things happen step by step, and the list of campaigns that each read reuses."""

    def __init__(self, world: World, engine: Context, chance: Random) -> None:
        self.world, self.ws, self.engine, self.chance = world, world.ws, engine, chance
        self.kept = CachedList()
        for account, name in ACCOUNTS.items():
            world.member(name, account, day_cap=chance.choice((4, 20)), plan=chance.choice(("basic", "premium")))
        self.people = world.source(14, "people", columns={"Company": ["Acme", "Beta Oy", "", "Gamma"] * 3 + ["", ""]})
        self.people += world.source([*self.people[:5], *(f"other-{number}x" for number in range(5))], "others")[5:]
        segments.add(self.ws, "some", {"where": ["company:acme"]})
        for number in range(9):
            self._campaign(number)

    def _campaign(self, number: int) -> None:
        sender = sorted(ACCOUNTS)[number % 3]
        made = draft(
            name=f"campaign {number % 7}",  # two names come twice: such a pair shares no people
            sender=sender,
            source=("people", "others", "some")[number % 4 % 3],
            approval="off" if number % 2 else "every-message",
            cohort=self.chance.choice((1, 3)),
            steps=(self.chance.choice((GREETING, PLAIN)),),
            slots=(slot(f"{8 + number % 3:02}:00", 60), slot("14:00", 45)),
        )
        lifecycle.start(self.ws, str(lifecycle.create(self.ws, made)))

    def some(self, statement: str) -> str:
        """Return one random value of a statement's first column, as text."""
        return str(self.chance.choice(self.world.sql(statement))[0])

    def campaign(self) -> str:
        return self.some("SELECT id FROM campaign WHERE archived_at IS NULL ORDER BY id")

    def member(self) -> str:
        return self.some("SELECT id FROM member ORDER BY id")

    def contact(self) -> str:
        return self.some("SELECT id FROM contact WHERE merged_into_id IS NULL AND public_id IS NOT NULL ORDER BY id")

    def outreach(self, *statuses: str) -> list[int]:
        return [int(self.some(f"SELECT id FROM outreach WHERE status IN {(*statuses, '')} ORDER BY id"))]

    # -- what may happen

    def work(self) -> None:
        """Let the engine do all due work."""
        runner.advance(self.engine, self.world.now)

    def approve(self) -> None:
        approvals.approve_all(self.ws, self.campaign())

    def reject(self) -> None:
        approvals.reject(self.ws, self.outreach("pending"))

    def remove(self) -> None:
        queue_edit.remove(self.ws, self.outreach("queued", "pending", "approved"))

    def requeue(self) -> None:
        queue_edit.requeue(self.ws, self.outreach("cancelled", "failed"))

    def pause(self) -> None:
        members.pause(self.ws, self.chance.choice((None, self.member())), on=self.chance.random() < 0.3)

    def block(self) -> None:
        block_contacts.block(self.ws, self.contact())

    def unblock(self) -> None:
        block_contacts.unblock(self.ws, self.some("SELECT id FROM contact WHERE blocked_at IS NOT NULL ORDER BY id"))

    def exclude(self) -> None:
        exclusions.add(self.ws, RuleKind.COMPANY, "Beta")

    def lift(self) -> None:
        exclusions.remove(self.ws, "company:beta", requeue=True)

    def forget(self) -> None:
        forget.forget(self.ws, self.contact())

    def correct(self) -> None:
        contact_edit.edit(self.ws, self.contact(), {"company": self.chance.choice(("Acme", "Delta"))})

    def add_people(self) -> None:
        path = self.world.folder / "more.csv"
        lines = [f"Zoe,Beta,https://www.linkedin.com/in/more-{self.chance.randrange(99)}x" for _row in range(2)]
        path.write_text("\n".join(["First Name,Company,URL", *lines]), encoding="utf-8")
        import_contacts.import_file(self.ws, path, self.chance.choice(("people", "others")))

    def switch(self) -> None:
        ident = self.campaign()
        active = self.world.view(ident).summary.active
        (lifecycle.stop if active else lifecycle.start)(self.ws, ident)

    def edit(self) -> None:
        changes: dict[str, Any] = self.chance.choice(
            (
                {"cohort_size": self.chance.choice((1, 2, 5))},
                {"approval": self.chance.choice(("off", "every-message"))},
                {"steps": (self.chance.choice((GREETING, PLAIN)),)},
                {"name": f"campaign {self.chance.randrange(7)}"},
                {"source": self.chance.choice(("people", "others", "some"))},
            )
        )
        self.world.edit(self.campaign(), **changes)

    def create(self) -> None:
        self._campaign(self.chance.randrange(9))

    def archive(self) -> None:
        if self.chance.random() < 0.2:
            lifecycle.archive(self.ws, self.campaign())

    def cap(self) -> None:
        members.edit(self.ws, self.member(), day_cap=self.chance.choice((1, 4, 20)))

    def day_off(self) -> None:
        days = self.chance.choice(("", f"{self.world.now:%Y-%m-%d}"))
        if self.chance.random() < 0.3:
            workspace_values.change(self.ws, {"days-off": days})
        else:
            members.edit(self.ws, self.member(), days_off=days)

    def fault(self) -> None:
        """Let the provider refuse something for a while."""
        what = self.chance.choice(("service_unavailable", "timeout_after", "limit_exceeded", "cannot_resend_yet"))
        until = self.world.now + timedelta(hours=2)
        self.world.sandbox.fault(what, account=self.chance.choice(sorted(ACCOUNTS)), until=until, remaining=3)

    def account(self) -> None:
        self.world.sandbox.configure_account(
            self.chance.choice(sorted(ACCOUNTS)), status=self.chance.choice(("ok", "ok", "credentials"))
        )

    ACTS: tuple[tuple[Callable[[Walk], None], int], ...] = (
        (work, 30), (approve, 6), (reject, 2), (remove, 3), (requeue, 3), (pause, 4), (block, 2), (unblock, 2),
        (exclude, 1), (lift, 1), (forget, 1), (correct, 3), (add_people, 2), (switch, 4), (edit, 6), (create, 1),
        (archive, 1), (cap, 2), (day_off, 2), (fault, 2), (account, 1),
    )  # fmt: skip

    def step(self) -> str:
        """Let time pass, read, let one thing happen, and return its name."""
        hour = self.world.now.hour
        self.world.skip_to(
            self.world.now + timedelta(minutes=self.chance.choice((5, 20) if 6 <= hour < 15 else (240,)))
        )
        self.kept.read(self.ws)
        acts, weights = zip(*self.ACTS, strict=True)
        act = self.chance.choices(acts, weights)[0]
        with contextlib.suppress(OvertureError, IndexError):
            act(self)
        self.ws.take_values()
        return str(act.__name__)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often all, some or no campaigns had to be read again."""
    found: Counter[str] = Counter()
    whole = changed_campaigns.changed

    def changed(*values: Any) -> set[int] | None:
        again = whole(*values)
        found["all" if again is None else "some" if again else "none"] += 1
        return again

    monkeypatch.setattr(home_list, "changed", changed)
    return found


def differs_after(world: World, seed: int) -> str:
    """Walk until the reused list is wrong, and return the kind of step after which it is; empty if it never is."""
    with world.engine() as engine:
        walk = Walk(world, engine, Random(seed))
        for number in range(STEPS):
            name = walk.step()
            archived = number % 9 == 8
            fresh = home_list.home_list(walk.ws, archived=archived)
            assert fresh.campaigns == campaigns(walk.ws, archived=archived)
            if walk.kept.read(walk.ws, archived=archived) != fresh:
                return name
    return ""


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_taken_over_equals_a_read_of_all(worlds: Worlds, counted: Counter[str], seed: int) -> None:
    assert differs_after(worlds(), seed) == ""
    assert counted["some"] > STEPS / 3, counted
    assert counted["none"] > 0, counted


def test_a_campaign_of_the_same_name_is_read_again_once_the_other_is_archived(world: World) -> None:
    """Ben's campaign may draw the people of Ada's campaign again, though nothing of Ben's own changed."""
    world.member("Ada Wong", "acc-ada")
    world.member("Ben Ode", "acc-ben")
    world.source(3, "people")
    ada = world.campaign(draft(name="same", sender="acc-ada"))
    world.until("2026-01-06 22:00")
    world.campaign(draft(name="same", sender="acc-ben"))
    assert len(world.queue(ada)) == 3
    kept = CachedList()
    kept.read(world.ws)
    lifecycle.archive(world.ws, ada)
    assert kept.read(world.ws) == home_list.home_list(world.ws, archived=False)


@pytest.mark.parametrize("how", ["owner", "account", "archived"])
def test_a_member_that_leaves_an_owner_changes_the_lists_of_the_others(world: World, how: str) -> None:
    """An owner's budget is shared by its member rows: when one leaves, every list counts as changed."""
    world.source(6)
    for account, name in list(ACCOUNTS.items())[:2]:
        world.member(name, account)
        world.campaign(name=name, sender=name)
    with world.ws.store.write() as store:
        for ident in (1, 2):
            member_rows.set_owner(store, ident, "ada")
    with world.ws.store.read() as store:
        before = change_stamps.every(store).get(EVERYTHING)
    with world.ws.store.write() as store:
        if how == "owner":
            member_rows.set_owner(store, 2, "ben")
        elif how == "account":
            member_accounts.change(store, 2, "acc-new", world.now)
        else:
            member_rows.archive(store, 2, world.now)
    with world.ws.store.read() as store:
        assert change_stamps.every(store).get(EVERYTHING) != before


@pytest.mark.parametrize("left_out", ["everything", "outreach", "contact"])
def test_a_kind_of_change_that_is_left_out_is_seen(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    raise_for = change_stamps.raise_for

    def raise_for_others(store: Writing, touched: Iterable[Touch]) -> None:
        raise_for(store, [touch for touch in touched if touch.kind != left_out])

    monkeypatch.setattr(change_stamps, "raise_for", raise_for_others)
    assert differs_after(worlds(), 1) != ""
