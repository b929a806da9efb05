"""The JSON of `overture forecast`."""

from __future__ import annotations

from typing import Any

from core.views.forecast_view import Assumes, Band, Forecast, ForecastDay


def forecast(view: Forecast) -> dict[str, Any]:
    """Return the forecast."""
    return {
        "from": view.start.isoformat(),
        "to": view.end.isoformat(),
        "assumes": _assumes(view.assumes),
        "days": [_day(day) for day in view.days],
        "dry": [{"source": one.source, "date": one.date.isoformat()} for one in view.dry],
        "held": [
            {
                "campaign": {"id": str(one.campaign_id), "name": one.campaign},
                "reason": one.reason,
                "count": one.count,
            }
            for one in view.held
        ],
        "totals": {
            "cohort": view.whole.cohort,
            "invitations": view.whole.invitations,
            "short": dict(view.whole.short),
            "accepted": _band(view.whole.accepted),
            "messages": _band(view.whole.messages),
            "follow_ups": view.whole.follow_ups,
        },
    }


def _assumes(one: Assumes) -> dict[str, Any]:
    return {
        "approved": round(one.approved, 4),
        "delay_days": one.delay_days,
        "history": one.decisions,
        "acceptance": {"n": one.accepted_of, "rate": round(one.acceptance, 4), "prior": list(one.prior)},
    }


def _day(day: ForecastDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "campaign": {"id": str(day.campaign_id), "name": day.campaign},
        "cohort": day.cohort,
        "invitations": day.invitations,
        "short": dict(day.short),
        "limit": day.limit or None,
        "accepted": _band(day.accepted),
        "messages": _band(day.messages),
        "follow_ups": day.follow_ups,
    }


def _band(one: Band) -> dict[str, int]:
    return {"low": one.low, "mid": one.mid, "high": one.high}
