"""Several operators on one store on a server: the journal names person and host, and the others see each change."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import RefusedError
from core.home import Home
from core.services.queue import approvals
from core.workspace import opened, who
from tests.store.postgres.test_refusals import SERVED
from tests.support.world import World
from tests.tui.support.driving import NARROW, driven, until

CONFIG = """
[provider]
kind = "sandbox"
address = "http://127.0.0.1:8765"
[store]
url = "{url}"
"""


async def test_a_screen_shows_what_another_process_did_and_the_journal_who(url: str, tmp_path: Path) -> None:
    second = Home(tmp_path / "second")
    second.make()
    second.config.write_text(CONFIG.format(url=url))
    command = [sys.executable, "-m", "core", "--home", str(second.folder), "pause"]
    with opened(Home(tmp_path / "first"), config=replace(SERVED, store_url=url)) as workspace:
        async with driven(workspace, size=NARROW) as shown:
            assert "PAUSED" not in shown.status
            subprocess.run(command, check=True, capture_output=True, env={"OVERTURE_ACTOR": "ben", "LANG": "C.UTF-8"})
            await until(shown.pilot, lambda: "PAUSED" in shown.status)
        with workspace.store.read() as store:
            assert store.rows("SELECT actor, kind FROM journal") == [(f"ben@{socket.gethostname()}", "paused")]


async def test_an_app_ends_once_a_newer_version_has_upgraded_the_store(url: str, tmp_path: Path) -> None:
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=url)) as workspace:
        async with driven(workspace, size=NARROW) as shown:
            with workspace.store.write() as store:
                store.change("INSERT INTO schema_migration (name, applied) VALUES ('9000_later', 1)")
            await until(shown.pilot, lambda: shown.app.return_code == 5)


def test_the_host_is_part_of_a_name_only_in_a_shared_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERTURE_ACTOR", "ada")
    assert who(shared=False) == "ada"
    assert who(shared=True) == f"ada@{socket.gethostname()}"
    monkeypatch.setenv("OVERTURE_ACTOR", "ada@laptop")
    assert who(shared=True) == "ada@laptop"


@pytest.mark.parametrize("on_server", [True], indirect=True)
def test_a_text_that_two_approve_at_once_is_approved_once(world: World) -> None:
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    world.until("2026-01-06 12:00")
    with world.ws.store.read() as store:
        ids = approvals.waiting(store)
    together, refused = threading.Barrier(2), list[str]()

    def approve(actor: str) -> None:
        together.wait()
        try:
            approvals.approve(replace(world.ws, actor=actor), ids)
        except RefusedError as error:
            refused.append(error.text)

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("ada@db1", "ben@db2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = world.sql("SELECT outreach_id, actor FROM journal WHERE kind = 'approved' ORDER BY outreach_id")
    first = {actor for _id, actor in found}
    assert [ident for ident, _actor in found] == sorted(ids)
    assert len(first) == 1, "one of them approved all"
    assert refused == [f"{ids[0]} is approved by {first.pop()}: it does not wait for approval."]
    assert (world.statuses()["approved"], world.statuses().get("pending", 0)) == (len(ids), 0)
    world.check()
