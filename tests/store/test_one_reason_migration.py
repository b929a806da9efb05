"""Each person of a campaign has exactly one reason by constraint, and each send time that was not used has one."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import apsw
import pytest

from core.config import Config
from core.rules.problem_codes.person_code import DRAWN, code_of
from core.rules.shortage import UNRECORDED
from core.rules.states import Status
from core.store import migrate
from core.store.database import Writing
from core.store.upkeep import damage
from core.workspace import home_of, opened
from tests.store.test_campaign_names_migration import old_store
from tests.support.rows import add_row

CONFIG = Config(time_zone="Europe/Paris")
REASONS = ("", "removed", "text.missing:first_name", ":odd")
STEPS = ((0, None), (0, 5), (1, 5))
EVERY = list(enumerate(product(Status, REASONS, STEPS), 1))
EMPTY = ("first_name", "last_name", "name", "company", "position", "location", "headline", "email", "language")
ROW = {"language": "en", "revision": 0, "batch": "b", "drawn_at": 1, "approved_by": "", "withdraw_by": ""}
BOOKING = {"outreach_id": 1, "member_id": 1, "kind": "invitation", "send_at": 1}


def add_people(store: Writing) -> None:
    for number, (status, reason, (step, invited)) in EVERY:
        values = {**dict.fromkeys((*EMPTY, "connected_on", "degree"), ""), "custom": "{}", "created_at": 1}
        add_row(store, "contact", id=number, **values)
        own = {"key": f"k{number}", "campaign_id": 2, "contact_id": number, "member_id": 1, "requeues": 0}
        told = {"status": status.value, "reason": reason, "step": step, "invited_at": invited, "changed_at": 1}
        add_row(store, "outreach", **own, **ROW, **told)
    slot = add_row(store, "slot", campaign_id=2, days="mon", start="09:00", minutes=60, time_zone="UTC")
    moments = dict.fromkeys(("opens_at", "closes_at", "opened_at"), 1)
    run = add_row(
        store, "run", slot_id=slot, campaign_id=2, local_date="2026-01-06", state="closed", cause="", **moments
    )
    for step, state in enumerate(("not_sent", "sent")):
        add_row(store, "booking", run_id=run, step=step, state=state, reason="", **BOOKING)


def test_every_row_gets_one_reason_and_none_may_lose_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = home_of(tmp_path / "home"), tmp_path / "migrations"
    old_store(folder, monkeypatch, tmp_path / "home")
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        with opened(home, config=CONFIG, durable=False) as workspace, workspace.store.write() as store:
            add_people(store)
    with opened(home, config=CONFIG, durable=False) as workspace, workspace.store.write() as store:
        found = store.rows("SELECT id, why, reason FROM outreach ORDER BY id")
        assert len(found) == len(EVERY)
        for (number, (status, reason, (step, invited))), (ident, why, kept) in zip(EVERY, found, strict=True):
            written = step > 0 or invited is not None
            assert (ident, why) == (number, code_of(DRAWN, status, reason, written=written))
            assert why
            assert kept == (UNRECORDED if why == UNRECORDED else reason)
        assert store.rows("SELECT reason FROM booking ORDER BY step") == [(UNRECORDED,), ("",)]
        for broken in (
            "UPDATE outreach SET status = 'cancelled', reason = '' WHERE id = 1",
            "UPDATE booking SET state = 'not_sent', reason = ''",
        ):
            with pytest.raises(apsw.ConstraintError, match="CHECK constraint failed"):
                store.change(broken)
    assert damage.ask(home) is None
