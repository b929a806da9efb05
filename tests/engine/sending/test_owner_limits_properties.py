"""An owner's limit of a hundred invitations a week holds across all their account ids and member rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.members.member_view import list_members
from core.store.fields import from_us
from tests.support import oracle
from tests.support.budget import budget
from tests.support.draft import INVITATION, slot
from tests.support.oracle import WEEK
from tests.support.world import World, Worlds, slugs

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOVES = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 2)),
    st.tuples(st.just("by hand"), st.integers(1, 20)),
    st.tuples(st.sampled_from(["moved", "added", "archived", "both", "restart"]), st.just(1)),
)


class Owner:
    """One person on LinkedIn, whose accounts and member rows come and go."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.account = "acc-ada"
        self.number = 0
        self.member = world.member(day_cap=40)
        self.campaign()

    def campaign(self) -> None:
        """Start a campaign of the present account that sends as many as it may."""
        self.number += 1
        name = f"source{self.number}"
        self.world.source(90, name)
        self.world.campaign(
            name=name,
            sender=self.account,
            source=name,
            cohort=25,
            approval="off",
            steps=(INVITATION,),
            slots=(slot("08:00", 235, EVERY_DAY), slot("15:30", 235, EVERY_DAY)),
        )

    def anew(self, *, keep: bool = False) -> None:
        """Give the same person another account id; the earlier one is removed unless `keep` is set."""
        old, self.account = self.account, f"acc-ada-{self.number}-{len(self.world.sql('SELECT 1 FROM member_account'))}"
        self.world.sandbox.configure_account(self.account, same_owner_as="acc-ada")
        if not keep:
            self.world.sandbox.configure_account(old, status="removed")

    def add(self) -> None:
        """Add another member row for the present account."""
        found = members.add(self.world.ws, f"Ada {self.number}", self.account, plan="premium", ramp=False, day_cap=40)
        self.campaign()
        self.live(1)
        unarchived = list_members(self.world.ws)
        assert len(unarchived) == 1, found
        self.member, self.account = str(unarchived[0].id), unarchived[0].account

    def meet(self, what: str, count: int) -> None:
        """Do one random thing."""
        if what == "days":
            self.live(24 * count)
        elif what == "by hand":
            self.world.invite_outside(*slugs(f"hand{len(self.world.foreign)}", count), account=self.account)
        elif what == "moved":
            self.anew()
            members.edit(self.world.ws, self.member, account=self.account)
        elif what == "restart":
            self.world.reopen()
        elif what == "archived":
            members.archive(self.world.ws, self.member)
            self.anew()
            self.add()
        else:
            self.anew(keep=what == "both")
            self.add()

    def live(self, hours: int) -> None:
        self.world.until(self.world.now + timedelta(hours=hours))

    def check(self) -> None:
        """Check by the ledger that no 168 hours hold over a hundred invitations; foreign ones count once seen."""
        entries = [entry for entry in self.world.ledger("invite") if entry not in self.world.foreign]
        known = [
            (from_us(at), from_us(seen)) for at, seen in self.world.sql("SELECT at, seen_at FROM foreign_invitation")
        ]
        assert len(known) <= len(self.world.foreign)  # each counts once, by whatever id it is listed
        for entry in entries:
            begin = entry.at - WEEK
            inside = sum(begin < other.at <= entry.at for other in entries)
            assert inside + sum(begin < at and seen < entry.at for at, seen in known) <= 100
        one_account = [replace(entry, account="owner") for entry in entries]
        assert oracle.too_close(one_account) == []
        assert oracle.people_twice([replace(entry, account="owner") for entry in self.world.ledger()]) == []
        assert all(len([e for e in entries if e.at.date() == day]) <= 40 for day in {e.at.date() for e in entries})


@example([("days", 2), ("moved", 1), ("days", 2), ("archived", 1), ("days", 2), ("added", 1), ("days", 2)])
@example([("by hand", 20), ("days", 2), ("both", 1), ("days", 2), ("moved", 1), ("restart", 1), ("days", 2)])
@settings(
    max_examples=budget(1, 30),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(MOVES, min_size=4, max_size=8))
def test_the_week_is_the_owners_whatever_happens(worlds: Worlds, moves: list[tuple[str, int]]) -> None:
    world = worlds()
    owner = Owner(world)
    owner.live(48)
    for what, count in moves:
        owner.meet(what, count)
    owner.live(48)
    owner.check()
    for (campaign,) in world.sql("SELECT id FROM campaign"):
        lifecycle.stop(world.ws, str(campaign))
    world.close()
