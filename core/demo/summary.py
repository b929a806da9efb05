"""The demo's result in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.text import clean
from core.views.demo_view import DemoCampaign, DemoResult, LedgerTotals, RunTotals
from core.views.verification_view import Verification


def lines(result: DemoResult) -> list[str]:
    """Return the printed summary: a line per campaign, then the sums and the recount."""
    found = [
        f"{result.days} days on the SANDBOX, seed {result.seed}: nobody real was contacted.",
        "",
        f"{'Campaign':<22} {'Sender':<11} {'Sent':>5} {'Accepted':>9} {'':>5} {'Replied':>8} {'Waiting':>8}  Seen as",
    ]
    found += [_line(view) for view in result.campaigns]
    found += [
        "",
        f"Runs      {result.runs.runs}, of which {result.runs.missed} missed",
        _planned(result.runs),
        *_reasons(result.campaigns),
        _ledger(result.ledger),
        f"Recount   {result.verification.checked['journal']} journal rows: {_verdict(result.verification)}",
    ]
    return found


def _planned(runs: RunTotals) -> str:
    waiting = f" + {runs.waiting} still to go" if runs.waiting else ""
    return f"Planned   {runs.planned} = {runs.sent} sent + {runs.in_doubt} in doubt + {runs.not_sent} not sent{waiting}"


def _ledger(ledger: LedgerTotals) -> str:
    left = f"{ledger.invites} invitations, {ledger.messages} messages"
    return f"Ledger    {left}; people invited twice by one account: {ledger.people_twice}"


def _line(view: DemoCampaign) -> str:
    campaign, found = view.summary, view.summary.conversion
    ratio = "–" if found.ratio is None else f"{100 * found.ratio:.0f} %"
    mark = {True: "▲", False: "▼", None: " "}[found.good]
    seen = ", ".join(view.health_seen) + (" (archived)" if campaign.archived else "")
    return (
        f"{clean(campaign.name, 22):<22} {clean(campaign.sender, 11):<11} {found.sent:>5} {found.accepted:>9} "
        f"{mark}{ratio:>5} {view.replied:>7} {view.waiting:>8}  {seen}"
    )


def _reasons(views: Sequence[DemoCampaign]) -> list[str]:
    sums: Counter[str] = Counter()
    for view in views:
        sums.update(view.not_sent)
    return [f"          not sent: {count} {reason}" for reason, count in sorted(sums.items())]


def _verdict(found: Verification) -> str:
    wrong = len(found.differences) + len(found.duplicates)
    if wrong:
        return f"{wrong} differences; run `overture verify`"
    return "no difference, nobody contacted twice"
