"""The figures of `/metrics`, in the text format of Prometheus. Labels are ids and codes, never names or texts.

Values that take long in a large store (campaigns, limits) are read at most once a minute; everything else at each
scrape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

from core.clock import boot_seconds, real_now
from core.daemon.role import ROLES, RoleName
from core.engine.context import Context
from core.network import error_counts
from core.rules.codes import lookup
from core.services.members import limit_use
from core.services.overview import campaign_list
from core.store import campaign_counts, members
from core.store.database import Reading
from core.store.engine import clock_state, engine_state, totals
from core.store.upkeep import kept_backups
from core.store.views import agenda
from core.store.views.doubts import people_in_doubt, withdrawals_in_doubt
from core.version import VERSION, commit
from core.views.campaign_list_view import CampaignSummary

SLOWLY_S = 60.0
"""Real seconds between two readings of the slow figures."""
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds, in seconds, of the buckets in the histogram of the store's write times."""
SHORT_BY = ("limit.", "share", "slot.full", "approvals.wanting", "source.low", "source.importing", "text.wanting")
"""Prefixes of the reason codes that make a day's plan smaller than its slots."""
UNTOLD = "untold"


def of_standby() -> bytes:
    """Return a standby's metrics: version and role. The engine alone reports the store's, to count nothing twice."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Standby())
    return generate_latest(registry)


class _Standby:
    def collect(self) -> Iterator[Metric]:
        return _process("standby")


def _process(role: RoleName) -> Iterator[Metric]:
    info = InfoMetricFamily("overture", "The version that runs.")
    info.add_metric([], {"version": VERSION, "commit": commit()})
    yield info
    roles = GaugeMetricFamily("overture_role", "1 for the role of this daemon.", labels=["role"])
    for one in ROLES:
        roles.add_metric([one], int(one == role))
    yield roles


class Figures:
    """All metrics of one engine for `/metrics`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        self.writes = Histogram(
            "overture_store_write_seconds",
            "Time that a write of the store took, including the wait for the lock.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._slow: list[Metric] = []
        self._slow_at = -SLOWLY_S

    def text(self) -> bytes:
        """Return all metrics, in the text format of Prometheus."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics read from the store; prometheus-client calls this at each scrape."""
        context, now = self._context, self._context.workspace.now()
        with context.store.read() as store:
            yield from _sends(store)
            yield from _engine(context, store, now)
            yield _last_reads(store, now)
            if boot_seconds() - self._slow_at >= SLOWLY_S:
                self._slow = [*_short(campaign_list.campaigns(context.workspace)), _limits(context)]
                self._slow_at = boot_seconds()
        yield from self._slow
        yield _errors()
        yield _backup(context)


def _sends(store: Reading) -> Iterator[Metric]:
    sent = CounterMetricFamily("overture_sent", "Writes that reached the network.", labels=["kind"])
    for sent_kind, count in campaign_counts.sent_by_kind(store).items():
        sent.add_metric([sent_kind], count)
    yield sent
    not_sent = CounterMetricFamily("overture_not_sent", "Send times not used, by reason.", labels=["kind", "reason"])
    for (kind, reason), number in _by_code(totals.not_sent(store)).items():
        not_sent.add_metric([kind, reason], number)
    yield not_sent
    doubt = GaugeMetricFamily("overture_in_doubt", "Writes whose outcome is not known.", labels=["what"])
    doubt.add_metric(["people"], people_in_doubt(store))
    doubt.add_metric(["withdrawals"], withdrawals_in_doubt(store))
    yield doubt
    queue = GaugeMetricFamily("overture_queue", "People by status.", labels=["status"])
    for status, number in campaign_counts.by_status(store).items():
        queue.add_metric([status], number)
    yield queue


def _by_code(rows: list[totals.NotSentTotal]) -> Counter[tuple[str, str]]:
    """Sum up by the part of a code before its colon; the part after it may name a column of a file."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row.kind, row.reason.partition(":")[0] or UNTOLD] += row.number
    return found


def _engine(context: Context, store: Reading, now: datetime) -> Iterator[Metric]:
    yield from _process("engine")
    due = agenda.first(store)
    lag = 0.0 if due is None else max(0.0, (now - due.at).total_seconds())
    yield GaugeMetricFamily("overture_due_lag_seconds", "Age of the oldest work that is due.", value=lag)
    conditions = engine_state.conditions(store)
    holds = GaugeMetricFamily("overture_held", "1 if all sending is held, by cause.", labels=["cause"])
    for cause, holding in {
        "paused": conditions.paused,
        "provider.down": conditions.provider_down,
        "key.refused": conditions.key_refused,
        "clock.held": conditions.clock_held,
        "clock.differs": not context.store.in_file and clock_state.difference(store) is not None,
        "engine.safe": context.safe,
    }.items():
        holds.add_metric([cause], int(holding))
    yield holds


def _last_reads(store: Reading, now: datetime) -> Metric:
    ages = GaugeMetricFamily(
        "overture_member_read_age_seconds", "Time since a member's account was read completely.", labels=["member"]
    )
    for member in members.unarchived(store):
        if member.synced_at is not None:
            ages.add_metric([str(member.id)], (now - member.synced_at).total_seconds())
    return ages


def _short(campaigns: list[CampaignSummary]) -> Iterator[Metric]:
    """Yield the invitations missing in today's plans, by the first problem that causes it, and the open problems."""
    short: Counter[str] = Counter()
    problems: Counter[tuple[str, str]] = Counter()
    for one in campaigns:
        lacking = one.today.expected - one.today.planned
        if one.active and lacking > 0:
            codes = [problem.code for problem in one.health.problems]
            short[next((code for code in codes if code.startswith(SHORT_BY)), UNTOLD)] += lacking
        problems.update((problem.code, problem.severity.value) for problem in one.health.problems if one.active)
    family = GaugeMetricFamily(
        "overture_short", "Invitations that are missing in today's plans, by reason.", labels=["reason"]
    )
    for reason, number in short.items():
        family.add_metric([reason], number)
    yield family
    open_ones = GaugeMetricFamily(
        "overture_problems", "Open problems of active campaigns.", labels=["code", "severity"]
    )
    for (code, severity), number in problems.items():
        if lookup(code) is not None:
            open_ones.add_metric([code, severity], number)
    yield open_ones


def _limits(context: Context) -> Metric:
    left = GaugeMetricFamily(
        "overture_limit_left", "Sends that a member's limit still allows.", labels=["member", "limit"]
    )
    for one in limit_use.limits(context.workspace):
        for use in one.limits:
            left.add_metric([str(one.id), use.limit], use.left)
    return left


def _errors() -> Metric:
    errors = CounterMetricFamily(
        "overture_provider_errors", "Calls that failed since the daemon started, by class.", labels=["class"]
    )
    for klass, number in error_counts.counted().items():
        errors.add_metric([klass.value], number)
    return errors


def _backup(context: Context) -> Metric:
    last = kept_backups.last_at(context.workspace.home) or kept_backups.made_at(context.workspace.stamp.clock)
    age = (real_now() - last).total_seconds()
    words = "Age of the last backup, or of a store without one."
    return GaugeMetricFamily("overture_backup_age_seconds", words, value=age)
