"""Forgetting a person: no data of them is left in the store's files, counts stay, nobody invites them again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import NotFoundError, RefusedError
from core.network.sandbox import people
from core.services.audience import block_contacts, forget
from core.services.audience.contact_page import journey as journey_of
from core.services.maintenance import backup
from tests.support.rows import every_row
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World

SECRET = "Zanzibarovna"


@lived_once
def lived(world: World) -> tuple[str, str]:
    """Return the slug of a person who accepted and wrote back, with a text written for her, and the campaign."""
    world.member()
    (slug,) = world.source(1, columns={"Company": [f"{SECRET} Ltd"], "Mood": [f"{SECRET} mood"]})
    world.accepts(slug, replies=timedelta(hours=1))
    ident = world.campaign()
    for day in ("05", "06", "07", "08"):
        world.approve_drawn(f"2026-01-{day}")
    world.until("2026-01-12 22:00")
    return slug, ident


def stored(world: World) -> bytes:
    """Return the bytes of the closed store's file, or its rows if the store is on a server."""
    if world.config.store_url is None:
        return b"".join(path.read_bytes() for path in world.home.folder.glob("overture.sqlite*"))
    world.open()
    with world.ws.store.read() as store:
        rows = repr(every_row(store)).encode()
    world.close()
    return rows


def files(world: World) -> bytes:
    """Return the bytes of every file in the closed home, except the network's own, and those of the store."""
    home: Path = world.home.folder
    return stored(world) + b"".join(
        path.read_bytes() for path in home.rglob("*") if path.is_file() and path != world.home.sandbox
    )


def test_no_page_keeps_a_copy_of_a_dozen(world: World) -> None:
    world.member()
    names = [f"{SECRET}{number:04}" for number in range(300)]
    slugs = world.source(300, columns={"Company": [f"{name} and sons " * 8 for name in names]})
    ident = world.campaign(cohort=25)
    world.approve_drawn("2026-01-06")
    gone = slugs[::25]
    for slug in gone:
        forget.forget(world.ws, f"https://www.linkedin.com/in/{slug}")
    world.check_store()
    assert str(world.view(ident).summary.id) == ident
    world.close()
    left = files(world)
    assert [name for name in names[::25] if name.encode() in left] == []
    assert names[1].encode() in left
    world.open()


def test_what_was_made_before_is_named(world: World) -> None:
    slug, _ident = lived(world)
    (world.home.folder / "before-0001_initial.sqlite").write_bytes(b"a copy")
    assert "before-0001_initial.sqlite" in forget.forget(world.ws, slug).backups


def test_nothing_of_them_is_left_and_the_numbers_stay(world: World) -> None:
    slug, ident = lived(world)
    person = people.provider_id(slug)
    before = world.view(ident)
    assert before.summary.conversion.sent == 1
    found = forget.forget(world.ws, f"https://www.linkedin.com/in/{slug}")
    assert "backups hold" in found.backups
    in_file = world.ws.store.in_file
    assert (found.compacted, "dead rows until they are vacuumed" in found.backups) == (in_file, not in_file)
    after = world.view(ident)
    assert (after.summary.conversion, after.runs) == (before.summary.conversion, before.runs)
    world.check_store()
    world.close()
    left = files(world)
    for word in (slug, person, SECRET, slug.split("-")[0].title() + " Person"):
        assert word.encode() not in left, word
    world.open()
    world.until("2026-02-12 22:00")  # what the account's lists still show of them changes nothing
    assert world.view(ident).summary.conversion == before.summary.conversion
    world.check_store()
    with pytest.raises(NotFoundError):
        journey_of(world.ws, slug)


@pytest.mark.parametrize("by_id", [False, True], ids=["same address", "another address"])
def test_nobody_invites_them_again(world: World, *, by_id: bool) -> None:
    slug, _ident = lived(world)
    forget.forget(world.ws, slug)
    world.member("Ben Ito", "acc-ben")
    again = people.provider_id(slug) if by_id else slug
    world.source([again], "again")
    other = world.campaign(name="other", program="other", sender="acc-ben", source="again")
    for day in ("13", "14", "15"):
        world.approve_drawn(f"2026-01-{day}")
    assert world.queue(other) == []
    assert len(world.invited()) == 1


def test_an_address_that_only_the_profile_tells_is_known_again(world: World) -> None:
    slug, _ident = lived(world)
    forget.forget(world.ws, slug)
    world.member("Ben Ito", "acc-ben")
    alias = "an-old-address-77z"
    world.source([alias], "again")
    real = world.gateway

    class Alias(Stub):
        def profile(self, account_id: str, identifier: str):  # type: ignore[no-untyped-def]
            return real.profile(account_id, slug if identifier == alias else identifier)

    world.gateway = Alias(real)
    other = world.campaign(name="other", program="other", sender="acc-ben", source="again")
    world.approve_drawn("2026-01-13")
    world.approve_drawn("2026-01-14")
    (row,) = world.queue(other)
    assert (row.status, row.reason) == ("cancelled", "blocked")
    assert len(world.invited()) == 1


