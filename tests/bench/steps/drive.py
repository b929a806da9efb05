"""Calls of each operation that reads the store (commands, pages, engine), in a world with a short or a long history."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from core.cli.main import main
from core.services import dependents
from core.services.audience import contact_list, contact_page, find_anything, sources
from core.services.campaigns import edit_effects, editor_data, lifecycle, rivals, value_counts
from core.services.members import member_view
from core.services.overview import (
    activity,
    campaign_detail,
    campaign_list,
    next_hour,
    programs,
    replies,
    settings_page,
    status,
    status_line,
)
from core.services.queue import in_doubt, pending_page, queue_page, requeue_reason
from core.views.queue_view import QueueQuery
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, slot
from tests.support.world import World

STEPS = (INVITATION, WELCOME, FOLLOW_UP)
CONFIG = '[clock]\nstart = 2026-01-05T07:00:00Z\n[workspace]\ntime_zone = "Europe/Paris"\n'


def live(world: World) -> None:
    """Run two members for nine days: three campaigns, people who accept and answer."""
    world.home.config.write_text(CONFIG)
    world.member()
    world.member("Ben Ito", "acc-ben")
    ada = world.source(100)
    world.source(30, "others")
    for number, slug in enumerate(ada[:80]):
        if number % 3 == 0:
            world.accepts(slug, after=timedelta(days=1), replies=timedelta(hours=30) if number % 2 else None)
    world.campaign(approval="off", steps=STEPS)
    world.campaign(name="others", source="others", sender="acc-ben", cohort=2, steps=STEPS, approval="invitations")
    world.campaign(name="afternoon", program="second", cohort=2, slots=(slot("14:00", 60),), steps=STEPS)
    for day in range(9):
        world.until(world.now + timedelta(days=1))
        if day % 4 == 0:
            world.approve()


class Driver:
    """A runner of commands and services on one home; each of them must succeed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._folder = world.folder

    def command(self, *words: object, code: int = 0) -> str:
        """Run one command in this process and return its output."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as leaving:
            main([str(word) for word in ("--home", self._world.home.folder, *words)])
        assert leaving.value.code == code, (words, out.getvalue(), err.getvalue())
        return out.getvalue()

    def _one(self, sql: str) -> int:
        found = self._world.sql(f"{sql} ORDER BY id DESC LIMIT 1")
        return int(found[0][0])

    def all(self) -> None:
        """Run everything."""
        world = self._world
        self.pages()
        invited = self._one("SELECT id FROM outreach WHERE status = 'invited'")
        pending = [row[0] for row in world.sql("SELECT id FROM outreach WHERE status = 'pending' ORDER BY id")]
        contact = self._one("SELECT contact_id FROM outreach WHERE status = 'invited'")
        replied = self._one("SELECT contact_id FROM outreach WHERE status = 'replied'")
        free = self._one("SELECT id FROM contact WHERE id NOT IN (SELECT contact_id FROM outreach)")
        world.close()
        self.reads(contact, replied)
        self.people(contact, replied, free)
        self.queue(invited, pending)
        self.campaigns()
        self.upkeep(free, replied)

    def pages(self) -> None:
        """Make the reads of the app's pages and dialogs."""
        ws = self._world.ws
        (campaign, second) = (row[0] for row in self._world.sql("SELECT id FROM campaign ORDER BY id LIMIT 2"))
        newest = self._one("SELECT id FROM outreach")
        for read in (
            status_line.heading,
            programs.programs,
            sources.list_sources,
            contact_page.page,
            pending_page.waiting,
            replies.listed,
            activity.latest,
            campaign_list.campaigns,
            editor_data.choices,
            next_hour.next_hour,
            settings_page.about,
            status.status,
            member_view.list_members,
        ):
            read(ws)
        for query in (
            QueueQuery(),
            QueueQuery(order="next"),
            QueueQuery(campaign=str(campaign)),
            QueueQuery(program="growth"),
            QueueQuery(status="invited"),
            QueueQuery(where='name:"person 7"'),
        ):
            first = queue_page.page(ws, query, limit=20)
            if len(first.keys) == 20:
                second_window = replace(query, at=first.keys[-1])
                queue_page.page(ws, second_window, limit=20)
                queue_page.earlier(ws, second_window, 10)
            queue_page.ending(ws, query, limit=20)
        middle = self._world.sql("SELECT id FROM outreach WHERE status = 'invited' ORDER BY id LIMIT 1 OFFSET 60")
        if middle:
            at = self._world.sql("SELECT last_sent_at FROM outreach WHERE id = ?", middle[0][0])[0][0]
            queue_page.page(ws, QueueQuery(at=(at, middle[0][0])), limit=20)
        activity.latest(ws, "campaign:growth kind:sent", skip=5)
        activity.count(ws, "campaign:growth")
        find_anything.find_anything(ws, "growth")
        contact_list.contact_page(ws, "", 40, "back", 40)
        contact_list.row_at(ws, "", 20)
        campaign_detail.detail(ws, str(campaign))
        programs.funnel(ws, programs.Chosen("growth"))
        editor_data.open_campaign(ws, campaign)
        rivals.rivals(ws, str(campaign))
        draft = lifecycle.draft_of(ws, campaign)
        edit_effects.effects(ws, campaign, draft)
        wanting = replace(draft.steps[0], texts={"en": "Hi {{ company }}"})
        value_counts.of_draft(ws, replace(draft, steps=(wanting, *draft.steps[1:])))
        requeue_reason.left_out(ws, str(campaign), "connected")
        in_doubt.evidence(ws, newest)
        queue_page.withdrawals(ws, str(second))
        contact_page.journey(ws, str(self._one("SELECT contact_id FROM outreach WHERE status = 'replied'")))
        contact_page.what_blocking_ends(ws, str(self._one("SELECT contact_id FROM outreach WHERE status = 'approved'")))
        dependents.what_archiving_ends(ws, "source", "people")
        dependents.what_archiving_ends(ws, "member", "Ada Wong")

    def reads(self, contact: int, replied: int) -> None:
        """Run the commands that print and change nothing."""
        for words in (
            "status",
            "campaign list",
            "program list",
            "campaign show founders",
            "limits",
            "activity --limit 20",
            "explain founders",
            "forecast --days 5",
            "contact list --why founders contacted --limit 20",
            "explain founders --at 2026-01-08T10:00",
            "contact list --why founders contacted --at 2026-01-08T10:00 --limit 20",
            "contact list --why founders unrecorded --at 2026-01-08T10:00 --limit 20",
            f"explain founders --person {contact}",
            f"explain founders --person {replied} --at 2026-01-08T10:00",
            "member list",
            "member accounts",
            "source list",
            "contact list --search Person",
            "queue list --limit 20",
            "queue list --campaign founders --status invited --limit 20",
            "queue list --where status=invited --limit 20 --json",
            "contact list --where name~Person --limit 20 --json",
            "exclude list",
            "replies",
            "verify",
            "doctor",
            "doctor --provider",
            f"contact show {contact}",
            f"contact show {replied}",
        ):
            self.command(*words.split(), code=1 if words == "verify" else 0)

    def people(self, contact: int, replied: int, free: int) -> None:
        """Change members, sources and people."""
        self.command("member", "add", "Cleo Roy", "--account", "acc-cleo")
        self.command("member", "edit", "Cleo Roy", "--day-cap", 15, "--account", "acc-cleo-2")
        more = self._folder / "more.csv"
        more.write_text(
            "First Name,Last Name,Company,URL\n"
            + "".join(f"Person,Number{n},Firm {n % 3},https://www.linkedin.com/in/newcomer-{n}\n" for n in range(20))
        )
        self.command("source", "import", more, "--name", "more")
        self.command("source", "import", self._folder / "people.csv", "--name", "people", "--update")
        self.command("source", "import", more, "--name", "cleo's", "--connections-of", "Cleo Roy")
        self.command("source", "segment", "--name", "firm-1", "--company", "Firm 1")
        self.command("source", "find", "--name", "ctos", "--owner", "Ada Wong", "--keywords", "cto paris")
        self.command("finder", "edit", "ctos", "--per-slot", 5)
        self.command("finder", "stop", "ctos")
        self.command("finder", "start", "ctos")
        self.command("exclude", "add", "--company", "Firm 2", "--reason", "a client")
        listed = self._folder / "list.csv"
        listed.write_text("kind,value\ncompany,Firm 0\n")
        self.command("exclude", "sync", listed)
        self.command("exclude", "remove", 1, "--yes")
        self.command("contact", "edit", contact, "--position", "CTO", "--set", "custom.city=Paris")
        self.command("contact", "block", free)
        self.command("contact", "unblock", free)
        self.command("contact", "block", replied)

    def queue(self, invited: int, pending: list[int]) -> None:
        """Decide about people, and send."""
        self.command("queue", "withdraw", invited)
        self.command("pause", "--member", "Ada Wong")
        self.command("resume", "--member", "Ada Wong")
        self.command("advance", "--days", 1)
        if pending:
            self.command("queue", "edit-text", pending[0], "Hello from Ada")
            self.command("queue", "reject", pending[-1])
        self.command("queue", "approve", "--all")
        self.command("advance", "--days", 1)

    def campaigns(self) -> None:
        """Save, change, clone and end campaigns."""
        self.command("campaign", "clone", "founders", "--name", "twin")
        self.command("campaign", "start", "twin")
        self.command("campaign", "stop", "afternoon")
        self.command("campaign", "archive", "afternoon", "--yes")
        self.command("advance", "--days", 1)

    def upkeep(self, free: int, replied: int) -> None:
        """Back up, forget, archive and restore."""
        self.command("backup", self._folder / "kept.db")
        self.command("contact", "forget", replied, "--yes")
        self.command("source", "archive", "firm-1", "--yes")
        self.command("member", "archive", "Ben Ito", "--yes")
        self.command("restore", self._folder / "kept.db")
        self.command("advance", "--days", 1)
