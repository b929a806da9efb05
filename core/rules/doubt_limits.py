"""Numbers of sends in doubt, open or recent, at which a member's other sends wait (docs/reliability.md#in-doubt).

A network that accepts sends but answers none does not look down, since reads work, and doubts would pile up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

OPEN = 3
"""Number of unsettled doubts from which the member's other sends wait until fewer are left."""
IN_AN_HOUR = 5
HOUR = timedelta(hours=1)
LAST = 50
OF_THE_LAST = 5
"""Most doubts among the last 50 sends, which is 10 %."""
WITHOUT_EVIDENCE = timedelta(hours=24)
"""Time for which a doubt is looked up, and holds other sends, while no readable list shows its outcome."""
REST = timedelta(hours=6)
"""Rest after the latest doubt of a member whose sends fail too often; the next send is then a trial."""


def rests_until(doubts: Sequence[datetime], of_the_last: int) -> datetime | None:
    """Return the time until which a member sends nothing; None if its doubts are few.

    `doubts` are the times in the last six hours at which a send of the member fell into doubt, oldest first;
    `of_the_last` is the number of the member's last 50 sends that fell into doubt.
    """
    if not doubts:
        return None
    if of_the_last > OF_THE_LAST:
        return doubts[-1] + REST
    crowded = len(doubts) >= IN_AN_HOUR and doubts[-1] - doubts[-IN_AN_HOUR] <= HOUR
    return doubts[-1] + HOUR if crowded else None
