"""A store of the first schema gets its counts from its rows, which stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Config
from core.store import campaign_counts, migrate
from core.store.database import Writing
from core.workspace import home_of, opened
from tests.store.test_campaign_names_migration import old_store
from tests.support.rows import add_row

PEOPLE = (
    ("queued", None, None, ()),
    ("invited", "sent", None, ()),
    ("failed", "refused", None, ()),
    ("replied", "sent", 5, (0, 0, 1)),
    ("replied", "sent", None, (1,)),
)
"""For each person: status, state of the invitation, time of the acceptance, and the chat's messages (1 for ours)."""
DRAWN = {"language": "en", "reason": "", "step": 0, "revision": 0, "batch": "b", "drawn_at": 1, "approved_by": ""}
SENT = {"person": "p", "step": 0, "kind": "invitation", "attempt": 1, "epoch": 1, "intent_at": 1, "live": 1}
EMPTY = ("first_name", "last_name", "name", "company", "position", "location", "headline", "email", "language")


def add_people(store: Writing) -> None:
    for number, (status, state, accepted, messages) in enumerate(PEOPLE, 1):
        values = {**dict.fromkeys((*EMPTY, "connected_on", "degree"), ""), "custom": "{}", "created_at": 1}
        add_row(store, "contact", id=number, **values)
        own = {"key": f"k{number}", "campaign_id": 2, "contact_id": number, "member_id": 1}
        rest = {"withdraw_by": "", "requeues": 0, "changed_at": 1, "status": status, "accepted_at": accepted}
        ident = add_row(store, "outreach", **own, **DRAWN, **rest)
        if state is not None:
            told = {"error": "", "words": "", "absent_reads": 0, "state": state, "outreach_id": ident}
            add_row(store, "delivery", **{**own, **SENT, **told, "person": f"p{number}"})
            if status == "replied":
                later = {"step": 1, "kind": "message", "key": f"m{number}", "live": 0}
                add_row(store, "delivery", **{**own, **SENT, **told, "person": f"p{number}", **later})
        for place, ours in enumerate(messages):
            add_row(store, "reply", outreach_id=ident, message_id=f"m{place}", at=place, text="", ours=ours)


def test_a_store_of_the_first_schema_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = home_of(tmp_path / "home"), tmp_path / "migrations"
    old_store(folder, monkeypatch, tmp_path / "home")
    config = Config(time_zone="Europe/Paris")
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        with opened(home, config=config, durable=False) as workspace, workspace.store.write() as store:
            add_people(store)
            plain = store.rows("SELECT id, status, accepted_at FROM outreach")
    with opened(home, config=config, durable=False) as workspace, workspace.store.read() as reading:
        assert reading.rows("SELECT id, status, accepted_at FROM outreach") == plain
        counted = {"queued": 1, "invited": 1, "failed": 1, "replied": 2}
        sent = {"invitations": 3, "messages": 2}
        assert campaign_counts.every(reading) == {2: {**counted, **sent, "acceptances": 1, "answers": 1}}
        assert campaign_counts.every(reading) == campaign_counts.recounted(reading)
        assert reading.rows("PRAGMA foreign_key_check") == []
