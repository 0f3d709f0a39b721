"""The cast with Google: Gemini writes, Veo or Omni films, Google's voices speak.

Cloud Veo, then Omni, then a picture that Gemini draws and the camera moves over, then the
animatic; Google's voice, then Gemini's, then espeak-ng; Gemini, then a cheaper Gemini, then the
offline writer. Which of these may stand in is a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import structlog

from core.artifacts.shared_files import SharedFiles
from core.artifacts.store import ArtefactStore
from core.cast import Cast, voice_named
from core.errors import InvalidInput
from core.providers.catalogue import Catalogue
from core.providers.chain import SpeechChain, Step, TextChain, VideoChain
from core.providers.google.access import GoogleAccess, Route
from core.providers.image.gemini import GeminiPictures
from core.providers.image.sending import open_upload
from core.providers.meter import Meter
from core.providers.model_card import Audio, ModelCard, ModelKind
from core.providers.named import Named
from core.providers.prices import utc_today
from core.providers.resilience import Breaker, Care, SteadyPictures, SteadySpeech, SteadyText, SteadyVideo
from core.providers.speech.base import SpeechModel, Voice
from core.providers.speech.espeak import Espeak
from core.providers.speech.google import CloudVoices, GeminiVoices
from core.providers.speech.google.voice_list import voice_of
from core.providers.text.base import TextModel
from core.providers.text.gemini import GeminiWriter, TextUsage
from core.providers.text.offline import OfflineWriter
from core.providers.video.animatic import Animatic
from core.providers.video.base import VideoModel
from core.providers.video.choice import ANIMATIC, VideoChoice
from core.providers.video.google import Omni, Veo
from core.providers.video.google.bucket import Bucket
from core.providers.video.still_move import StillMove
from core.settings import Environment, Fallback, Settings
from core.stages.pictures import KeptPictures

NO_REFINEMENT = "none"
_BEST_RESOLUTION = "1080p"
"""What is delivered; more would be paid for and scaled away."""

_INLINE_RESOLUTION = "720p"
"""What comes inside an answer, where a clip may weigh some 4 MB."""

M = TypeVar("M", bound=Named)
log = structlog.get_logger(__name__)


def google_cast(
    settings: Settings,
    catalogue: Catalogue,
    meter: Meter,
    store: ArtefactStore,
    shared: SharedFiles | None = None,
) -> Cast:
    """The models that the settings name, else the catalogue's; `meter` counts their calls, pictures are
    kept in `store`, and people's own may have to come from what is `shared`.

    Raises InvalidInput.
    """
    casting = _Casting(settings, access_of(settings), catalogue, meter, store, shared)
    casting.film_with("")
    speech = casting.speech()
    return Cast(
        text=casting.text(),
        speech=speech,
        film_with=casting.film_with,
        video_choices=casting.video_choices(),
        services=tuple(casting.services.values()),
        ending_models=casting.ending_models(),
        usual_voice=casting.usual_voice(speech),
        pictures=casting.pictures,
    )


def access_of(settings: Settings) -> GoogleAccess:
    """Credentials and addresses as the settings have them."""
    return GoogleAccess(
        api_key=settings.google_api_key,
        project=settings.google_cloud_project,
        location=settings.google_cloud_location,
        credentials_file=settings.google_credentials,
        gemini_base_url=settings.gemini_base_url,
        vertex_base_url=settings.vertex_base_url,
        tts_endpoint=settings.tts_endpoint,
    )


class _Casting:
    """Chooses each part and builds it, with one breaker a service."""

    def __init__(
        self,
        settings: Settings,
        access: GoogleAccess,
        catalogue: Catalogue,
        meter: Meter,
        store: ArtefactStore,
        shared: SharedFiles | None,
    ) -> None:
        self._shared = shared
        self._settings, self._access, self._catalogue, self._meter = settings, access, catalogue, meter
        self._today: date = utc_today()
        self.services: dict[str, Breaker] = {}
        self.pictures = self._kept_pictures(store)
        self._cloud_voices = CloudVoices(access, catalogue, Espeak(), meter=meter)
        self.film_with = cache(self._film_with)
        self._filming = cache(self._filming_by)

    def text(self) -> TextModel:
        settings, care = self._settings, self._care("Gemini")
        refines = settings.refine_model != NO_REFINEMENT
        writer = GeminiWriter(
            self._access,
            self._catalogue,
            script_model=settings.script_model,
            refine_model=settings.refine_model if refines else "",
            refines=refines,
            on_usage=_told,
            meter=self._meter,
        )
        steps: list[Step[TextModel]] = [Step(SteadyText(writer, care))]
        if (cheaper := self._cheapest_writer()) is not None:
            plain = GeminiWriter(
                self._access,
                self._catalogue,
                script_model=cheaper,
                refines=False,
                on_usage=_told,
                meter=self._meter,
            )
            steps.append(self._stand_in(SteadyText(plain, care), Fallback.MODELS))
        return TextChain([*steps, self._stand_in(OfflineWriter(), Fallback.ALL)])

    def speech(self) -> SpeechModel:
        espeak = Espeak()
        gemini = GeminiVoices(self._access, self._catalogue, espeak, meter=self._meter)
        return SpeechChain(
            [
                Step(SteadySpeech(self._cloud_voices, self._care("Google's voices"))),
                self._stand_in(SteadySpeech(gemini, self._care("Gemini's voices")), Fallback.MODELS),
                self._stand_in(espeak, Fallback.ALL),
            ]
        )

    def usual_voice(self, speech: SpeechModel) -> Voice | None:
        """The setting's voice; while Google's list cannot be asked, any name that could be on it passes."""
        if not (name := self._settings.voice):
            return None
        may_be = voice_of(name, "") if self._cloud_voices.is_offered_from_memory else None
        return may_be or voice_named(name, speech.voices())

    def video_choices(self) -> tuple[VideoChoice, ...]:
        """What can be ordered today at a known price, the usual one first; then models that are gone."""
        usual = self._usual_video()
        choices = [
            VideoChoice(
                model_id=card.id,
                price_usd_per_s=self._price_usd_per_s(card),
                has_audio=card.audio is not Audio.NEVER,
                note=card.end_note(self._today),
                first_frame=card.first_frame,
                last_frame=card.last_frame,
                reference_pictures=card.reference_images,
                is_usual=card.id == usual,
            )
            for card in self._cards()
        ]
        drawn = VideoChoice(model_id=ANIMATIC, price_usd_per_s=0.0, has_audio=False, note="drawn here, free")
        return (*sorted(choices, key=lambda choice: not choice.is_usual), drawn, *self._gone())

    def _gone(self) -> Iterator[VideoChoice]:
        """Models that people may ask for by name: each says what took its place."""
        for card in self._catalogue.models(ModelKind.VIDEO):
            if card.is_gone(self._today):
                try:
                    self._reachable(card.id)
                except InvalidInput as error:
                    yield VideoChoice(
                        model_id=card.id,
                        price_usd_per_s=0.0,
                        has_audio=card.audio is not Audio.NEVER,
                        note=card.end_note(self._today),
                        gone=f"{error.message} {error.hint}",
                    )

    def ending_models(self) -> tuple[str, ...]:
        """Models in use here that may not answer in 60 days."""
        defaults = self._catalogue.defaults
        used = {
            self._usual_video(),
            self._settings.script_model or defaults.script,
            self._settings.refine_model or defaults.refine,
        }
        return tuple(card.id for card in self._catalogue.retires_soon(self._today) if card.id in used)

    def _film_with(self, model_id: str) -> VideoModel:
        """The wanted model, the usual one of each route, a picture in motion, and the animatic."""
        if model_id == ANIMATIC:
            return Animatic()
        wanted, route = self._reachable(model_id or self._usual_video())
        steps: list[Step[VideoModel]] = [Step(self._filming(wanted.id, route))]
        for default in self._usual_models():
            if default != wanted.id:
                card, route = self._reachable(default)
                steps.append(self._stand_in(self._filming(card.id, route), Fallback.MODELS))
        if self.pictures is not None:
            still = StillMove(self.pictures, self._open_picture)
            steps.append(self._stand_in(still, Fallback.PICTURES))
        return VideoChain([*steps, *self._cheapest(steps), self._stand_in(Animatic(), Fallback.ALL)])

    def _cheapest(self, steps: Sequence[Step[VideoModel]]) -> list[Step[VideoModel]]:
        """The cheapest model, for who chose to go cheaper at a limit; it stands in for no other reason."""
        cards = sorted(self._cards(), key=self._price_usd_per_s)[:1]
        models = [self._filming(card.id, self._reachable(card.id)[1]) for card in cards]
        return [Step(model, for_limits=True) for model in models if all(s.model is not model for s in steps)]

    def _kept_pictures(self, store: ArtefactStore) -> KeptPictures | None:
        """The catalogue's picture model; None where it cannot be reached or has no price."""
        try:
            model = self._catalogue.defaults.image
            card, route = self._catalogue.reachable(model, self._access.routes, self._today)
            card.images_price_usd(1, on=self._today)
        except InvalidInput as error:
            log.warning("no pictures are drawn", reason=error.message)
            return None
        drawn = GeminiPictures(self._access, route, card, open_picture=self._open_picture, meter=self._meter)
        return KeptPictures(SteadyPictures(drawn, self._care("Gemini's pictures")), store)

    def _open_picture(self, name: str) -> Path:
        path = self._settings.uploads_dir / Path(name).name
        if self._shared is not None and not path.is_file():
            self._shared.bring_upload(path)
        return open_upload(self._settings.uploads_dir, name)

    def _filming_by(self, model_id: str, route: Route) -> VideoModel:
        card, bucket = self._catalogue.model(model_id), self._settings.clips_bucket
        size = self._resolution(card, route)
        left_in = Bucket(bucket, self._settings.google_credentials) if bucket else None
        options: dict[str, Any] = {
            "bucket": left_in,
            "open_picture": self._open_picture,
            "meter": self._meter,
        }
        if card.family == "veo":
            veo = Veo(self._access, card, resolution=size, **options)
            return SteadyVideo(veo, self._care("Veo"))
        omni = Omni(self._access, route, card, resolution=size, **options)
        return SteadyVideo(omni, self._care("Gemini Omni"))

    def _usual_video(self) -> str:
        """The settings' model, in staging the cheapest, else the best reachable default."""
        if self._settings.video_model:
            return self._settings.video_model
        usual = self._usual_models()
        if not usual:
            raise InvalidInput("No video model of the catalogue can be reached.", "Check Google's settings.")
        if self._settings.environment is Environment.STAGING:
            return min(self._cards(), key=self._price_usd_per_s).id
        return usual[0]

    def _usual_models(self) -> list[str]:
        """The catalogue's choices that can be ordered, Google Cloud's first."""
        defaults, known = self._catalogue.defaults, {card.id for card in self._cards()}
        return [model for model in (defaults.video_cloud, defaults.video_key) if model in known]

    def _cards(self) -> list[ModelCard]:
        """Video models that can be reached today and have a price."""
        found = []
        for card in self._catalogue.models(ModelKind.VIDEO):
            try:
                self._price_usd_per_s(card)
            except InvalidInput:
                continue
            found.append(card)
        return found

    def _reachable(self, model_id: str) -> tuple[ModelCard, Route]:
        card, route = self._catalogue.reachable(model_id, self._access.routes, self._today)
        if card.kind is not ModelKind.VIDEO:
            raise InvalidInput(f"{card.id} films no video.", "Choose a video model.")
        return card, route

    def _price_usd_per_s(self, card: ModelCard) -> float:
        _, route = self._reachable(card.id)
        audio = card.audio is Audio.ALWAYS
        return card.clip_price_usd(1.0, self._resolution(card, route), audio=audio, on=self._today)

    def _resolution(self, card: ModelCard, route: Route) -> str:
        """As set, else the best that is of use; Omni on Google Cloud sends no large clip without a bucket."""
        offered, asked = card.resolutions, self._settings.video_resolution
        if not offered:
            raise InvalidInput(f"At which resolutions {card.id} films is not known.", "Choose another model.")
        if asked in offered:
            return asked
        if self._settings.environment is Environment.STAGING:
            return min(offered, key=_lines)
        is_inline = card.family == "omni" and route is Route.CLOUD and not self._settings.clips_bucket
        best = _INLINE_RESOLUTION if is_inline else _BEST_RESOLUTION
        return best if best in offered else min(offered, key=_lines)

    def _cheapest_writer(self) -> str | None:
        """A text model that can be reached and costs less than all others."""
        prices = {}
        for card in self._catalogue.models(ModelKind.TEXT):
            try:
                self._catalogue.reachable(card.id, self._access.routes, self._today)
                prices[card.id] = card.tokens_price_usd(1, 1, on=self._today)
            except InvalidInput:
                continue
        return min(prices, key=lambda model_id: prices[model_id], default=None)

    def _stand_in(self, model: M, needs: Fallback) -> Step[M]:
        return Step(model, is_allowed=self._settings.fallback_allowed.allows(needs))

    def _care(self, service: str) -> Care:
        return Care(self.services.setdefault(service, Breaker(service)))


def _lines(resolution: str) -> int:
    """How many lines a name such as `720p` or `4k` stands for."""
    digits = "".join(c for c in resolution if c in "0123456789")
    return int(digits or 0) * (540 if resolution.lower().endswith("k") else 1)


def _told(usage: TextUsage) -> None:
    log.info("text model used", **usage.model_dump())