def test_an_erasure_is_known_even_if_its_block_is_lost(world: World) -> None:
    slug, _ident = lived(world)
    forget.forget(world.ws, slug)
    with world.ws.store.write() as store:
        store.change("DELETE FROM block")
    world.source([slug], "again")
    world.reopen()
    world.until("2026-01-13 22:00")
    assert world.sql("SELECT count(*) FROM block")[0][0] > 0
    assert world.contacts(source="again") == ()  # erased again, as the side journal says
    assert all(contact.blocked for contact in world.contacts())


def test_a_person_about_to_be_invited_is_not_invited_once_forgotten(world: World) -> None:
    world.member()
    slug, *_ = world.source(2)
    ident = world.campaign()
    world.approve_drawn("2026-01-05")
    world.approve_drawn("2026-01-06")
    assert forget.what_it_erases(world.ws, slug).sent == 0
    assert forget.forget(world.ws, slug).cancelled == 1
    world.until("2026-01-07 22:00")
    assert slug not in world.invited()
    assert world.statuses(ident)["cancelled"] == 1
    world.check_store()


def test_forgetting_a_person_in_doubt_is_refused(world: World) -> None:
    slug, _ident = lived(world)
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'in_doubt'")
    with pytest.raises(RefusedError, match="in doubt"):
        forget.forget(world.ws, slug)


def test_a_pending_invitation_of_theirs_is_not_taken_for_a_foreign_one(world: World) -> None:
    world.member()
    (slug,) = world.source(1)
    ident = world.campaign()
    world.approve_drawn("2026-01-05")
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert world.statuses(ident) == {"invited": 1}
    forget.forget(world.ws, slug)
    world.until("2026-01-12 22:00")
    assert world.sql("SELECT count(*) FROM foreign_invitation") == [(0,)]
    assert world.statuses(ident) == {"invited": 1}
    world.check_store()


def test_an_older_store_forgets_them_again(world: World, tmp_path: Path) -> None:
    slug, ident = lived(world)
    file = tmp_path / "old.sqlite"
    backup.backup(world.ws, file)
    before = world.view(ident).summary.conversion
    forget.forget(world.ws, slug)
    world.restore(file)
    assert journey_of(world.ws, slug)  # they are back, until an engine starts
    world.until("2026-01-13 22:00")
    with pytest.raises(NotFoundError):
        journey_of(world.ws, slug)
    assert world.view(ident).summary.conversion == before
    world.check_store()
    world.close()
    left = stored(world)
    for word in (slug, people.provider_id(slug), SECRET):
        assert word.encode() not in left, word
    world.open()
    journal = world.sql("SELECT count(*) FROM journal WHERE kind = 'forgotten'")
    world.until("2026-01-14 22:00")  # nothing is erased a second time
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'forgotten'") == journal == [(1,)]


def test_an_older_store_that_still_meant_to_write_to_them(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member()
    slug, *_ = world.source(2)
    ident = world.campaign()
    world.approve_drawn("2026-01-05")
    world.approve_drawn("2026-01-06")
    block_contacts.block(world.ws, slug)  # first a plain block, then the erasure
    with world.ws.store.write() as store:
        store.change("UPDATE outreach SET status = 'approved', reason = '' WHERE status = 'cancelled'")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    forget.forget(world.ws, slug)
    world.restore(tmp_path / "old.sqlite")
    world.until("2026-01-07 22:00")
    assert slug not in world.invited()
    assert world.statuses(ident)["cancelled"] == 1
    world.close()
    assert slug.encode() not in stored(world)


def test_who_is_in_doubt_in_the_older_store_is_forgotten_when_that_is_settled(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, _ident = lived(world)
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'unresolved' WHERE step = 1")
        store.change("UPDATE outreach SET status = 'unresolved'")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'sent'")
    forget.forget(world.ws, slug)
    world.restore(tmp_path / "old.sqlite")
    world.until("2026-01-13 22:00")
    assert world.contacts()[0].blocked
    assert journey_of(world.ws, slug)
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'sent'")
    world.until("2026-01-14 22:00")
    with pytest.raises(NotFoundError):
        journey_of(world.ws, slug)


def test_the_side_journal_says_nothing_about_them(world: World) -> None:
    slug, _ident = lived(world)
    forget.forget(world.ws, slug)
    lines = [line for line in world.home.intents.read_text().splitlines() if "forgotten" in line]
    assert lines
    assert all(set(json.loads(line)) == {"at", "crc", "forgotten", "kind", "person"} for line in lines)


def test_a_profile_without_a_public_address_gives_none(world: World) -> None:
    real = world.gateway

    class Withheld(Stub):
        def profile(self, account_id: str, identifier: str):  # type: ignore[no-untyped-def]
            return replace(real.profile(account_id, identifier), public_id="")

    world.member()
    world.source(3)
    world.gateway = Withheld(real)
    world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    assert world.sql("SELECT count(*) FROM identity WHERE key = 'public:'") == [(0,)]
    assert world.sql("SELECT count(*) FROM identity WHERE key LIKE 'provider:%'") == [(3,)]
