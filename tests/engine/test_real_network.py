"""The real client (`kind = "unipile"`) on a served sandbox: the same two weeks, with faults, and nothing lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from core.cli.workspace.status import lines
from core.services.overview.status import status
from core.services.overview.status_line import heading
from tests.support.draft import draft
from tests.support.oracle import Entry
from tests.support.patience import DEADLINE_S
from tests.support.served import LAG, ServedWorld, Server
from tests.support.story import lived_once
from tests.support.world import World, Worlds

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-01-0{day}" for day in (5, 6, 7, 8))
KEY = "a-key-of-the-provider-0123456789"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "network")
    yield made
    made.end()


@pytest.fixture
def served(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedWorld]:
    monkeypatch.setenv("OVERTURE_ACTOR", "tester")
    folder = tmp_path / "served"
    folder.mkdir()
    world = ServedWorld(folder, server, monkeypatch)
    yield world
    world.close()


@lived_once
def ready(world: World) -> tuple[list[str], str]:
    """Return six approved texts on the evening of the second day, and their campaign."""
    world.member()
    people = world.source(12)
    campaign = world.campaign(draft(cohort=6))
    world.until(f"{MONDAY} 22:00")
    world.approve_drawn(TUESDAY)
    return people, campaign


def life(world: World, between: Callable[[str], None] = lambda _day: None) -> list[Entry]:
    """Return the events of two weeks: invitations, acceptances, a welcome, an answer, a follow-up."""
    people, campaign = ready(world)
    world.accepts(people[0], people[1], people[3], after=timedelta(hours=3))
    world.accepts(people[2], after=timedelta(hours=2), replies=timedelta(hours=4))
    for day in range(7, 19):
        between(f"2026-01-{day:02d}")
        world.approve_drawn(f"2026-01-{day:02d}")
    world.check()
    assert world.view(campaign).summary.conversion.accepted == 4
    found = world.ledger()
    world.close()
    return found


def test_the_whole_life_over_a_socket_is_the_embedded_one(worlds: Worlds, served: ServedWorld) -> None:
    served.close()  # one store at a time
    embedded = life(worlds(relation_lag=LAG))
    assert {entry.kind for entry in embedded} == {"invite", "message"}
    served.open()
    assert life(served) == embedded


def test_a_restart_of_the_server_loses_nothing(worlds: Worlds, served: ServedWorld) -> None:
    served.close()
    embedded = life(worlds(relation_lag=LAG))
    served.open()

    def restart(day: str) -> None:
        served.until(f"{day} 09:30")  # some have left, some have not
        if day in (WEDNESDAY, THURSDAY, "2026-01-12"):
            served.restart_server()

    assert life(served, restart) == embedded


def test_the_server_is_away_in_the_middle_of_a_run(served: ServedWorld, caplog: pytest.LogCaptureFixture) -> None:
    people, campaign = ready(served)
    served.until(f"{WEDNESDAY} 09:20")
    left = len(served.invited())
    assert 0 < left < 6
    served.server.stop()
    served.until(f"{WEDNESDAY} 10:29")
    sentence = f"Nothing answers at {served.server.address}: the connection was refused."
    assert told_everywhere(served, campaign, "provider.down", sentence, caplog)
    served.server.start()
    served.until(f"{WEDNESDAY} 22:00")
    assert "provider.down" not in served.codes(campaign)
    served.until(f"{THURSDAY} 22:00")
    assert sorted(served.invited()) == sorted(people[:6])
    served.check()


def told_everywhere(world: World, campaign: str, code: str, sentence: str, caplog: pytest.LogCaptureFixture) -> bool:
    """Return whether one clear sentence is in the campaign's problems, `status`, the status line and the log."""
    problem = next(each for each in world.view(campaign).summary.health.problems if each.code == code)
    assert problem.words == sentence
    assert any(sentence in line for line in lines(status(world.ws)))
    assert (
        heading(world.ws).state.provider.trouble
        == {"provider.down": "provider down", "key.refused": "key refused"}[code]
    )
    assert any(sentence in record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR)
    return True


def goes_on(world: ServedWorld, people: list[str], campaign: str) -> None:
    """Check that after the repair the same six people are invited, once each."""
    world.reopen()
    world.until(f"{THURSDAY} 22:00")
    assert world.codes(campaign).isdisjoint({"provider.down", "key.refused"})
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


def test_a_wrong_key(served: ServedWorld, caplog: pytest.LogCaptureFixture) -> None:
    people, campaign = ready(served)
    served.key = KEY
    served.reopen()
    served.until(f"{WEDNESDAY} 22:00")
    assert told_everywhere(served, campaign, "key.refused", "Missing credentials", caplog)
    assert served.statuses() == {"approved": 6}
    assert KEY not in caplog.text
    served.key = "sandbox"
    goes_on(served, people, campaign)


class Quiet(WSGIRequestHandler):
    """A request handler that writes no log lines."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Do nothing."""


def web_page(request: Request) -> Response:
    """Answer as a web server that does not know the API."""
    return Response("<html><h1>It works!</h1></html>", 404 if "api" in request.path else 200, content_type="text/html")


@pytest.fixture
def stranger() -> Iterator[str]:
    made = make_server("127.0.0.1", 0, Request.application(web_page), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join(DEADLINE_S)
    made.server_close()


def test_a_wrong_address(served: ServedWorld, stranger: str, caplog: pytest.LogCaptureFixture) -> None:
    people, campaign = ready(served)
    served.elsewhere(stranger)
    served.until(f"{WEDNESDAY} 22:00")
    sentence = "HTTP 404 without JSON: a web page came, so base_url is perhaps not the provider's."
    assert told_everywhere(served, campaign, "provider.down", sentence, caplog)
    goes_on(served, people, campaign)


def test_the_page_of_a_proxy(served: ServedWorld, caplog: pytest.LogCaptureFixture) -> None:
    people, campaign = ready(served)
    served.sandbox.fault("html")
    served.until(f"{WEDNESDAY} 22:00")
    sentence = "HTTP 502 without JSON: a web page came; a proxy or load balancer answered, not the provider itself."
    assert told_everywhere(served, campaign, "provider.down", sentence, caplog)
    served.sandbox.clear_faults()
    goes_on(served, people, campaign)
