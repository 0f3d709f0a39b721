"""Patience with the outside world: retries, circuit breakers, and the ports wrapped in both."""

from __future__ import annotations

from core.providers.resilience.breaker import Breaker, BreakerState
from core.providers.resilience.care import Care, Patience
from core.providers.resilience.ports import SteadyPictures, SteadySpeech, SteadyText, SteadyVideo

__all__ = [
    "Breaker",
    "BreakerState",
    "Care",
    "Patience",
    "SteadyPictures",
    "SteadySpeech",
    "SteadyText",
    "SteadyVideo",
]
