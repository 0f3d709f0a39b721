"""The ledger: no call to a provider is made unless every limit has room for it.

`paying` reserves before the call and settles after it, in the database that all processes share.
A reservation is checked and written in one transaction that has no other beside it, so of two
processes that want the last dollar one gets it, and the cap holds whatever dies at whatever moment:
what is reserved counts as spent until its outcome is known.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
import structlog

from core.errors import (
    AppError,
    BudgetExceeded,
    ContentRefused,
    OutcomeUnknown,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.ledger import refusing
from core.ledger.alerts import Alert, alerts_since, limit_crossed, raise_alerts
from core.ledger.counting import Standing, applying, makes_room_at, needed, standing, used
from core.ledger.lessons import ClosedWindow, closed_until, closed_windows_at, learn, reopen
from core.ledger.predicting import Fit, Need, predicted
from core.operations.events import Event, Paid
from core.operations.metrics import counting_call
from core.providers.limit import Limit, Period, Scope
from core.providers.meter import Bill, PaidCall
from core.providers.purpose import Purpose, current_purpose
from core.storage.charges import insert_charge, settle_charge, to_micros
from core.storage.processes import process_is_alive, this_process
from core.storage.records import MICROS, ChargeRecord, Outcome
from core.storage.repository import Clock, Repository, utc_now
from core.storage.tables import charges

_POSTGRES_LOCK = 7_286_155_304_219
_WRITTEN = {"video_id", "owner", "scene_id", "operation_key"}
"""What of a purpose stands in a charge."""
_NOT_TAKEN = (QuotaExceeded, BudgetExceeded, ProviderUnavailable)

log = structlog.get_logger(__name__)
Tell = Callable[[Event], object]


def _log_only(_: Event) -> None:
    """Nobody but the log is told."""


class Ledger(Repository):
    """Implements `core.providers.meter.Meter`. Any thread and any process may use it."""

    def __init__(
        self,
        engine: sa.Engine,
        limits: Sequence[Limit],
        *,
        clock: Clock = utc_now,
        tell: Tell = _log_only,
    ) -> None:
        super().__init__(engine, clock)
        self._limits = tuple(limits)
        self._for_all = tuple(limit for limit in limits if limit.scope is Scope.ALL)
        self._tell = tell

    @contextmanager
    def paying(self, call: PaidCall) -> Iterator[Bill]:
        """Reserve for a call, and settle by how the block ends; what is made for an operation is settled
        with that.

        Raises QuotaExceeded or BudgetExceeded before the block where a limit has no room,
        with `retry_after_s` where it will have.
        """
        purpose, bill = current_purpose(), _Bill()
        charge_id = self._reserve(call, purpose)
        try:
            with counting_call(call.kind, call.model):
                yield bill
        except BaseException as error:
            self._settle(charge_id, _outcome_of(error, bill), bill.usd)
            if isinstance(error, QuotaExceeded):
                self._learn(call, error)
            raise
        if purpose.operation_key is None:
            self._settle(charge_id, Outcome.USED, bill.usd)

    def standings(self) -> tuple[Standing, ...]:
        """How much is used now of each limit that holds for all and longer than a minute."""
        now = self._clock()
        shown = [limit for limit in self._for_all if limit.period is not Period.MINUTE]
        with self._reading() as connection:
            return tuple(standing(connection, limit, Purpose(), now) for limit in shown)

    def predict(self, needs: Sequence[Need]) -> tuple[Fit, ...]:
        """For each video, when it can begin as things stand; nothing is reserved."""
        now = self._clock()
        with self._reading() as connection:
            return predicted(self._for_all, lambda limit: used(connection, limit, Purpose(), now), needs, now)

    def closed(self) -> tuple[ClosedWindow, ...]:
        """What a provider said is used up, and until when."""
        with self._reading() as connection:
            return closed_windows_at(connection, self._clock())

    def reopen(self, model: str) -> None:
        """A person knows better: ask the provider again."""
        with self._writing() as connection:
            reopen(connection, model)

    def alerts_since(self, moment: datetime) -> tuple[Alert, ...]:
        """The alerts raised after that moment, the first one first."""
        with self._reading() as connection:
            return alerts_since(connection, moment)

    def expire(self, is_alive: Callable[[str], bool] = process_is_alive) -> int:
        """Reservations of dead processes become unknown, and count as spent; how many did.

        Those of a clip's operation are settled with it.
        """
        theirs = (charges.c.outcome == Outcome.RESERVED, charges.c.operation_key.is_(None))
        with self._writing() as connection:
            rows = connection.execute(sa.select(charges.c.charge_id, charges.c.process).where(*theirs)).all()
            dead = [charge_id for charge_id, process in rows if not is_alive(process)]
            for charge_id in dead:
                settle_charge(connection, charge_id, Outcome.UNKNOWN, self._clock())
            return len(dead)

    def _reserve(self, call: PaidCall, purpose: Purpose) -> str:
        """The id of a new charge; or the error of the first limit that has no room."""
        with self._writing() as connection:
            _alone(connection)
            now = self._clock()
            charge = _charge(call, purpose, now)
            refused, alerts = self._checked(connection, call, purpose, now)
            if refused is None:
                insert_charge(connection, charge)
        for alert in alerts:
            log.warning("limit alert", limit=alert.limit_id, percent=alert.percent, text=alert.text)
            self._tell(limit_crossed(alert))
        if refused is not None:
            raise refused
        if charge.reserved_micros:
            self._tell(_paid(charge))
        return charge.charge_id

    def _checked(
        self, connection: sa.Connection, call: PaidCall, purpose: Purpose, now: datetime
    ) -> tuple[AppError | None, list[Alert]]:
        """Why the call may not be made, if so, and the alerts that it raises either way."""
        if (lesson := closed_until(connection, call.model, now)) is not None:
            quota_id, until = lesson
            return refusing.closed(call, quota_id, now, until), []
        steps: list[tuple[Standing, Standing]] = []
        for limit in applying(self._limits, call):
            before, need = standing(connection, limit, purpose, now), needed(limit, call)
            if not before.has_room(need):
                room_at = makes_room_at(connection, limit, purpose, now, need)
                refused = refusing.refusal(limit, call, before.units, now, room_at)
                return refused, raise_alerts(connection, before, before, now, is_full=True)
            steps.append((before, before.with_more(need)))
        return None, [alert for b, a in steps for alert in raise_alerts(connection, b, a, now)]

    def _settle(self, charge_id: str, outcome: Outcome, usd: float | None) -> None:
        micros = None if usd is None else to_micros(usd)
        with self._writing() as connection:
            settle_charge(connection, charge_id, outcome, self._clock(), micros)

    def _learn(self, call: PaidCall, error: QuotaExceeded) -> None:
        with self._writing() as connection:
            learn(connection, call.model, error, self._clock())


class _Bill:
    """What a call cost, once that is known."""

    def __init__(self) -> None:
        self.usd: float | None = None

    def settle(self, usd: float) -> None:
        self.usd = usd


def _outcome_of(error: BaseException, bill: _Bill) -> Outcome:
    if bill.usd is not None:
        return Outcome.WASTED
    match error:
        case ContentRefused():
            return Outcome.REFUSED
        case OutcomeUnknown():
            return Outcome.UNKNOWN
        case _ if isinstance(error, _NOT_TAKEN):
            return Outcome.RELEASED
        case AppError():
            return Outcome.FAILED
        case _:
            return Outcome.UNKNOWN


def _charge(call: PaidCall, purpose: Purpose, now: datetime) -> ChargeRecord:
    micros = to_micros(call.most_usd)
    return ChargeRecord(
        charge_id=uuid.uuid4().hex,
        kind=call.kind,
        model=call.model,
        route=call.route or "",
        outcome=Outcome.RESERVED,
        reserved_micros=micros,
        micros=micros,
        requests=1,
        clips=call.clips,
        characters=call.characters,
        process=this_process(),
        created_at=now,
        settled_at=None,
        **purpose.model_dump(include=_WRITTEN),
    )


def _paid(charge: ChargeRecord) -> Paid:
    return Paid(
        event_id=f"paid.{charge.charge_id}",
        video_id=charge.video_id,
        person=charge.owner,
        moment=charge.created_at,
        model=charge.model,
        most_usd=charge.reserved_micros / MICROS,
    )


def _alone(connection: sa.Connection) -> None:
    """No other reservation beside this one; SQLite's writers take turns anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
