"""The fake's voices: Cloud Text-to-Speech and Gemini's speech models. They really speak.

espeak-ng reads what was sent, at 24 kHz with silence around it, so lengths grow with the text and
words are where the time points say. Limits are Google's: 5,000 bytes, no SSML for Chirp 3 HD.
"""

from __future__ import annotations

import base64
import re
import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.models import JsonDict, Language, WordTime
from core.providers.speech.espeak.deliveries import Delivery
from core.providers.speech.espeak.library import Library
from core.providers.speech.espeak.timing import words_of
from core.providers.speech.espeak.voices import CAST, Character
from core.providers.speech.sound import Sound, wav_bytes
from core.providers.speech.spoken import reading_of, tokens_of
from tests.fakes.google.routing import json_body, model_method, versioned

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle

RATE_HZ = 24_000
LEAD_S, TAIL_S = 0.25, 0.4
MOST_BYTES = 5_000
LOCALES = "en-US en-GB es-ES fr-FR de-DE pt-BR it-IT nl-NL pl-PL tr-TR ru-RU ar-XA hi-IN cmn-CN ja-JP ko-KR"
WOMEN = {"Kore", "Aoede", "Leda", "Zephyr", "A", "C", "O"}
_FAMILIES = {
    "Chirp3-HD": ("Aoede", "Charon", "Kore", "Puck"),
    "Studio": ("O", "Q"),
    "Neural2": ("A", "D"),
    "Standard": ("A", "B"),
    "Polyglot": ("1",),
}
_speaking = threading.Lock()


def routes(fake: FakeGoogle) -> list[Route]:  # noqa: ARG001 - nothing is kept between calls
    """Voices, synthesis, and `generateContent` of the models whose names say that they speak."""
    return [
        *versioned("/voices", _voices, "GET"),
        *versioned("/text:synthesize", _synthesize),
        *model_method("{model}-tts", "generateContent", _generate_speech),
        *model_method("{model}-tts-preview", "generateContent", _generate_speech),
    ]


def _voices(_: Request) -> Response:
    listed = [
        {
            "languageCodes": [locale],
            "name": f"{locale}-{family}-{name}",
            "ssmlGender": "FEMALE" if name in WOMEN else "MALE",
            "naturalSampleRateHertz": RATE_HZ,
        }
        for locale in LOCALES.split()
        for family, names in reversed(_FAMILIES.items())
        for name in names
    ]
    return JSONResponse({"voices": listed})


def _synthesize(request: Request) -> Response:
    body = json_body(request)
    spoken, voice = body["input"], body["voice"]["name"]
    text = spoken.get("ssml") or spoken.get("text") or ""
    if not text or len(text.encode()) > MOST_BYTES:
        return _refused(f"Either input is empty or longer than the limit of {MOST_BYTES} bytes.")
    if "ssml" in spoken and "Chirp" in voice:
        return _refused("This voice does not support SSML input.")
    try:
        words, marks = _unmarked(text) if "ssml" in spoken else (text, {})
    except ElementTree.ParseError:
        return _refused("Invalid SSML. Newer voices like Neural2 require valid SSML.")
    speed = body["audioConfig"].get("speakingRate", 1.0)
    sound, times = say(words, voice.split("-")[0], voice.rpartition("-")[2], speed)
    answer: JsonDict = {"audioContent": base64.b64encode(wav_bytes(sound)).decode()}
    if body.get("enableTimePointing") and "/v1beta1/" in request.url.path:
        answer["timepoints"] = [
            {"markName": name, "timeSeconds": time.start_s}
            for name, place in marks.items()
            for time in times
            if time.start_char <= place < time.end_char
        ]
    return JSONResponse(answer)


def _generate_speech(request: Request) -> Response:
    body = json_body(request)
    config = body["generationConfig"]
    if config.get("responseModalities") != ["AUDIO"]:
        return _refused("This model only supports AUDIO output.")
    prompt = body["contents"][0]["parts"][0]["text"]
    text = re.findall(r"<narration>\s*(.*?)\s*</narration>", prompt, re.DOTALL)[-1]
    name = config["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"]
    language = next(each for each in Language if f"in {each.name.title()}," in prompt)
    pace = re.search(r"at ([\d.]+) times", prompt)
    sound, _ = say(text, language.value, name, float(pace[1]) if pace else 1.0)
    return JSONResponse(audio_content(wav_bytes(sound)[44:], prompt))


def audio_content(
    samples: bytes, prompt: str = "", mime_type: str = f"audio/L16;codec=pcm;rate={RATE_HZ}"
) -> JsonDict:
    """An answer of a speech model: headerless samples, 25 tokens a second."""
    blob = {"mimeType": mime_type, "data": base64.b64encode(samples).decode()}
    return {
        "candidates": [
            {"content": {"role": "model", "parts": [{"inlineData": blob}]}, "finishReason": "STOP"}
        ],
        "usageMetadata": {
            "promptTokenCount": len(prompt) // 4,
            "candidatesTokenCount": len(samples) * 25 // (2 * RATE_HZ),
        },
    }


def say(text: str, code: str, name: str, speed: float) -> tuple[Sound, tuple[WordTime, ...]]:
    """Speak as the named voice, the same each time; the words' times are those within the sound."""
    with _speaking:
        return _said(text, Language.CHINESE if code == "cmn" else Language(code), name, speed)


@lru_cache(maxsize=32)
def _said(text: str, language: Language, name: str, speed: float) -> tuple[Sound, tuple[WordTime, ...]]:
    """Kept, because the library's sound depends a little on what it said before."""
    tokens = tokens_of(text, language)
    reading = reading_of(tokens)
    speech = _library().speak(reading.text, _engine(language, name), Delivery(round(150 * speed), 55, 70, 0))
    places = np.arange(0, len(speech.samples), speech.sample_rate_hz / RATE_HZ)
    samples = np.interp(places, np.arange(len(speech.samples)), speech.samples)
    padded = np.pad(samples, (round(LEAD_S * RATE_HZ), round(TAIL_S * RATE_HZ)))
    late = (
        word.model_copy(update={"start_s": word.start_s + LEAD_S, "end_s": word.end_s + LEAD_S})
        for word in words_of(tokens, reading, speech)
    )
    return Sound(padded, RATE_HZ), tuple(late)


def _unmarked(ssml: str) -> tuple[str, dict[str, int]]:
    """The text of SSML, and where in it each mark stands."""
    text, marks = "", {}
    root = ElementTree.fromstring(ssml)
    text += root.text or ""
    for mark in root.iter("mark"):
        marks[mark.attrib["name"]] = len(text)
        text += mark.tail or ""
    return text, marks


def _engine(language: Language, name: str) -> str:
    gender = "female" if name in WOMEN else "male"
    able: list[Character] = [c for c in CAST if c.voice.language is language and c.voice.gender == gender]
    return able[-1].engine_voice


@cache
def _library() -> Library:
    return Library()


def _refused(message: str) -> Response:
    error = {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}
    return JSONResponse({"error": error}, 400)
