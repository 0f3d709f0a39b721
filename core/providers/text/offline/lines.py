"""Lines: everything that could be said in a film, filled with the brief's facts and weighed.

A line that knows the topic is liked more than one that fits anything, and one that tells a
fact of the brief (an offer, an hour, a name) most of all.
"""

from __future__ import annotations

import re

from core.providers.text.offline.brief import Brief
from core.providers.text.offline.fitting import Choice, Pools
from core.providers.text.offline.hashtags import capital
from core.providers.text.offline.phrasebook import Line, Phrasebook, fill, slots_of
from core.providers.text.offline.slots import slots_for
from core.providers.text.seconds import spoken_words

MOST_HOOK_WORDS = 6
"""At 2.5 to 3 words a second a hook of this length has landed within about two seconds."""

_LIKING = {"topic": 2.2, "any": -1.0}
MOOD_LIKING = 1.0
_KIND_LIKING, _FACT_LIKING, _DETAIL_LIKING = 0.6, 3.2, 6.0
_ASKED_LIKING = 9.0
_TELLING = {"offer", "price", "date", "time", "audience", "brand", "how"}
_WIDE_KINDS = ("product", "app", "service", "course")
_WIDE_BEATS = ("hook", "reveal", "lead_before", "lead_after", "turn", "offer")
_OWN_HOOKS = {"listicle": "list", "story": "story"}


def pools_for(
    brief: Brief, book: Phrasebook, structure: str, *, mood_liking: float = MOOD_LIKING
) -> dict[str, list[Choice]]:
    """What can be said in each beat; `mood_liking` is how much the brief's feeling counts."""
    slots = slots_for(brief)
    pools = {beat: _pool(beat, brief, book, structure, slots) for beat in book.beats}
    for beat, pool in pools.items():
        moody = {line.family for line in book.beats[beat].get(str(brief.mood), ())}
        pools[beat] = [c._replace(liking=mood_liking) if c.family in moody else c for c in pool]
    told = [_told(detail) for detail in brief.details]
    pools["benefit"] = told + pools["benefit"]
    pools["hook"] = [choice for choice in pools["hook"] if opening_words(choice.text) <= MOST_HOOK_WORDS]
    return pools


def with_call(pools: Pools, call: str) -> Pools:
    """The same lines, closing with the call to action that was asked for and no other."""
    return {**pools, "cta": [asked_call(call)]}


def asked_call(call: str) -> Choice:
    """The call to action that was asked for, as a closing line."""
    text = ended(capital(call))
    return Choice(text, call, spoken_words(text), _ASKED_LIKING, text)


def opening_words(text: str) -> float:
    """Words up to the end of the first sentence."""
    return spoken_words(re.split(r"(?<=[.!?…])\s", text, maxsplit=1)[0])


def ended(text: str) -> str:
    """The text with a full stop if it has no end of its own."""
    text = text.rstrip(" ,;:-")
    return text if text.endswith((".", "!", "?", "…", "。", "！", "？")) else f"{text}."


def _pool(beat: str, brief: Brief, book: Phrasebook, structure: str, slots: dict[str, str]) -> list[Choice]:
    topic = brief.topic.name if _knows_topic(brief, beat) else ""
    lines = book.lines(beat, _groups(beat, brief, book, structure), topic)
    return [_choice(line, slots) for line in lines if _suits(line, brief, slots)]


def _suits(line: Line, brief: Brief, slots: dict[str, str]) -> bool:
    return slots_of(line.text) <= slots.keys() and (not line.kinds or brief.topic.kind in line.kinds)


def _knows_topic(brief: Brief, beat: str) -> bool:
    """Lessons are about knowing, not about buying: only their opening may use the topic's lines."""
    return not brief.how and (not brief.listing or beat in ("hook", "problem"))


def _groups(beat: str, brief: Brief, book: Phrasebook, structure: str) -> tuple[str, ...]:
    there = book.beats[beat]
    kind = _kind(brief, book)
    own = _OWN_HOOKS.get(structure) if beat == "hook" else None
    if own in there and own is not None:
        return (own,)
    wide = kind in _WIDE_KINDS or beat in _WIDE_BEATS or kind not in there
    moody = not brief.topic.is_plain and (beat in ("hook", "cta") or kind in (*_WIDE_KINDS, "place"))
    return tuple(group for group in (kind, str(brief.mood) if moody else "", "any" if wide else "") if group)


def _kind(brief: Brief, book: Phrasebook) -> str:
    """A lesson shows how ("content"), an answer tells why; everything else offers something."""
    if brief.listing or (brief.how and brief.how.startswith(book.reading.hows[0])):
        return "content"
    return "answer" if brief.how else brief.topic.kind


def _choice(line: Line, slots: dict[str, str]) -> Choice:
    text, key = fill(line.text, slots)
    liking = _LIKING.get(line.group, _KIND_LIKING)
    liking += _FACT_LIKING * len({slot.lower() for slot in slots_of(line.text)} & _TELLING)
    if slots_of(line.text) & {"full", "Full", "a_subject", "our_subject"}:
        liking += 2.0
    return Choice(text, key, spoken_words(text), liking, line.family)


def _told(detail: str) -> Choice:
    text = ended(capital(detail))
    return Choice(text, "", spoken_words(text), _DETAIL_LIKING, text)
