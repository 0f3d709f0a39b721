"""The courier: writes events down for the webhook and delivers them, however often that takes.

An event is in the outbox before the step that told of it is over, so a crash loses none. Whoever
claims a message has it for a while alone; if its process dies the next one delivers it. So a receiver
gets each message at least once, and tells repeats by their id.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from core.errors import AppError, InvalidInput
from core.models import Value
from core.operations.events import Event, Paid, PartMade
from core.operations.webhook import Webhook

DELAYS_S = (5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""From one try to the next: eleven tries in three days, about as Standard Webhooks advise."""
NOT_SENT = (PartMade, Paid)
"""Too many to tell others of."""
CLAIM_S = 60.0
LOOK_EVERY_S = 15.0
ENDING_S = 12.0
"""What the last deliveries get at the end of the process; the rest is delivered by the next."""

log = structlog.get_logger(__name__)


class Message(Value):
    """What is to be delivered; `attempts` counts the one that is under way."""

    message_id: str
    kind: str
    video_id: str
    body: str
    attempts: int = 0


class Waiting(Value):
    """How many messages wait, how many were given up, and why the latest one failed."""

    waiting: int
    given_up: int
    said: str


class Outbox(Protocol):
    """Where messages wait. Methods raise StorageError."""

    def put(self, message: Message) -> None:
        """Keep a message unless one of that id is there."""

    def claim(self, for_s: float) -> Message | None:
        """A message whose time has come; nobody else gets it for that long."""

    def delivered(self, message_id: str) -> None:
        """Forget it."""

    def failed(self, message_id: str, said: str, again_in: timedelta | None) -> None:
        """Try again then; None: give it up."""

    def waiting(self) -> Waiting:
        """How the webhook is."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


class Courier:
    """From the bus to the outbox, from the outbox to the webhook. Any thread may use it."""

    def __init__(
        self,
        outbox: Outbox,
        webhook: Webhook,
        kinds: Collection[str] = (),
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """`kinds`: only events of these kinds, all if there is none."""
        self._outbox, self._webhook, self._kinds, self._clock = outbox, webhook, kinds, clock
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, event: Event) -> None:
        """Write an event down for delivery. Raises StorageError."""
        if isinstance(event, NOT_SENT) or (self._kinds and event.kind not in self._kinds):
            return
        self._outbox.put(message_of(event))
        self._wake.set()

    def start(self) -> None:
        """Deliver from a thread of its own from now on."""
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Deliver what is due if that is quick, then end."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(ENDING_S)

    def waiting(self) -> Waiting:
        """How the webhook is. Raises StorageError."""
        return self._outbox.waiting()

    def deliver_due(self) -> int:
        """Try every message whose time has come; how many were delivered. Raises StorageError."""
        delivered = 0
        while (message := self._outbox.claim(CLAIM_S)) is not None:
            said = self._webhook.post(message.message_id, message.body, self._clock())
            if not said:
                self._outbox.delivered(message.message_id)
                delivered += 1
                continue
            self._again(message, said)
            if self._stop.is_set():
                break
        return delivered

    def _again(self, message: Message, said: str) -> None:
        is_over = message.attempts > len(DELAYS_S)
        again_in = None if is_over else timedelta(seconds=DELAYS_S[message.attempts - 1])
        self._outbox.failed(message.message_id, said, again_in)
        told = log.error if is_over else log.warning
        told("webhook given up" if is_over else "webhook not delivered", what=message.kind, said=said)

    def _run(self) -> None:
        while True:
            try:
                self.deliver_due()
            except AppError as error:
                log.warning("the outbox cannot be read", kind=error.kind)
            except Exception:
                log.exception("delivering failed; trying again")
            if self._stop.is_set():
                return
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()


def message_of(event: Event) -> Message:
    """The event as a receiver gets it."""
    body = {
        "type": event.kind,
        "timestamp": event.moment.isoformat(),
        "text": _sentence(event),
        "data": event.model_dump(mode="json", exclude={"event_id", "moment"}),
    }
    return Message(
        message_id=event.event_id,
        kind=event.kind,
        video_id=event.video_id,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    )


def kinds_of(text: str) -> frozenset[str]:
    """The kinds of a list with commas. Raises InvalidInput for one that there is not."""
    named = frozenset(text.replace(",", " ").split())
    known = {cls.kind for cls in Event.__subclasses__() if not issubclass(cls, NOT_SENT)}
    if unknown := named - known:
        raise InvalidInput(
            f"VVG_WEBHOOK_EVENTS has no kind {min(unknown)!r:.40}.",
            f"Choose from {', '.join(sorted(known))}.",
        )
    return named


def _sentence(event: Event) -> str:
    said = getattr(event, "text", "") or event.kind.partition(".")[2].replace("_", " ")
    return f"Video {event.video_id}: {said}" if event.video_id else str(said)
