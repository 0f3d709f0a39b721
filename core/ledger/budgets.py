"""Our own caps on money, as limits: for all together a day and a month, for one user a day, for one video."""

from __future__ import annotations

from core.providers.limit import Limit, Measure, Period, Scope
from core.settings import Settings

DAY, MONTH, OWNER, VIDEO = "budget:day", "budget:month", "budget:owner", "budget:video"


def budgets(settings: Settings) -> tuple[Limit, ...]:
    """Those that are set; the day's always is."""
    found = (
        _budget(DAY, "a day", settings.daily_budget_usd, Period.DAY, Scope.ALL),
        _budget(MONTH, "a month", settings.monthly_budget_usd, Period.MONTH, Scope.ALL),
        _budget(OWNER, "a day for each user", settings.user_budget_usd, Period.DAY, Scope.OWNER),
        _budget(VIDEO, "for each video", settings.video_budget_usd, Period.EVER, Scope.VIDEO),
    )
    return tuple(limit for limit in found if limit is not None)


def _budget(name: str, title: str, most_usd: float | None, period: Period, scope: Scope) -> Limit | None:
    if most_usd is None:
        return None
    return Limit(
        id=name,
        title=title,
        measure=Measure.USD,
        most=most_usd,
        period=period,
        zone="UTC",
        scope=scope,
        is_budget=True,
        source="your settings",
    )
