"""The aligner's error against voices whose word times are known, and against stretching alone.

The baseline is the reader's word times scaled onto the stretch where speech is heard. Each voice is
heard as it is and made harder: every word at another rate, noise, silence around it, pauses put in
anywhere, and the whole throat made smaller or larger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.voices import RATE_HZ, Truth, edges_of, recordings, resampled
from core.models import Language, WordTime
from core.providers.speech.alignment import aligned
from core.providers.speech.base import SpeechRequest
from core.providers.speech.espeak import Espeak
from core.providers.speech.sound import Sound, read_wav
from core.providers.speech.spans import Span, audible_frames, sounding

LINES = (
    "Your kitchen is under water and it's three in the morning. Call now, and a real plumber answers.",
    "Every bottle you throw away outlives you. Ours keeps water cold, and never ends up in the sea.",
    "Stop scrolling for a moment. Our bakery opens at dawn, the bread is warm, and the coffee is on us.",
    "Nobody likes paperwork, so we built an app that reads your receipts, and sorts them while you sleep.",
    "She tried every cream on the market. Nothing worked, until a friend told her about this little soap.",
    "Meet the bike that folds in seconds, climbs any hill, and charges from the socket next to your desk.",
)
Rng = np.random.Generator
Condition = Callable[[Truth, Rng], Truth]
Reading = tuple[Sound, tuple[WordTime, ...]]


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """Errors of word starts, ours and the baseline's; one run, since the seeds are fixed."""
    readings = [_read(line, folder / "reading.wav") for line in LINES]
    for name, truths in recordings(LINES):
        yield f"word starts, {name}", "median / 90 % in ms; stretched reading"
        for what, condition in CONDITIONS.items():
            changed = [condition(truth, np.random.default_rng(n)) for n, truth in enumerate(truths)]
            ours = _errors_ms(changed, readings, _aligned)
            stretched = _errors_ms(changed, readings, _stretched)
            yield f"  {what}", f"{_summary(ours)}; {_summary(stretched)}"


def _read(line: str, target: Path) -> Reading:
    words = Espeak().speak(SpeechRequest(text=line, language=Language.ENGLISH), target).words
    return read_wav(target.read_bytes()), words


def _errors_ms(
    truths: list[Truth], readings: list[Reading], method: Callable[..., list[float]]
) -> list[float]:
    return [
        abs(start_s - span.start_s) * 1000
        for (samples, spans), reading in zip(truths, readings, strict=True)
        for start_s, span in zip(method(Sound(samples, RATE_HZ), *reading), spans, strict=True)
    ]


def _summary(errors_ms: list[float]) -> str:
    return f"{np.median(errors_ms):.0f} / {np.percentile(errors_ms, 90):.0f}"


def _aligned(real: Sound, prior: Sound, words: tuple[WordTime, ...]) -> list[float]:
    return [word.start_s for word in aligned(real, prior, words)]


def _stretched(real: Sound, _prior: Sound, words: tuple[WordTime, ...]) -> list[float]:
    heard = sounding(audible_frames(real.samples, real.sample_rate_hz)) or Span(0.0, real.duration_s)
    first, last = words[0].start_s, words[-1].end_s
    scale = (heard.end_s - heard.start_s) / (last - first)
    return [heard.start_s + (word.start_s - first) * scale for word in words]


def _as_it_is(truth: Truth, _rng: Rng) -> Truth:
    return truth


def _each_word_at_another_rate(truth: Truth, rng: Rng) -> Truth:
    pieces, spans, end = [], [], 0
    for index, (start_s, end_s) in enumerate(edges_of(truth)):
        piece = truth[0][int(start_s * RATE_HZ) : int(end_s * RATE_HZ)]
        pieces.append(resampled(piece, 1 / rng.uniform(0.7, 1.4)))
        start, end = end, end + len(pieces[-1])
        if index % 2:
            spans.append(Span(start / RATE_HZ, end / RATE_HZ))
    return np.concatenate(pieces), spans


def _with_noise(ratio_db: float) -> Condition:
    def noisy(truth: Truth, rng: Rng) -> Truth:
        samples, spans = truth
        level = np.sqrt(np.mean(samples**2)) * 10 ** (-ratio_db / 20)
        return samples + rng.normal(0, level, len(samples)), spans

    return noisy


def _silence_around(truth: Truth, rng: Rng) -> Truth:
    before, after = 0.9, 1.3
    samples = np.pad(truth[0], (int(before * RATE_HZ), int(after * RATE_HZ)))
    hiss = rng.normal(0, 1e-4, len(samples))
    return samples + hiss, [Span(span.start_s + before, span.end_s + before) for span in truth[1]]


def _pauses_anywhere(truth: Truth, rng: Rng) -> Truth:
    pieces, spans, cut, shift = [], [], 0, 0.0
    for span in truth[1]:
        if rng.random() < 0.2:
            start, silence = int(span.start_s * RATE_HZ), int(rng.uniform(0.2, 0.8) * RATE_HZ)
            pieces += [truth[0][cut:start], np.zeros(silence)]
            cut, shift = start, shift + silence / RATE_HZ
        spans.append(Span(span.start_s + shift, span.end_s + shift))
    return np.concatenate([*pieces, truth[0][cut:]]), spans


def _another_throat(factor: float) -> Condition:
    def shifted(truth: Truth, _rng: Rng) -> Truth:
        samples, spans = truth
        return resampled(samples, factor), [Span(s.start_s * factor, s.end_s * factor) for s in spans]

    return shifted


CONDITIONS: dict[str, Condition] = {
    "as it is": _as_it_is,
    "each word at 0.7 to 1.4 times its rate": _each_word_at_another_rate,
    "noise 20 dB below": _with_noise(20),
    "noise 10 dB below": _with_noise(10),
    "0.9 s of silence before, 1.3 s after": _silence_around,
    "pauses of 0.2 to 0.8 s put in": _pauses_anywhere,
    "formants and pitch 15 % higher": _another_throat(1 / 1.15),
    "formants and pitch 15 % lower": _another_throat(1.15),
}
