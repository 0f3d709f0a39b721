"""Meters: how full a limit is, as a bar with words; and a toast when one fills up."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from components.cost import PERIODS
from components.errors import literal
from components.labels import time_of
from components.services import studio
from core.ledger.counting import Standing
from core.providers.limit import Measure, Period

_NAMES = {
    Measure.USD: ("Money", ""),
    Measure.CLIPS: ("Clips", ""),
    Measure.CHARACTERS: ("Voice", " characters"),
    Measure.REQUESTS: ("Requests", ""),
}
_SEEN = "alerts seen until"
_SHOWN = (Period.DAY, Period.MONTH)


def meters(standings: tuple[Standing, ...]) -> None:
    """Those of days and months, budgets first."""
    shown = [standing for standing in standings if standing.limit.period in _SHOWN]
    for standing in sorted(shown, key=lambda each: not each.limit.is_budget):
        meter(standing)


def meter(standing: Standing) -> None:
    """One limit: what is used of it, of how much, and when it begins anew."""
    limit, resets_at = standing.limit, standing.window.resets_at
    name, unit = _NAMES[limit.measure]
    name = "Budget" if limit.is_budget else name
    used, most = (_number(limit.measure, each) for each in (standing.used, limit.most))
    again = f" Begins anew at {time_of(resets_at)}." if resets_at else ""
    st.progress(min(1.0, standing.share), text=f"{name} {PERIODS[limit.period]}: {used} of {most}{unit}")
    if standing.share >= 0.8:
        st.caption(f"{'Used up.' if standing.share >= 1 else 'Nearly used up.'}{again}")


def tell_alerts() -> None:
    """A toast for each limit that filled up since this visitor looked last."""
    since = st.session_state.setdefault(_SEEN, datetime.now(UTC))
    for alert in studio().alerts_since(since):
        icon = ":material/error:" if alert.percent == 100 else ":material/warning:"
        st.toast(literal(alert.text), icon=icon, duration="long")
        st.session_state[_SEEN] = alert.raised_at


def _number(measure: Measure, number: float) -> str:
    if measure is Measure.USD:
        return f"\\${number:,.2f}"
    return f"{number:,.0f}"
