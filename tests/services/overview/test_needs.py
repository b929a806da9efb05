"""The list of things that need a person: its items, their order, and when an item disappears."""

from __future__ import annotations

from datetime import timedelta

from core.services.overview.needs import needs
from core.store import journal
from tests.support.counts import recount
from tests.support.world import World


def change(world: World, statement: str, *values: object) -> None:
    """Change the store directly, to a state that no service makes in one step."""
    with world.ws.store.write() as store:
        store.change(statement, *values)


def kinds(world: World) -> list[str]:
    return [one.kind for one in needs(world.ws).items]


def test_what_a_run_misses_comes_before_replies_and_each_goes_with_its_cause(world: World) -> None:
    member = world.member()
    world.source(30)
    campaign = world.campaign(cohort=5)
    world.until("2026-01-06 22:00")
    (waiting,) = needs(world.ws).items
    assert (waiting.kind, waiting.count, waiting.campaign_id) == ("approvals", 5, int(campaign))
    assert waiting.due is not None
    assert waiting.due > world.now

    doubt, answered = (row[0] for row in world.sql("SELECT id FROM outreach ORDER BY id LIMIT 2"))
    change(world, "UPDATE outreach SET status = 'unresolved' WHERE id = ?", doubt)
    at = int(world.now.timestamp() * 1_000_000)
    for message, back, ours in (("m1", 7_000_000, 0), ("m2", 5_000_000, 0)):
        change(
            world,
            "INSERT INTO reply (outreach_id, message_id, at, text, ours) VALUES (?, ?, ?, 'Hello', ?)",
            answered,
            message,
            at - back,
            ours,
        )
    with world.ws.store.write() as store:
        recount(store)
    found = needs(world.ws).items
    assert [one.kind for one in found] == ["doubt", "approvals", "reply"]
    assert (found[0].outreach_id, found[2].outreach_id) == (doubt, answered)
    assert found[2].text == "Wrote “Hello”; no answer yet."
    assert found[2].since is not None
    assert (world.now - found[2].since).total_seconds() == 5  # one entry for two messages: the last counts

    change(world, "UPDATE member SET state = 'disconnected' WHERE id = ?", int(member))
    assert kinds(world)[0] == "account"
    change(world, "UPDATE member SET state = 'ok' WHERE id = ?", int(member))
    change(
        world,
        "INSERT INTO reply (outreach_id, message_id, at, text, ours) VALUES (?, 'm3', ?, 'Thanks', 1)",
        answered,
        at,
    )
    assert kinds(world) == ["doubt", "approvals"]


def test_a_reply_is_told_by_its_first_words_cleaned_and_an_erased_one_without_any(world: World) -> None:
    world.member()
    world.source(5)
    world.campaign(cohort=5)
    world.until("2026-01-06 22:00")
    change(world, "UPDATE outreach SET status = 'invited'")
    (answered,) = world.sql("SELECT min(id) FROM outreach")[0]

    def told(text: str) -> str:
        change(world, "DELETE FROM reply")
        change(
            world,
            "INSERT INTO reply (outreach_id, message_id, at, text, ours) VALUES (?, 'm', ?, ?, 0)",
            answered,
            int(world.now.timestamp() * 1_000_000),
            text,
        )
        with world.ws.store.write() as store:
            recount(store)
        (found,) = [one.text for one in needs(world.ws).items if one.kind == "reply"]
        return found

    assert told("Yes,\n\n  gladly!\x1b[31m") == "Wrote “Yes, gladly!”; no answer yet."
    assert told("word " * 100) == f"Wrote “{('word ' * 32)[:159].rstrip()}…”; no answer yet."
    assert told("") == "Wrote back, and has no answer yet."


def missed(world: World, campaign: str, cause: str) -> None:
    """Journal a missed run of a campaign."""
    with world.ws.store.write() as store:
        data = {"cause": cause, "date": "2026-01-06"}
        journal.write(store, world.now, "engine", "problem", campaign=int(campaign), code="run.missed", data=data)


def test_what_an_account_that_is_off_does_to_its_campaigns_is_one_item_until_it_is_back(world: World) -> None:
    member = int(world.member())
    world.source(30)
    campaigns = [world.campaign(name=f"c{number}", cohort=5) for number in range(3)]
    world.until("2026-01-05 22:00")
    for campaign in campaigns:
        missed(world, campaign, "sender.disconnected")
    change(world, "UPDATE member SET state = 'disconnected' WHERE id = ?", member)
    (account,) = needs(world.ws).items
    assert (account.key, account.campaigns) == (f"account:sender.disconnected:{member}", 3)
    change(world, "UPDATE member SET state = 'ok' WHERE id = ?", member)
    assert kinds(world) == []


def test_runs_that_a_host_missed_are_one_item_and_those_of_a_campaign_its_own(world: World) -> None:
    world.member()
    world.source(30)
    campaigns = [world.campaign(name=f"c{number}", cohort=5) for number in range(3)]
    world.until("2026-01-05 22:00")
    for campaign in campaigns:
        missed(world, campaign, "engine.down")
    missed(world, campaigns[0], "held")
    own, host = needs(world.ws).items
    assert (host.about, host.campaigns) == ("the workspace", 3)
    assert host.text == "Missed runs in 3 campaigns: no engine was running."
    assert (own.campaign_id, own.campaigns) == (int(campaigns[0]), 1)


def test_a_network_limit_of_one_account_is_one_item(world: World) -> None:
    member = int(world.member())
    world.source(30)
    for number in range(3):
        world.campaign(name=f"c{number}", cohort=5)
    world.until("2026-01-05 22:00")
    until = int((world.now + timedelta(hours=6)).timestamp() * 1_000_000)
    change(world, "UPDATE member SET cooldown_until = ? WHERE id = ?", until, member)
    (limit,) = needs(world.ws).items
    assert (limit.kind, limit.campaigns, limit.member_id) == ("account", 3, member)
