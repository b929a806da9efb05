"""A throw-away workspace on the in-process sandbox, on a clock that only the test moves."""

from __future__ import annotations

import contextlib
import csv
import itertools
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from core.clock import SteppedClock
from core.config import ClockConfig, Config
from core.engine import runner as engines
from core.engine.context import Context
from core.network.gateway import Gateway
from core.network.open_gateway import embedded
from core.network.sandbox import Sandbox, people
from core.services.audience import contact_page as people_services
from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.maintenance import advance, backup
from core.services.maintenance.verify import verify
from core.services.members import members
from core.services.overview import campaign_list
from core.services.queue import approvals, queue_list
from core.views.campaign_changes_view import EditResult
from core.views.campaign_detail_view import CampaignDetail, Run
from core.views.maintenance_view import AdvanceResult, RestoreResult
from core.views.people_view import Contact
from core.views.queue_view import QueueEntry
from core.views.verification_view import Verification
from core.workspace import Workspace, home_of, opened
from tests.support import oracle
from tests.support.draft import draft
from tests.support.oracle import Entry

START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
"""A Monday, 08:00 in Paris."""
PARIS = "Europe/Paris"
ACCOUNTS = ("acc-ada", "acc-ben", "acc-cleo")
SEED = 1
LEDGER_KIND = {"invitation": "invite", "message": "message", "withdrawal": "withdraw"}


def at(text: str, zone: str = PARIS) -> datetime:
    """Return the UTC moment of a local time such as 2026-01-06 09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def slugs(name: str, count: int) -> list[str]:
    """Return public identifiers of people whom nobody is connected with, all called `Name Person`."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        slug = f"{name}-person-{number}x"
        number += 1
        if not any(people.connected_before(str(SEED), account, slug) for account in ACCOUNTS):
            found.append(slug)
    return found


def connected_slugs(account: str, count: int) -> list[str]:
    """Return people who were contacts of the account before anything was sent."""
    friends = (
        f"friend-of-{account}-{n}x"
        for n in range(100_000)
        if people.connected_before(str(SEED), account, f"friend-of-{account}-{n}x")
    )
    return list(itertools.islice(friends, count))


