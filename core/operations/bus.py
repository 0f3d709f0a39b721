"""The bus: inside one process, who tells of an event does not know who listens.

Listeners are called in the thread that tells, one after the other, so they are quick, or they pass
the event on. One that fails is logged and harms neither the work nor the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from blinker import Signal

from core.operations.events import Event

E = TypeVar("E", bound=Event)

log = structlog.get_logger(__name__)


class Bus:
    """Any thread may tell and listen."""

    def __init__(self) -> None:
        self._signal = Signal()

    def listen(self, kind: type[E], listener: Callable[[E], object]) -> Callable[[], None]:
        """Call the listener with each event of that kind from now on (`Event`: of all kinds).

        Returns what ends the listening.
        """

        def hear(event: Event) -> None:
            if isinstance(event, kind):
                listener(event)

        self._signal.connect(hear, weak=False)
        return lambda: self._signal.disconnect(hear)

    def tell(self, event: Event) -> None:
        """Let all listeners know. Raises nothing."""
        for hear in tuple(self._signal.receivers_for(event)):
            try:
                hear(event)
            except Exception:
                log.exception("a listener failed", what=event.kind, event_id=event.event_id)
