"""Each figure of /metrics compared with the test's world; /healthz and /readyz, too."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from core.daemon.health_server import application
from core.daemon.role import Role
from core.engine.context import Context
from core.network import error_counts
from core.network.provider_errors import ErrorClass
from core.services.members import members
from tests.support.story import lived_once
from tests.support.world import World

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
@lived_once
def lived(world: World) -> World:
    """Return a world on Wednesday evening: four of four sent, two texts wait, one was stopped on the way."""
    world.member()
    world.source(40)
    world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    return world


@pytest.fixture
def context(lived: World) -> Iterator[Context]:
    with lived.engine() as made:
        yield made


@pytest.fixture
def client(context: Context) -> FlaskClient:
    return application(Role(context.workspace, context)).test_client()


def figures(client: FlaskClient) -> Figures:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_every_figure_of_a_day(lived: World, context: Context, client: FlaskClient) -> None:
    error_counts.count(ErrorClass.transient)
    found = figures(client)
    assert found["overture_sent_total", (("kind", "invitation"),)] == len(lived.invited()) == 4
    assert found["overture_in_doubt", (("what", "people"),)] == 0
    assert found["overture_queue", (("status", "pending"),)] == lived.statuses()["pending"]
    assert found["overture_queue", (("status", "invited"),)] == 4
    assert found["overture_limit_left", (("limit", "week"), ("member", "1"))] == 96
    assert found["overture_due_lag_seconds", ()] == 0
    assert found["overture_provider_errors_total", (("class", "transient"),)] >= 1
    assert found["overture_member_read_age_seconds", (("member", "1"),)] >= 0
    assert 0 <= found["overture_backup_age_seconds", ()] < 3600
    assert found["overture_held", (("cause", "paused"),)] == 0
    with lived.ws.store.write() as store:
        store.change("UPDATE setting SET value = value WHERE key = 'store.id'")
    assert figures(client)["overture_store_write_seconds_count", ()] >= 1


def test_unsent_and_missing_invitations_have_metrics(lived: World, client: FlaskClient) -> None:
    with lived.ws.store.write() as store:
        store.change("UPDATE booking SET state = 'not_sent', reason = 'text.missing:secret_column' WHERE id = 1")
    members.pause(lived.ws, None, on=True)
    answer = client.get("/metrics").text
    assert 'overture_not_sent_total{kind="invitation",reason="text.missing"} 1.0' in answer
    assert "overture_short{" in answer or "# TYPE overture_short gauge" in answer
    assert 'overture_problems{code="paused",severity="warning"} 1.0' in answer
    assert not [word for word in ("Ada", "secret_column", "acc-ada", "linkedin.com") if word in answer]


def test_healthz_and_readyz_answer(lived: World, context: Context, client: FlaskClient) -> None:
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)
    members.pause(lived.ws, None, on=True)
    assert client.get("/readyz").status_code == 200
    context.safe = True
    refused = client.get("/readyz")
    assert (refused.status_code, refused.json) == (503, {"ready": False, "reasons": ["engine.safe"], "role": "engine"})
    assert client.get("/healthz").status_code == 200
    shown = lived.home.beat.stat().st_mtime_ns
    os.utime(lived.home.beat, ns=(shown - 41 * 10**9,) * 2)
    assert client.get("/healthz").status_code == 503


def test_nothing_else_is_answered(client: FlaskClient) -> None:
    assert client.post("/metrics").status_code == 405
    assert client.get("/metrics/../secrets").status_code == 404
