"""The forecast: what each campaign is expected to send on each coming day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.rules.filters.natural_order import natural


@dataclass(frozen=True, slots=True)
class Band:
    """An expected number, and the range from `low` to `high` that holds 80 % of the results."""

    low: int
    mid: int
    high: int
    mean: float = 0.0
    """The expected number before it is rounded."""
    variance: float = 0.0
    """Variance by chance, which is independent in each row."""
    shared: float = 0.0
    """Standard deviation from the unknown rate of acceptance, which all rows share."""
    repeated: float = 0.0
    """Variance that this row adds to a sum with the campaign's earlier dates: some of its people are in both."""


WIDTH = 1.2816
"""Standard deviations on each side that hold 80 % of the results."""


@dataclass(frozen=True, slots=True)
class Assumes:
    """The assumptions of a forecast."""

    approved: float
    """Share of the texts that is approved."""
    delay_days: int
    """Days from the draw to the approval."""
    decisions: int
    """Decisions of the last 28 days on which `approved` and `delay_days` are based; 0 if usual values are assumed."""
    accepted_of: int
    """Invitations older than 30 days on which the acceptance is based, beside the prior."""
    acceptance: float
    """Share of the invitations that is accepted."""
    prior: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """One campaign on one date of its time zone."""

    date: date
    campaign_id: int
    campaign: str
    sender: str
    cohort: int
    """Invitations that its runs could send."""
    invitations: int
    short: Mapping[str, int]
    """The rest, by code of the reason."""
    accepted: Band
    messages: Band
    """Welcomes and follow-ups together."""
    follow_ups: int

    @property
    def limit(self) -> str:
        """Return the code of the reason that takes most invitations of the day; empty if none does."""
        return max(self.short, key=lambda code: self.short[code], default="")


@dataclass(frozen=True, slots=True)
class ForecastSum:
    """The sum of rows: of a date, of a campaign, or of all."""

    cohort: int
    invitations: int
    short: Mapping[str, int]
    accepted: Band
    messages: Band
    follow_ups: int


@dataclass(frozen=True, slots=True)
class DrySource:
    """A source from which a campaign has nobody left to draw, from a date on."""

    source: str
    date: date


@dataclass(frozen=True, slots=True)
class HeldCampaign:
    """A campaign that sends nothing until a person acts, and the number of invitations that its runs could send."""

    campaign_id: int
    campaign: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected days of the campaigns that are active, by date and name."""

    start: date
    end: date
    time_zone: str
    assumes: Assumes
    days: tuple[ForecastDay, ...]
    dry: tuple[DrySource, ...]
    held: tuple[HeldCampaign, ...]

    @property
    def whole(self) -> ForecastSum:
        """Return the sum of everything."""
        return summed(self.days)

    @property
    def by_date(self) -> dict[date, tuple[ForecastDay, ...]]:
        """Return the rows of each date."""
        found: dict[date, list[ForecastDay]] = {}
        for day in self.days:
            found.setdefault(day.date, []).append(day)
        return {key: tuple(rows) for key, rows in found.items()}

    @property
    def by_campaign(self) -> dict[int, tuple[ForecastDay, ...]]:
        """Return the rows of each campaign, campaigns by name."""
        found: dict[int, list[ForecastDay]] = {}
        for day in sorted(self.days, key=lambda day: (natural(day.campaign), day.campaign_id, day.date)):
            found.setdefault(day.campaign_id, []).append(day)
        return {key: tuple(rows) for key, rows in found.items()}


def summed(days: Iterable[ForecastDay]) -> ForecastSum:
    """Return the sum of some rows: those of one date, or all dates of some campaigns."""
    rows = tuple(days)
    several_dates = len({row.date for row in rows}) > 1
    short: dict[str, int] = {}
    for row in rows:
        for code, number in row.short.items():
            short[code] = short.get(code, 0) + number
    return ForecastSum(
        sum(row.cohort for row in rows),
        sum(row.invitations for row in rows),
        short,
        together(tuple(row.accepted for row in rows), several_dates=several_dates),
        together(tuple(row.messages for row in rows), several_dates=several_dates),
        sum(row.follow_ups for row in rows),
    )


def band_of(mean: float, variance: float, shared: float, repeated: float = 0.0) -> Band:
    """Return the band of an expected number from its variance by chance and its shared deviation."""
    reach = WIDTH * (variance + shared**2) ** 0.5
    return Band(max(0, round(mean - reach)), round(mean), round(mean + reach), mean, variance, shared, repeated)


def together(bands: tuple[Band, ...], *, several_dates: bool) -> Band:
    """Return the sum of several numbers.

    All of them share the rate of acceptance. Chance is independent in each, except that on several dates one person
    may get several messages.
    """
    repeated = sum(band.repeated for band in bands) if several_dates else 0.0
    return band_of(
        sum(band.mean for band in bands),
        sum(band.variance for band in bands) + repeated,
        sum(band.shared for band in bands),
    )
