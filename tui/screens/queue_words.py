"""Sentences of the Queue: its title, and the words in place of rows."""

from __future__ import annotations

from core.rules.states import TO_GO
from core.views.queue_view import QueuePage, QueueQuery
from tui.style.cells import cut


def nothing_words(query: QueueQuery) -> str:
    """Return the words in place of rows, with the key that helps."""
    if query.where:
        return f"Nobody here matches “{cut(query.where, 40)}”. Escape shows all."
    if query.status:
        return f"Nobody is {query.status.replace('_', ' ')} now. f shows the other views."
    if query.order == "next":
        return "Nobody is waiting to be contacted. Press s to see everybody, the latest first."
    return "Nobody here yet. Campaigns draw people from their source when a run opens."


def title_words(found: QueuePage, scope: str, marked: int) -> str:
    """Return the title: the range of the rows that are shown, their total, and their order."""
    shown = len(found.rows)
    count = f"{found.total:,}"
    if shown < found.total:
        count = f"{found.before + 1:,} to {found.before + shown:,} of {found.total:,}"
    words = f"Queue{f' of {cut(scope, 30)}' if scope else ''} ─ {count}"
    if found.query.status:
        words += f" {found.query.status.replace('_', ' ')}"
    if found.query.where:
        words += f" matching “{cut(found.query.where, 20)}”"
    if marked:
        words += f", {marked:,} marked"
    if found.withdrawals_in_doubt:
        words += f", {found.withdrawals_in_doubt:,} withdrawals in doubt"
    if found.query.order == "next":
        return words + " still to go, next first"
    going = sum(found.statuses.get(status, 0) for status in TO_GO)
    return words + ("" if found.query.status else f", {going:,} still to go") + ", latest first"
