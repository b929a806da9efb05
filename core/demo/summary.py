"""The demo's result in words."""

from __future__ import annotations

from typing import Any

from core.text import clean


def lines(result: dict[str, Any]) -> list[str]:
    """The summary that is printed: a line a campaign, then the sums and what was recounted."""
    runs, ledger, recount = result["runs"], result["ledger"], result["verify"]
    found = [
        f"{result['days']} days on the SANDBOX, seed {result['seed']}: nobody real was contacted.",
        "",
        f"{'Campaign':<22} {'Sender':<11} {'Sent':>5} {'Accepted':>9} {'':>5} {'Replied':>8} {'Waiting':>8}  Seen as",
    ]
    found += [_line(view) for view in result["campaigns"]]
    found += [
        "",
        f"Runs      {runs['runs']}, of which {runs['missed']} missed",
        _planned(runs),
        *_reasons(result["campaigns"]),
        _ledger(ledger),
        f"Recount   {recount['checked']['journal']} journal rows: {_verdict(recount)}",
    ]
    return found


def _planned(runs: dict[str, int]) -> str:
    waiting = f" + {runs['waiting']} still to go" if runs["waiting"] else ""
    sums = f"{runs['sent']} sent + {runs['in_doubt']} in doubt + {runs['not_sent']} not sent"
    return f"Planned   {runs['planned']} = {sums}{waiting}"


def _ledger(ledger: dict[str, int]) -> str:
    left = f"{ledger['invites']} invitations, {ledger['messages']} messages"
    return f"Ledger    {left}; people invited twice by one account: {ledger['people_twice']}"


def _line(view: dict[str, Any]) -> str:
    told = view["conversion"]
    ratio = "–" if told["ratio"] is None else f"{100 * told['ratio']:.0f} %"
    mark = {True: "▲", False: "▼", None: " "}[told["good"]]
    seen = ", ".join(view["health_seen"]) + (" (archived)" if view["archived"] else "")
    return (
        f"{clean(view['name'], 22):<22} {clean(view['sender'], 11):<11} {told['sent']:>5} {told['accepted']:>9} "
        f"{mark}{ratio:>5} {view['replied']:>7} {view['waiting']:>8}  {seen}"
    )


def _reasons(views: list[dict[str, Any]]) -> list[str]:
    sums: dict[str, int] = {}
    for view in views:
        for reason, count in view["not_sent"].items():
            sums[reason] = sums.get(reason, 0) + count
    return [f"          not sent: {count} {reason}" for reason, count in sorted(sums.items())]


def _verdict(recount: dict[str, Any]) -> str:
    wrong = len(recount["differences"]) + len(recount["duplicates"])
    if wrong:
        return f"{wrong} differences; run `overture verify`"
    return "no difference, nobody twice"