class World:
    """One home, opened; every service is called on `ws` as the command line would."""

    def __init__(
        self, folder: Path, config: Config, *, start: datetime, relation_lag: timedelta, durable: bool
    ) -> None:
        self.folder = folder
        self.config = config
        self.home = home_of(folder / "home")
        self.home.make()
        self.relation_lag = relation_lag
        self.durable = durable
        self.foreign: list[Entry] = []
        self._start = start
        self._open: contextlib.ExitStack | None = None
        self.open()

    # -- opening and closing

    def open(self) -> None:
        """Open store, sandbox and gateway; the clock continues from where it was."""
        with contextlib.ExitStack() as stack:
            clock = SteppedClock(self._start)
            self.ws: Workspace = stack.enter_context(
                opened(self.home, config=self.config, clock=clock, durable=self.durable)
            )
            # a store on a server adds the host, which tests of both stores must not see
            self.ws.actor = self.ws.actor.partition("@")[0]
            self.sandbox = Sandbox(self.home.sandbox, SEED, durable=False, relation_lag=self.relation_lag)
            stack.callback(self.sandbox.close)
            self.gateway: Gateway = embedded(self.sandbox, self.ws.now)
            stack.callback(self.gateway.close)
            self._open = stack.pop_all()

    def close(self) -> None:
        """Close everything; nothing stays open in this process."""
        if self._open is not None:
            self._start = self.ws.now()
            self._open.close()
            self._open = None

    def end(self) -> None:
        """Close everything, and drop its database."""
        self.close()
        if self.config.store_url is not None:
            from tests.support import postgres

            postgres.drop(self.config.store_url)

    def reopen(self) -> None:
        """Close and open the workspace, as a restart of the program does."""
        self.close()
        self.open()

    def restore(self, file: Path) -> RestoreResult:
        """Restore a backup while the program is not running, on a server into an empty database; then start again."""
        self.close()
        if self.config.store_url is not None:
            from tests.support import postgres

            postgres.drop(self.config.store_url)
            self.config = replace(self.config, store_url=postgres.new_database(postgres.BARE))
        with mock.patch.object(backup, "load", return_value=self.config):  # the home has no config.toml
            found = backup.restore(self.home, file)
        self.open()
        return found

    def copied_to(self, folder: Path) -> World:
        """Open the copy of this closed world in another folder, with its clock at the same time."""
        assert self._open is None
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        config = self.config
        if config.store_url is not None:
            from tests.support import postgres

            copy = postgres.new_database(postgres.name_of(config.store_url))
            config = replace(config, store_url=copy)
        made = World(folder, config, start=self._start, relation_lag=self.relation_lag, durable=self.durable)
        made.foreign = list(self.foreign)
        return made

    def become(self, other: World) -> None:
        """Replace all of this world by a copy of a closed one with the same settings."""
        self.end()
        shutil.rmtree(self.folder)
        shutil.copytree(other.folder, self.folder)
        self.config = other.config
        if other.config.store_url is not None:
            from tests.support import postgres

            copy = postgres.new_database(postgres.name_of(other.config.store_url))
            self.config = replace(other.config, store_url=copy)
        self.foreign, self._start = list(other.foreign), other.now
        self.open()

    # -- arranging

    def member(self, name: str = "Ada Wong", account: str = "acc-ada", **options: Any) -> str:
        """Add a member, by default without a ramp and on a paid plan; the sandbox knows the plan."""
        wanted: dict[str, Any] = {"plan": "premium", "ramp": False, **options}
        self.sandbox.configure_account(account, name=name, premium=wanted["plan"] != "basic")
        return str(members.add(self.ws, name, account, **wanted).id)

    def source(
        self,
        addresses: Sequence[str] | int,
        name: str = "people",
        *,
        columns: dict[str, Sequence[str]] | None = None,
        scripted: bool = True,
    ) -> list[str]:
        """Add a source of people (or this many new ones) who neither accept nor answer until a test says so.

        If they are not `scripted`, the sandbox draws who accepts and who answers.
        """
        chosen = slugs(name, addresses) if isinstance(addresses, int) else list(addresses)
        path = self.folder / f"{name}.csv"
        extra = columns or {}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["First Name", "Last Name", "URL", *extra])
            for index, slug in enumerate(chosen):
                first = slug.split("-")[0].title()
                row = [first, "Person", f"https://www.linkedin.com/in/{slug}"]
                writer.writerow(row + [values[index] for values in extra.values()])
        for slug in chosen if scripted else ():
            for account in ACCOUNTS:
                self.sandbox.script(account, slug)
        import_contacts.import_file(self.ws, path, name)
        return chosen

    def accepts(
        self,
        *slugs: str,
        after: timedelta = timedelta(hours=1),
        replies: timedelta | None = None,
        account: str = "acc-ada",
    ) -> None:
        """Let these people accept a time after their invitation, and perhaps answer the first message."""
        for slug in slugs:
            self.sandbox.script(account, slug, accepts_after=after, replies_after=replies)

    def campaign(self, plan: CampaignDraft | None = None, *, start: bool = True, **options: Any) -> str:
        """Save a campaign as `draft(**options)` and start it; return its id."""
        ident = str(lifecycle.create(self.ws, plan or draft(**options)))
        if start:
            lifecycle.start(self.ws, ident)
        return ident

    def edit(self, campaign: str, **changes: Any) -> EditResult:
        """Save a campaign with some fields of its draft changed."""
        return lifecycle.edit(self.ws, campaign, replace(lifecycle.draft_of(self.ws, int(campaign)), **changes))

    # -- what the member does outside Overture

    def invite_outside(self, *slugs: str, account: str = "acc-ada") -> None:
        """Send invitations from the account outside Overture; nobody accepts them."""
        for slug in slugs:
            self.sandbox.script(account, slug)
            self.gateway.invite(account, people.provider_id(slug), None, lambda: None)
            self.foreign.append(self.ledger()[-1])

    def write_outside(self, slug: str, text: str, *, account: str = "acc-ada") -> None:
        """Send a message from the account outside Overture."""
        self.gateway.start_chat(account, people.provider_id(slug), text, lambda: None)
        self.foreign.append(self.ledger()[-1])

    def withdraw_outside(self, *, account: str = "acc-ada") -> None:
        """Withdraw the newest pending invitation outside Overture."""
        self.gateway.withdraw(account, self.gateway.sent_invitations(account).items[0].id, lambda: None)
        self.foreign.append(self.ledger()[-1])

    # -- time

    @property
    def now(self) -> datetime:
        return self.ws.now()

    def until(self, moment: str | datetime, zone: str = PARIS) -> AdvanceResult:
        """Do everything that falls due up to a local time; return the events."""
        target = at(moment, zone) if isinstance(moment, str) else moment
        return advance.advance(self.ws, self.gateway, target)

    def skip_to(self, moment: str | datetime, zone: str = PARIS) -> None:
        """Let time pass while no engine runs."""
        target = at(moment, zone) if isinstance(moment, str) else moment
        self.ws.clock = SteppedClock(target)

    @contextlib.contextmanager
    def engine(self) -> Iterator[Context]:
        """Yield an engine of this process, for tests that move it by hand."""
        with engines.engine(self.ws, self.gateway, "test") as context:
            yield context

    def approve(self, campaign: str | None = None) -> int:
        """Approve all texts that wait; return their number."""
        return len(approvals.approve_all(self.ws, campaign))

    def approve_drawn(self, day: str) -> int:
        """Let a day pass to 22:00 and approve what its runs drew."""
        self.until(f"{day} 22:00")
        return self.approve()

    # -- looking

    def queue(self, campaign: str | None = None, **options: Any) -> list[QueueEntry]:
        """Return rows of the queue, by id."""
        return queue_list.list_queue(self.ws, campaign=campaign, **options, limit=10_000)

    def row(self, slug: str, campaign: str | None = None) -> QueueEntry:
        """Return the queue's row of one person."""
        (found,) = [row for row in self.queue(campaign) if str(row.contact.profile).endswith(f"/{slug}")]
        return found

    def contacts(self, **options: Any) -> tuple[Contact, ...]:
        """Return contacts by id."""
        return people_services.page(self.ws, **options).people

    def statuses(self, campaign: str | None = None) -> dict[str, int]:
        """Return the number of outreaches in each status."""
        return dict(Counter(row.status for row in self.queue(campaign)))

    def view(self, campaign: str) -> CampaignDetail:
        """Return the campaign as `campaign show` prints it."""
        return campaign_list.campaign(self.ws, campaign)

    def runs(self, campaign: str) -> list[Run]:
        """Return a campaign's runs, oldest first."""
        return list(self.view(campaign).runs[::-1])

    def run(self, campaign: str, day: str) -> Run:
        """Return a campaign's only run of a local date."""
        (found,) = [run for run in self.runs(campaign) if run.day.isoformat() == day]
        return found

    def run_dates(self, campaign: str) -> list[str]:
        """Return the local dates of a campaign's runs, oldest first."""
        return sorted(run.day.isoformat() for run in self.runs(campaign))

    def codes(self, campaign: str) -> set[str]:
        """Return the codes of a campaign's open problems."""
        return {problem.code for problem in self.view(campaign).summary.health.problems}

    def ledger(self, kind: str | None = None) -> list[Entry]:
        """Return the network's own record of sends."""
        entries = [Entry(**entry) for entry in self.sandbox.ledger()]  # type: ignore[arg-type]
        return [entry for entry in entries if kind is None or entry.kind == kind]

    def invited(self) -> list[str]:
        """Return the public identifiers of the people invited, in order."""
        return [entry.person for entry in self.ledger("invite")]

    def days(self, kind: str = "invite", zone: str = PARIS) -> dict[str, int]:
        """Return the number of sends on each local date."""
        dates = (entry.at.astimezone(ZoneInfo(zone)).date().isoformat() for entry in self.ledger(kind))
        return dict(Counter(dates))

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the store by SQL, for values that no service returns."""
        with self.ws.store.read() as store:
            return store.rows(statement, *values)

    # -- what must always hold

    def check_store(self) -> None:
        """Check what must hold even if the network's ledger has people whom the store has lost."""
        found = verify(self.ws)
        assert (found.differences, found.duplicates) == ((), ())
        self._runs_add_up()

    def check(self) -> Verification:
        """Recount everything, by the product's `verify` and by counting the network's own ledger."""
        found = verify(self.ws)
        assert found.differences == ()
        assert found.duplicates == ()
        entries = self.ledger()
        assert oracle.people_twice(entries) == []
        assert oracle.messages_twice(entries) == []
        assert oracle.too_close([entry for entry in entries if entry not in self.foreign]) == []
        for account in {entry.account for entry in entries}:
            assert oracle.most_in_a_week(entries, account) <= 100
        self._runs_add_up()
        self._ledger_matches()
        return found

    def _runs_add_up(self) -> None:
        for (ident,) in self.sql("SELECT id FROM campaign"):
            for run in self.runs(str(ident)):
                for sums in (run.invitations, run.messages):
                    told = sums.sent + sums.in_doubt + sum(sums.not_sent.values())
                    assert sums.planned == told + sums.waiting, run
                    assert sums.waiting == 0 or run.state == "open", run

    def _ledger_matches(self) -> None:
        """Check that the ledger has every send that the store calls `sent`; its other entries must be in doubt."""
        whose: dict[str, int] = dict(self.sql("SELECT account_id, member_id FROM member_account ORDER BY id"))
        ours = Counter(
            (member, people.public_id(person), LEDGER_KIND[kind])
            for member, person, kind in self.sql("SELECT member_id, person, kind FROM delivery WHERE state = 'sent'")
        )
        theirs = Counter((whose.get(entry.account), entry.person, entry.kind) for entry in self.ledger())
        open_doubts = self.sql("SELECT count(*) FROM delivery WHERE state IN ('in_doubt', 'unresolved', 'sending')")[0][
            0
        ]
        assert not ours - theirs
        by_hand = Counter((whose.get(entry.account), entry.person, entry.kind) for entry in self.foreign)
        assert sum((theirs - ours - by_hand).values()) <= open_doubts


