"""Samples to choose by: a voice, a mood of music, a caption style as it will look.

Each is made at the first wish with the very parts that make the video, and kept in the store.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import InvalidInput
from core.media.captions import lay_out, write_ass
from core.media.safe_zones import Box, safe_zone
from core.media.workbench import workbench
from core.models import (
    AspectRatio,
    CaptionStyle,
    FrameSize,
    JsonDict,
    Language,
    Mood,
    Narration,
    Platform,
    VoiceStyle,
    WordTime,
)
from core.parts import Parts
from core.providers.music.base import MusicRequest
from core.providers.purpose import BY_HAND, paying_for
from core.providers.speech.base import SpeechRequest
from core.providers.video.base import ClipRequest
from core.security.people import acting_person
from core.stages.sound import compose
from core.stages.voice import speak, voice_for
from core.studio.room import Room

MUSIC_SAMPLE_S = 10.0
WORD_S = 0.4
_SHOWN_AT_S = 2.5 * WORD_S
"""In the middle of the third word, when a style shows what it does to a word being spoken."""

SENTENCES = {
    Language.ENGLISH: "Every word lands right on time.",
    Language.SPANISH: "Cada palabra llega justo a tiempo.",
    Language.FRENCH: "Chaque mot tombe au bon moment.",
    Language.GERMAN: "Jedes Wort sitzt genau im Takt.",
    Language.PORTUGUESE: "Cada palavra chega na hora certa.",
    Language.ITALIAN: "Ogni parola arriva al momento giusto.",
    Language.DUTCH: "Elk woord valt precies op tijd.",
    Language.POLISH: "Każde słowo pada w samą porę.",
    Language.TURKISH: "Her kelime tam zamanında duyulur.",
    Language.RUSSIAN: "Каждое слово звучит точно вовремя.",
    Language.GREEK: "Κάθε λέξη ακούγεται στην ώρα της.",
    Language.ARABIC: "كل كلمة تأتي في وقتها تماما.",
    Language.HEBREW: "כל מילה מגיעה בדיוק בזמן.",
    Language.HINDI: "हर शब्द बिल्कुल सही समय पर आता है।",
    Language.CHINESE: "每个字都恰到好处。",
    Language.JAPANESE: "言葉がぴったり届きます。",
    Language.KOREAN: "모든 단어가 제때 들립니다.",
}
"""A short sentence in each language; it is spoken and set as captions."""

_BACKDROP = "A barista pours coffee in a warm sunlit cafe"
_COVERED = "black@0.4"


class Samples(Room):
    """What can be heard and seen before a video is made."""

    def voice_sample(
        self, voice: str | None, style: VoiceStyle = VoiceStyle.NATURAL, language: Language | None = None
    ) -> Path:
        """A WAV of a sentence; without a voice the language's first one. Raises InvalidInput."""
        if voice is not None:
            language = self._language_of(voice)
        language = language or Language.ENGLISH
        voice = voice_for(self._parts, voice, language)
        request = SpeechRequest(text=SENTENCES[language], language=language, voice=voice, style=style)
        by_hand = self._parts.purpose(BY_HAND, acting_person().person_id)
        with self._parts.store.lease("sample") as lease, paying_for(by_hand):
            return Path(speak(self._parts, request, lease).path)

    def music_sample(self, mood: Mood) -> Path:
        """A WAV of ten seconds in a mood. Raises MediaError, StorageError."""
        request = MusicRequest(mood=mood, duration_s=MUSIC_SAMPLE_S)
        with self._parts.store.lease("sample") as lease:
            return Path(compose(self._parts, self._parts.music, request, lease).path)

    def caption_sample(
        self, style: CaptionStyle, platform: Platform, ratio: AspectRatio, language: Language | None = None
    ) -> Path:
        """A JPEG of a frame as a viewer of the platform sees it; what its app covers is darkened.

        Drawn by the very captions that are burnt in. Raises MediaError, StorageError.
        """
        language = language or Language.ENGLISH
        look: JsonDict = {"sample": style, "platform": platform, "ratio": ratio, "language": language}

        def draw(target: Path) -> JsonDict:
            _draw(self._parts, style, platform, ratio, language, target)
            return {}

        with self._parts.store.lease("sample") as lease:
            return Path(self._parts.make("still", look, ".jpg", draw, lease=lease).path)

    def _language_of(self, voice_id: str) -> Language:
        for voice in self._parts.speech.voices():
            if voice.voice_id == voice_id:
                return voice.language
        raise InvalidInput(f"There is no voice {voice_id!r:.60}.", "Choose one of the list.")


def covered_share(platform: Platform, ratio: AspectRatio) -> tuple[float, float]:
    """The shares of the frame's height and width, below and at the right, that captions leave free."""
    zone = safe_zone(platform, ratio)
    return 1 - zone.bottom, 1 - zone.right


def _draw(
    parts: Parts,
    style: CaptionStyle,
    platform: Platform,
    ratio: AspectRatio,
    language: Language,
    target: Path,
) -> None:
    size = ratio.size
    spoken = _spoken(SENTENCES[language])
    track = lay_out(spoken, offset_s=0.0, style=style, size=size, platform=platform, fonts=parts.fonts)
    with workbench(target) as (bench, making):
        write_ass(track, bench.folder / "sample.ass")
        bench.bring(parts.fonts.folder, "fonts")
        backdrop = bench.folder / "backdrop.jpg"
        parts.storyboard(_scene(ratio), backdrop)
        graph = f"scale={size.width}:{size.height},format=rgb24,{_covered(safe_zone(platform, ratio), size)}"
        graph += f",setpts=PTS+{_SHOWN_AT_S}/TB,ass=sample.ass:fontsdir=fonts,scale=iw/2:-2,format=yuvj420p"
        args = ["-i", backdrop.name, "-vf", graph, "-frames:v", "1", "-q:v", "3", making.name]
        parts.ffmpeg.run(args, cwd=bench.folder)


def _scene(ratio: AspectRatio) -> ClipRequest:
    """A quiet scene behind the captions."""
    return ClipRequest(prompt=_BACKDROP, duration_s=2.0, aspect_ratio=ratio, mood=Mood.WARM, palette_seed=3)


def _spoken(text: str) -> Narration:
    """The sentence as if each of its words took the same time."""
    words, place = [], 0
    for number, word in enumerate(text.split()):
        start = text.index(word, place)
        place = start + len(word)
        times = {"start_s": number * WORD_S, "end_s": (number + 1) * WORD_S}
        words.append(WordTime(start_char=start, end_char=place, **times))
    return Narration(
        text=text, path="", duration_s=len(words) * WORD_S, words=tuple(words), voice="", provider=""
    )


def _covered(zone: Box, size: FrameSize) -> str:
    """Boxes over what the app's own buttons and texts cover: below and at the right of the zone."""
    right, bottom = round(zone.right * size.width), round(min(zone.bottom, 1.0) * size.height)
    below = f"drawbox=x=0:y={bottom}:w=iw:h=ih-{bottom}:color={_COVERED}:t=fill"
    beside = f"drawbox=x={right}:y=0:w=iw-{right}:h={bottom}:color={_COVERED}:t=fill"
    return f"{below},{beside}"
