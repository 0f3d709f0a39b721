"""Whatever happens in whatever order, the cap holds and the ledger balances."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.errors import AppError, BudgetExceeded, ContentRefused, OutcomeUnknown, QuotaExceeded
from core.providers.purpose import paying_for
from core.storage.charges import to_micros
from core.storage.records import MICROS, OperationState
from tests.unit.ledger_support import CLIPS, DOLLARS, NOON, Desk, clip, of_clip, text

USD = st.integers(1, 400).map(lambda cents: cents / 100)
SHARE = st.sampled_from([0.0, 0.5, 1.0])


class Spending(RuleBasedStateMachine):
    """Clips and calls begin, end well and badly, and processes die, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(_migrated(), self.folder.name)
        self.desk = Desk(Path(self.folder.name), DOLLARS, CLIPS.model_copy(update={"most": 12}))
        self.ordered: dict[str, float] = {}
        self.unknown: dict[str, float] = {}
        self.owed_micros = 0
        self.count = 0

    def teardown(self) -> None:
        self.desk.history.close()
        self.folder.cleanup()

    @rule(
        usd=USD, error=st.sampled_from([None, ContentRefused("no"), OutcomeUnknown("?"), QuotaExceeded("no")])
    )
    def a_clip_is_ordered(self, usd: float, error: AppError | None) -> None:
        self.count += 1
        key = f"k{self.count}"
        self.desk.order(key, usd)
        try:
            with paying_for(of_clip(key)), self.desk.ledger.paying(clip(usd)):
                if error is not None:
                    raise error
        except BudgetExceeded:
            self.desk.history.operation_failed(key)
        except ContentRefused:
            self.desk.history.operation_refused(key)
        except OutcomeUnknown:
            self.desk.history.operation_unknown(key)
            self.unknown[key] = usd
        except QuotaExceeded:
            self.desk.history.operation_failed(key)
        else:
            self.desk.history.operation_submitted(key, "operations/1")
            self.ordered[key] = usd

    @rule(usd=USD, share=SHARE)
    def a_text_is_written(self, usd: float, share: float) -> None:
        try:
            with self.desk.ledger.paying(text(usd)) as bill:
                bill.settle(usd * share)
        except BudgetExceeded:
            return
        self.owed_micros += to_micros(usd * share)

    @rule(usd=USD)
    def a_process_dies_while_a_text_is_written(self, usd: float) -> None:
        try:
            with self.desk.ledger.paying(text(usd)):
                self.desk.ledger.expire(lambda _: False)
        except BudgetExceeded:
            return
        self.owed_micros += to_micros(usd)

    @rule(usd=USD)
    def a_process_dies_while_a_clip_is_ordered(self, usd: float) -> None:
        self.count += 1
        key = f"k{self.count}"
        self.desk.order(key, usd)
        try:
            with paying_for(of_clip(key)), self.desk.ledger.paying(clip(usd)):
                self.desk.history.mark_unknown(lambda _: False)
        except AppError:
            self.desk.history.mark_unknown(lambda _: True)
            self.desk.history.operation_failed(key)
            return
        self.unknown[key] = usd

    @precondition(lambda self: self.ordered)
    @rule(data=st.data(), share=SHARE, end=st.sampled_from(["collected", "refused", "failed", "spoilt"]))
    def a_clip_ends(self, data: st.DataObject, share: float, end: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.ordered)))
        usd = self.ordered.pop(key)
        if end == "collected":
            self.desk.history.operation_collected(key, usd * share)
            self.owed_micros += to_micros(usd * share)
        else:
            getattr(self.desk.history, f"operation_{end}")(key)
            self.owed_micros += to_micros(usd) if end == "spoilt" else 0

    @precondition(lambda self: self.unknown)
    @rule(data=st.data(), was_charged=st.booleans())
    def a_person_decides(self, data: st.DataObject, was_charged: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.unknown)))
        usd = self.unknown.pop(key)
        if was_charged:
            self.desk.history.retry_unknown(key)
            self.owed_micros += to_micros(usd)
        else:
            self.desk.history.unknown_was_free(key)
        assert self.desk.history.operation(key).state is OperationState.FAILED

    @invariant()
    def the_cap_holds_and_the_ledger_balances(self) -> None:
        found = sum(charge.micros for charge in self.desk.history.charges(NOON.replace(year=2000)))
        open_micros = sum(map(to_micros, [*self.ordered.values(), *self.unknown.values()]))
        assert found == self.owed_micros + open_micros
        assert found <= DOLLARS.most * MICROS


@cache
def _migrated() -> Path:
    """A database with its tables, made once: making them takes longer than a whole example."""
    folder = Path(tempfile.mkdtemp(prefix="vvg-ledger-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Desk(folder).history.close()
    return folder / "app.sqlite"


TestSpending = Spending.TestCase
TestSpending.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