@dataclass
class Worlds:
    """A maker of worlds that closes each of them when the test ends, however it ends."""

    folder: Path
    stack: contextlib.ExitStack
    on_server: bool = False
    """True if each world's store is in a PostgreSQL database."""

    def __call__(
        self,
        *,
        start: datetime = START,
        relation_lag: timedelta = timedelta(0),
        durable: bool = False,
        **settings: Any,
    ) -> World:
        folder = self.new_folder()
        folder.mkdir()
        wanted: dict[str, Any] = {"time_zone": PARIS, "seed": SEED, **settings}
        config = Config(clock=ClockConfig(start), **wanted)
        if self.on_server:
            from tests.support import postgres

            config = replace(config, store_url=postgres.new_database())
        made = World(folder, config, start=start, relation_lag=relation_lag, durable=durable)
        self.stack.callback(made.end)
        return made

    def new_folder(self) -> Path:
        """Return a folder that no world has had yet."""
        return self.folder / f"world-{len(list(self.folder.iterdir()))}"


@pytest.fixture
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_server: bool) -> Iterator[Worlds]:
    """Yield a maker of worlds for tests that need another start, zone or rule; only one may be open at a time."""
    monkeypatch.setenv("OVERTURE_ACTOR", "tester")
    with contextlib.ExitStack() as stack:
        yield Worlds(tmp_path, stack, on_server)


@pytest.fixture
def world(worlds: Worlds) -> World:
    """Return the plain world: Monday 2026-01-05, 08:00 in Paris."""
    return worlds()
