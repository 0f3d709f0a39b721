"""A ledger on a database of its own, with a clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.ledger.ledger import Ledger
from core.operations.bus import Bus
from core.operations.events import LimitCrossed
from core.providers.limit import Limit, Measure, Period
from core.providers.meter import PaidCall
from core.providers.model_card import ModelKind
from core.providers.purpose import Purpose
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DOLLARS = Limit(
    id="budget:day",
    title="a day",
    measure=Measure.USD,
    most=10,
    period=Period.DAY,
    zone="UTC",
    is_budget=True,
)
CLIPS = Limit(
    id="clips", title="a day", measure=Measure.CLIPS, most=3, period=Period.DAY, kind=ModelKind.VIDEO
)
MINUTE = Limit(
    id="text", title="a minute", measure=Measure.REQUESTS, most=2, period=Period.MINUTE, kind=ModelKind.TEXT
)


class Desk:
    """The ledger, the history beside it, and what was alerted."""

    def __init__(self, folder: Path, *limits: Limit) -> None:
        engine = open_engine(f"sqlite:///{folder}/app.sqlite")
        migrate(engine)
        self.now = NOON
        self.alerts: list[LimitCrossed] = []
        events = Bus()
        events.listen(LimitCrossed, self.alerts.append)
        self.history = History(engine, clock=lambda: self.now)
        self.ledger = Ledger(engine, limits, clock=lambda: self.now, tell=events.tell)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def order(self, key: str, usd: float) -> None:
        """A clip's order as the film stage makes it: written down, reserved, taken."""
        self.history.begin_operation(key, video_id="v", scene_id="s1", model="veo", estimated_usd=usd)


def clip(usd: float = 1.0, **more: Any) -> PaidCall:
    return PaidCall(kind=ModelKind.VIDEO, model="veo", most_usd=usd, clips=1, **more)


def text(usd: float = 0.0) -> PaidCall:
    return PaidCall(kind=ModelKind.TEXT, model="gemini", most_usd=usd)


def of_clip(key: str, **more: str) -> Purpose:
    return Purpose(video_id="v", scene_id="s1", operation_key=key, **more)
