"""Retries are bounded and obey the service; a breaker leaves a failing service in peace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import (
    AppError,
    Cancelled,
    ContentRefused,
    InvalidInput,
    OutcomeUnknown,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.models import AspectRatio, GenerationRequest, Language
from core.providers.resilience import (
    Breaker,
    BreakerState,
    Care,
    Patience,
    SteadySpeech,
    SteadyText,
    SteadyVideo,
)
from core.providers.speech.base import SpeechRequest
from core.providers.video.base import ClipRequest
from tests.fakes.models import QuickVideo

REQUEST = ClipRequest(prompt="A cup", duration_s=1, aspect_ratio=AspectRatio.PORTRAIT)


class Clock:
    """Time that passes only by sleeping, or by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept_s: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds


class Service:
    """Answers with the queued errors first, then well."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def a_care(clock: Clock, *, chance: float = 1.0, failures: int = 100, **patience: float) -> Care:
    breaker = Breaker("Veo", failures=failures, rest_s=60, clock=clock)
    return Care(breaker, Patience.model_validate(patience), sleep=clock.sleep, chance=lambda: chance)


def unavailable(retry_after_s: float | None = None) -> ProviderUnavailable:
    return ProviderUnavailable("The service is out of order.", retry_after_s=retry_after_s)


def quota(retry_after_s: float | None = None) -> QuotaExceeded:
    return QuotaExceeded("The quota is used up.", retry_after_s=retry_after_s)


# ---- retries ----------------------------------------------------------------------------------


def test_waits_double_up_to_the_longest(clock: Clock) -> None:
    care = a_care(clock, attempts=6, first_wait_s=1, longest_wait_s=5, all_waits_s=100)
    service = Service(*[unavailable() for _ in range(5)])
    assert care.repeat(service) == "done"
    assert clock.slept_s == [1, 2, 4, 5, 5]


def test_chance_shortens_a_wait_by_half_at_most(clock: Clock) -> None:
    care = a_care(clock, chance=0.0, first_wait_s=4)
    care.repeat(Service(unavailable()))
    assert clock.slept_s == [2]


def test_the_service_says_when_to_come_again(clock: Clock) -> None:
    care = a_care(clock, chance=0.0, all_waits_s=90)
    assert care.repeat(Service(quota(retry_after_s=31))) == "done"
    assert clock.slept_s == [31]


def test_nobody_comes_earlier_than_asked(clock: Clock) -> None:
    care = a_care(clock, chance=1.0, all_waits_s=90)
    care.repeat(Service(quota(retry_after_s=31)))
    assert 31 <= clock.slept_s[0] <= 35


def test_a_wait_that_is_too_long_is_not_begun(clock: Clock) -> None:
    with pytest.raises(QuotaExceeded):
        a_care(clock, all_waits_s=90).repeat(Service(quota(retry_after_s=3600)))
    assert clock.slept_s == []


def test_the_sum_of_waits_is_bounded(clock: Clock) -> None:
    care = a_care(clock, attempts=100, first_wait_s=10, longest_wait_s=10, all_waits_s=35)
    with pytest.raises(ProviderUnavailable):
        care.repeat(Service(*[unavailable() for _ in range(100)]))
    assert clock.slept_s == [10, 10, 10]


def test_attempts_are_bounded_and_the_last_error_is_raised(clock: Clock) -> None:
    service = Service(unavailable(), unavailable(), last := unavailable(), unavailable())
    with pytest.raises(ProviderUnavailable) as caught:
        a_care(clock, attempts=3).repeat(service)
    assert caught.value is last and service.calls == 3


@pytest.mark.parametrize(
    "error",
    [
        ContentRefused("no"),
        ProviderRejected("no"),
        InvalidInput("no"),
        OutcomeUnknown("?"),
        Cancelled("stop"),
        ValueError("a mistake of ours"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_will_not_change_is_not_repeated(clock: Clock, error: Exception) -> None:
    service = Service(error)
    with pytest.raises(type(error)):
        a_care(clock).repeat(service)
    assert service.calls == 1 and clock.slept_s == []


def test_stopping_while_waiting_stops_at_once(clock: Clock) -> None:
    def stop(_: float) -> None:
        raise Cancelled("The job was cancelled.")

    service = Service(unavailable())
    with pytest.raises(Cancelled):
        Care(Breaker("Veo", clock=clock), sleep=stop).repeat(service)
    assert service.calls == 1


# ---- what is billed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [OutcomeUnknown("cut"), ProviderUnavailable("500"), ProviderRejected("400")]
)
def test_an_order_that_may_have_been_taken_is_never_repeated(clock: Clock, error: AppError) -> None:
    service = Service(error)
    with pytest.raises(type(error)):
        a_care(clock).pay(service)
    assert service.calls == 1


def test_an_order_that_was_turned_away_for_its_quota_is_repeated(clock: Clock) -> None:
    service = Service(quota(2), quota(2))
    assert a_care(clock).pay(service) == "done"
    assert service.calls == 3


# ---- the breaker ------------------------------------------------------------------------------


def fail(breaker: Breaker, times: int, error: Exception | None = None) -> None:
    for _ in range(times):
        with pytest.raises(AppError):
            breaker.call(Service(error or unavailable()))


def test_a_service_that_fails_in_a_row_is_left_in_peace(clock: Clock) -> None:
    breaker = Breaker("Veo", failures=3, rest_s=60, clock=clock)
    fail(breaker, 2)
    assert breaker.state is BreakerState.CLOSED
    fail(breaker, 1)
    assert breaker.state is BreakerState.OPEN
    service = Service()
    clock.now_s += 18
    with pytest.raises(ProviderUnavailable, match="Veo failed several times") as caught:
        breaker.call(service)
    assert service.calls == 0
    assert caught.value.retry_after_s == pytest.approx(42) and "42 s" in caught.value.hint


def test_after_its_rest_one_good_answer_closes_it(clock: Clock) -> None:
    breaker = Breaker("Veo", failures=1, rest_s=60, clock=clock)
    fail(breaker, 1)
    clock.now_s += 61
    assert breaker.state is BreakerState.HALF_OPEN
    assert breaker.call(Service()) == "done"
    assert breaker.state is BreakerState.CLOSED


def test_after_its_rest_one_call_tries_and_the_others_wait_for_it(clock: Clock) -> None:
    breaker = Breaker("Veo", failures=1, rest_s=60, clock=clock)
    fail(breaker, 1)
    clock.now_s += 61
    other = Service()

    def tries() -> str:
        with pytest.raises(ProviderUnavailable) as caught:
            breaker.call(other)
        assert caught.value.retry_after_s == 5
        return "done"

    assert breaker.call(tries) == "done"
    assert (other.calls, breaker.call(other)) == (0, "done")


def test_after_its_rest_one_bad_answer_opens_it_again(clock: Clock) -> None:
    breaker = Breaker("Veo", failures=5, rest_s=60, clock=clock)
    fail(breaker, 5)
    clock.now_s += 61
    fail(breaker, 1)
    assert breaker.state is BreakerState.OPEN
    assert breaker.rest_left_s == pytest.approx(60)


@pytest.mark.parametrize("error", [quota(), ContentRefused("no"), ProviderRejected("no")])
def test_a_no_is_an_answer_too(clock: Clock, error: AppError) -> None:
    breaker = Breaker("Veo", failures=2, clock=clock)
    fail(breaker, 1)
    fail(breaker, 1, error)
    fail(breaker, 1)
    assert breaker.state is BreakerState.CLOSED


def test_a_job_that_is_cancelled_says_nothing_about_the_service(clock: Clock) -> None:
    breaker = Breaker("Veo", failures=2, clock=clock)
    fail(breaker, 1)
    fail(breaker, 3, Cancelled("stop"))
    fail(breaker, 1)
    assert breaker.state is BreakerState.OPEN


def test_retries_wait_for_the_rest_when_they_have_the_time(clock: Clock) -> None:
    care = a_care(clock, failures=2, attempts=5, first_wait_s=1, all_waits_s=200)
    assert care.repeat(Service(unavailable(), unavailable())) == "done"
    assert clock.now_s - 100 >= 60


def test_calls_run_side_by_side() -> None:
    breaker, meeting = Breaker("Veo"), threading.Barrier(2, timeout=10)
    threads = [threading.Thread(target=lambda: breaker.call(meeting.wait)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not meeting.broken and breaker.state is BreakerState.CLOSED


# ---- the ports --------------------------------------------------------------------------------


def test_collecting_is_repeated_and_ordering_is_not(clock: Clock, tmp_path: Path) -> None:
    model = QuickVideo(price_usd=1)
    steady = SteadyVideo(model, a_care(clock))
    assert (steady.provider, steady.model_id) == (model.provider, model.model_id)
    assert steady.price_usd(REQUEST) == model.price_usd(REQUEST)
    model.errors = [OutcomeUnknown("cut")]
    with pytest.raises(OutcomeUnknown):
        steady.submit(REQUEST)
    assert model.submitted == []
    operation = steady.submit(REQUEST)
    troubles = [unavailable(), quota(1)]

    def stumble(_: Callable[[float], None]) -> None:
        if troubles:
            raise troubles.pop()

    model.on_collect = stumble
    assert steady.collect(operation, REQUEST, tmp_path / "clip.mp4", lambda _: None)
    assert len(clock.slept_s) == 2 and len(model.submitted) == 1


class Stumbling:
    """A writer and a voice that fail once at everything."""

    provider, model_id = "stumbling", "stumbling-1"

    def __init__(self) -> None:
        self.stumbled: set[str] = set()

    def _step(self, what: str) -> str:
        if what not in self.stumbled:
            self.stumbled.add(what)
            raise unavailable()
        return what

    def write_script(self, request: object, *, words_per_s: float) -> str:  # noqa: ARG002
        return self._step("script")

    def rewrite_scene(self, *_: object) -> str:
        return self._step("scene")

    def reworded(self, *_: object) -> str:
        return self._step("words")

    def voices(self, language: object = None) -> str:  # noqa: ARG002
        return self._step("voices")

    def speak(self, *_: object) -> str:
        return self._step("speech")


def test_scripts_and_voices_are_repeated(clock: Clock, tmp_path: Path) -> None:
    model = Stumbling()
    text = SteadyText(model, a_care(clock))  # type: ignore[arg-type]
    voice = SteadySpeech(model, a_care(clock))  # type: ignore[arg-type]
    request = SpeechRequest(text="Hi", language=Language.ENGLISH)
    assert text.write_script(GenerationRequest(prompt="x"), words_per_s=2) == "script"
    assert text.rewrite_scene(None, None, "") == "scene"  # type: ignore[arg-type, comparison-overlap]
    assert text.reworded("a", "b") == "words"
    assert voice.voices() == "voices"
    assert voice.speak(request, tmp_path / "a.wav") == "speech"
    assert (text.model_id, voice.model_id, voice.provider) == ("stumbling-1", "stumbling-1", "stumbling")
