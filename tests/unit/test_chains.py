"""Chains: the next allowed model stands in, and it is said who did."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from core.errors import (
    AppError,
    ContentRefused,
    InvalidInput,
    MediaError,
    OutcomeUnknown,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.models import AspectRatio, GenerationRequest, Language, SceneScript, VideoScript
from core.operations.children import OnFraction
from core.providers.chain import SpeechChain, Step, TextChain, VideoChain
from core.providers.quote import Quote
from core.providers.speech.base import SpeechRequest, Utterance, Voice
from core.providers.text.offline import OfflineWriter
from core.providers.video.base import ClipRequest, FilmedClip

REQUEST = ClipRequest(prompt="A cup", duration_s=2, aspect_ratio=AspectRatio.PORTRAIT)
TARGET = Path("clip.mp4")


class Camera:
    """A video model that fails as queued."""

    def __init__(self, provider: str, price_usd: float = 0.0) -> None:
        self.provider = provider
        self.model_id = f"{provider}-1"
        self.price = price_usd
        self.submit_errors: list[Exception] = []
        self.collect_errors: list[Exception] = []
        self.is_running = False
        self.orders = 0

    def price_usd(self, request: ClipRequest) -> float:
        return self.price * request.duration_s

    def quote(self, request: ClipRequest) -> Quote:
        return Quote.exactly(self.price_usd(request), self.model_id)

    def submit(self, request: ClipRequest) -> str:  # noqa: ARG002
        if self.submit_errors:
            raise self.submit_errors.pop(0)
        self.orders += 1
        return f"operations/{self.orders}@5"

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        assert operation.startswith("operations/")
        if self.collect_errors:
            raise self.collect_errors.pop(0)
        on_fraction(1.0)
        cost_usd = self.price_usd(request)
        clip = FilmedClip(duration_s=2, width=90, height=160, fps=30, cost_usd=cost_usd)
        return None if self.is_running or target is None else clip


def collected(chain: VideoChain, operation: str) -> FilmedClip:
    clip = chain.collect(operation, REQUEST, TARGET, lambda _: None)
    assert clip is not None
    return clip


@pytest.fixture
def veo() -> Camera:
    return Camera("veo", 0.4)


@pytest.fixture
def omni() -> Camera:
    return Camera("omni", 0.7)


@pytest.fixture
def animatic() -> Camera:
    return Camera("animatic")


@pytest.fixture
def chain(veo: Camera, omni: Camera, animatic: Camera) -> VideoChain:
    return VideoChain([Step(veo), Step(omni), Step(animatic)])


def test_the_wanted_model_films_when_it_can(chain: VideoChain, veo: Camera, omni: Camera) -> None:
    clip = collected(chain, chain.submit(REQUEST))
    assert (clip.provider, clip.model, clip.is_fallback) == ("veo", "veo-1", False)
    assert (veo.orders, omni.orders) == (1, 0)
    assert (chain.provider, chain.model_id) == ("veo", "veo-1")


def test_an_order_is_priced_as_the_wanted_model_has_it(veo: Camera, omni: Camera) -> None:
    assert VideoChain([Step(veo), Step(omni)]).price_usd(REQUEST) == pytest.approx(0.8)


@pytest.mark.parametrize("error", [ProviderUnavailable("x"), ProviderRejected("x")])
def test_an_order_that_is_turned_away_goes_to_the_next_and_it_is_said(
    chain: VideoChain, veo: Camera, omni: Camera, error: AppError
) -> None:
    veo.submit_errors = [error]
    with structlog.testing.capture_logs() as logs:
        clip = collected(chain, chain.submit(REQUEST))
    assert (clip.provider, clip.is_fallback, clip.cost_usd) == ("omni", True, pytest.approx(1.4))
    assert omni.orders == 1
    assert [(log["log_level"], log["model"], log["kind"]) for log in logs] == [
        ("warning", "veo-1", error.kind)
    ]


@pytest.mark.parametrize(
    "error", [ContentRefused("x"), OutcomeUnknown("x"), InvalidInput("x"), ValueError("x")]
)
def test_refusals_unknown_outcomes_and_mistakes_go_to_nobody_else(
    chain: VideoChain, veo: Camera, omni: Camera, animatic: Camera, error: Exception
) -> None:
    veo.submit_errors = [error]
    with pytest.raises(type(error)):
        chain.submit(REQUEST)
    assert (omni.orders, animatic.orders) == (0, 0)


def test_a_step_that_is_not_allowed_is_not_taken_and_is_named(veo: Camera, animatic: Camera) -> None:
    chain = VideoChain([Step(veo), Step(animatic, is_allowed=False)])
    veo.submit_errors = [ProviderUnavailable("Veo is out of order.", "Try again.")]
    with pytest.raises(ProviderUnavailable, match="Veo is out of order") as caught:
        chain.submit(REQUEST)
    assert caught.value.hint == "Try again. Or allow animatic-1 as a fallback."
    assert animatic.orders == 0


def test_when_nobody_can_the_wanted_models_error_is_shown(veo: Camera, omni: Camera) -> None:
    veo.submit_errors, omni.submit_errors = [QuotaExceeded("Veo's quota")], [ProviderUnavailable("Omni")]
    with pytest.raises(QuotaExceeded, match="Veo's quota"):
        VideoChain([Step(veo), Step(omni)]).submit(REQUEST)


def test_another_process_collects_from_the_model_that_took_the_order(
    chain: VideoChain, veo: Camera, omni: Camera, animatic: Camera
) -> None:
    veo.submit_errors = [ProviderUnavailable("x")]
    operation = chain.submit(REQUEST)
    other = VideoChain([Step(animatic), Step(omni, is_allowed=False), Step(veo)])
    assert collected(other, operation).provider == "omni"


def test_an_operation_of_a_model_that_is_not_set_up_keeps_its_name(chain: VideoChain, veo: Camera) -> None:
    operation = chain.submit(REQUEST)
    with pytest.raises(ProviderUnavailable, match="veo-1"):
        VideoChain([Step(Camera("animatic"))]).collect(operation, REQUEST, TARGET, lambda _: None)
    assert collected(chain, operation).provider == veo.provider


def test_an_operation_from_before_there_were_chains_is_the_wanted_models(chain: VideoChain) -> None:
    assert collected(chain, "operations/7").provider == "veo"


@pytest.mark.parametrize("error", [ProviderUnavailable("slow"), QuotaExceeded("x"), ContentRefused("x")])
def test_a_clip_that_takes_long_or_is_refused_is_not_replaced(
    chain: VideoChain, veo: Camera, animatic: Camera, error: AppError
) -> None:
    operation = chain.submit(REQUEST)
    veo.collect_errors = [error]
    with pytest.raises(type(error)):
        chain.collect(operation, REQUEST, TARGET, lambda _: None)
    assert animatic.orders == 0


def test_a_running_clip_is_waited_for(chain: VideoChain, veo: Camera) -> None:
    veo.is_running = True
    assert chain.collect(chain.submit(REQUEST), REQUEST, TARGET, lambda _: None) is None


@pytest.mark.parametrize(
    ("for_free", "takers"), [(False, ["omni", "animatic"]), (True, ["animatic", "animatic"])]
)
def test_a_clip_that_came_to_nothing_may_be_ordered_from_those_behind_its_model(
    chain: VideoChain, omni: Camera, for_free: bool, takers: list[str]
) -> None:
    operation = chain.submit(REQUEST)
    rest = chain.after(operation, REQUEST, for_free=for_free)
    assert rest is not None
    first = collected(chain, rest.submit(REQUEST))
    omni.submit_errors = [ProviderUnavailable("x")]
    second = collected(chain, rest.submit(REQUEST))
    assert ([first.provider, second.provider], first.is_fallback) == (takers, True)


def test_behind_the_last_model_and_the_last_that_is_allowed_stands_nobody(
    veo: Camera, omni: Camera, animatic: Camera
) -> None:
    chain = VideoChain([Step(veo), Step(omni), Step(animatic, is_allowed=False)])
    operation = chain.submit(REQUEST)
    assert chain.after(operation, REQUEST, for_free=True) is None
    assert chain.after("omni-1|operations/1@5", REQUEST, for_free=False) is None
    assert chain.after("animatic-1|operations/1@5", REQUEST, for_free=False) is None


def test_why_a_clip_came_to_nothing_is_told_with_advice(veo: Camera, animatic: Camera) -> None:
    chain = VideoChain([Step(veo), Step(animatic, is_allowed=False)])
    operation = chain.submit(REQUEST)
    veo.collect_errors = [MediaError("The clip is damaged.", "Film again.")]
    with pytest.raises(MediaError, match="damaged") as caught:
        chain.collect(operation, REQUEST, TARGET, lambda _: None)
    assert "animatic-1" in caught.value.hint


def test_a_stand_in_that_cannot_do_what_is_asked_is_passed_over(
    chain: VideoChain, veo: Camera, omni: Camera
) -> None:
    veo.submit_errors = [ProviderUnavailable("x")]
    omni.submit_errors = [InvalidInput("takes no pictures")]
    assert collected(chain, chain.submit(REQUEST)).provider == "animatic"


def test_a_stand_in_without_room_is_not_waited_for(chain: VideoChain, veo: Camera, omni: Camera) -> None:
    veo.submit_errors = [ProviderUnavailable("x")]
    omni.submit_errors = [QuotaExceeded("x", retry_after_s=60)]
    assert collected(chain, chain.submit(REQUEST)).provider == "animatic"


def test_a_chain_needs_a_model() -> None:
    with pytest.raises(ValueError, match="needs a model"):
        VideoChain([])


# ---- voices -----------------------------------------------------------------------------------


class Speaker:
    """A voice of its own name that fails as queued."""

    def __init__(self, provider: str, price_usd: float = 0.0) -> None:
        self.provider = provider
        self.model_id = f"{provider}-1"
        self.price = price_usd
        self.errors: list[Exception] = []
        self.listing_errors: list[Exception] = []
        self.asked: list[str | None] = []

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        if self.listing_errors:
            raise self.listing_errors.pop(0)
        return (
            Voice(
                voice_id=f"{self.provider}-voice", language=language or Language.ENGLISH, name=self.provider
            ),
        )

    def quote(self, request: SpeechRequest) -> Quote:
        return Quote.exactly(self.price * len(request.text), self.model_id)

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:  # noqa: ARG002
        self.asked.append(request.voice)
        if self.errors:
            raise self.errors.pop(0)
        return Utterance(duration_s=1, sample_rate_hz=24_000, words=(), voice=request.voice or "best")


@pytest.fixture
def cloud() -> Speaker:
    return Speaker("google-tts")


@pytest.fixture
def espeak() -> Speaker:
    return Speaker("espeak-ng")


@pytest.fixture
def voices(cloud: Speaker, espeak: Speaker) -> SpeechChain:
    return SpeechChain([Step(cloud), Step(espeak)])


def a_line(voice: str | None = None) -> SpeechRequest:
    return SpeechRequest(text="Hello", language=Language.ENGLISH, voice=voice)


def test_the_model_that_has_the_voice_speaks(voices: SpeechChain, cloud: Speaker) -> None:
    said = voices.speak(a_line("espeak-ng-voice"), TARGET)
    assert (said.provider, said.is_fallback, cloud.asked) == ("espeak-ng", False, [])


def test_another_model_speaks_in_its_own_voice_and_it_is_said(
    voices: SpeechChain, cloud: Speaker, espeak: Speaker
) -> None:
    cloud.errors = [ProviderUnavailable("x")]
    with structlog.testing.capture_logs() as logs:
        said = voices.speak(a_line("google-tts-voice"), TARGET)
    assert (said.provider, said.model, said.is_fallback) == ("espeak-ng", "espeak-ng-1", True)
    assert (cloud.asked, espeak.asked) == (["google-tts-voice"], [None])
    assert logs[0]["model"] == "google-tts-1"


def test_all_voices_are_offered_also_when_one_service_is_down(voices: SpeechChain, cloud: Speaker) -> None:
    assert [voice.voice_id for voice in voices.voices()] == ["google-tts-voice", "espeak-ng-voice"]
    cloud.listing_errors = [ProviderUnavailable("x")]
    assert [voice.voice_id for voice in voices.voices()] == ["espeak-ng-voice"]


def test_when_no_service_lists_its_voices_the_wanted_ones_error_is_shown(cloud: Speaker) -> None:
    cloud.listing_errors = [ProviderUnavailable("x"), ProviderUnavailable("x")]
    with pytest.raises(ProviderUnavailable):
        SpeechChain([Step(cloud)]).voices()


def test_a_voice_that_nobody_has_is_asked_of_the_wanted_model(voices: SpeechChain, cloud: Speaker) -> None:
    cloud.errors = [InvalidInput("There is no such voice.")]
    with pytest.raises(InvalidInput):
        voices.speak(a_line("nobody"), TARGET)


# ---- writers ----------------------------------------------------------------------------------


class Broken:
    """A writer whose service is down."""

    model_id = "gemini-x"

    def quote(self, request: GenerationRequest) -> Quote:
        return Quote.exactly(0.01 * request.duration_s, self.model_id)

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        raise ProviderUnavailable(f"down for {request.prompt} at {words_per_s}")

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        raise ProviderRejected(f"down for {script.title}, {scene.scene_id}, {instruction}")

    def reworded(self, prompt: str, reason: str) -> str:
        raise ProviderRejected(f"down for {prompt} because of {reason}")


def test_the_next_writer_writes_and_signs() -> None:
    chain = TextChain([Step(Broken()), Step(OfflineWriter())])
    request = GenerationRequest(prompt="our new eco bottle")
    script = chain.write_script(request, words_per_s=2.5)
    assert chain.model_id == "gemini-x"
    assert script.metadata.written_by == OfflineWriter().model_id
    assert chain.rewrite_scene(script, script.scenes[0], "shorter").scene_id == script.scenes[0].scene_id


class Rewords(OfflineWriter):
    """A writer that finds other words."""

    def reworded(self, prompt: str, reason: str) -> str:
        return f"{prompt}, without {reason}"


def test_the_next_writer_rewords_and_without_one_the_wanted_writers_error_is_told() -> None:
    assert (
        TextChain([Step(Broken()), Step(Rewords())]).reworded("a fight", "blows") == "a fight, without blows"
    )
    with pytest.raises(ProviderRejected, match="down for a fight"):
        TextChain([Step(Broken()), Step(OfflineWriter())]).reworded("a fight", "blows")


def test_a_writer_that_may_not_stand_in_does_not() -> None:
    chain = TextChain([Step(Broken()), Step(OfflineWriter(), is_allowed=False)])
    with pytest.raises(ProviderUnavailable) as caught:
        chain.write_script(GenerationRequest(prompt="x"), words_per_s=2.5)
    assert "as a fallback" in caught.value.hint
