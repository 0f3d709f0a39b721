"""Key words: the two to four words of a scene that are set large on screen."""

from __future__ import annotations

from collections.abc import Sequence

from core.providers.text.offline.brief import Brief
from core.providers.text.offline.fitting import Choice
from core.providers.text.offline.hashtags import capital
from core.providers.text.offline.phrasebook import phrasebook

MOST_WORDS = 4
MOST_CHARS = 36
_EDGE = " .,;:!?…–—-\"'“”«»"


def key_words(choices: Sequence[Choice], name: str, stops: Sequence[str]) -> str:
    """The marked words of the first line that has two to four of them.

    Marked words that are longer stand for the subject: `name` is set in their place.
    """
    marked = [choice.key.strip(_EDGE) for choice in choices if choice.key.strip(_EDGE)]
    for key in marked:
        if (2 <= len(key.split()) <= MOST_WORDS or key == name) and len(key) <= MOST_CHARS:
            return capital(key)
        if len(key.split()) > MOST_WORDS:
            return capital(name if name and name.casefold() in key.casefold() else strong_words(key, stops))
    text = marked[0] if marked else strong_words(choices[0].text, stops)
    return capital(text[:MOST_CHARS].strip(_EDGE))


def shown_name(brief: Brief) -> str:
    """The brand, or the subject in at most four words."""
    if brief.facts.brand:
        return brief.facts.brand
    reading = phrasebook(brief.language).reading
    text = brief.how.removeprefix(f"{reading.hows[0]} ") if brief.how else brief.subject.short
    words = text.split()
    if words and words[0].casefold() in reading.indefinite:
        words = words[1:]
    return " ".join(words[:MOST_WORDS] if brief.how else words[-MOST_WORDS:])[:MOST_CHARS]


def strong_words(text: str, stops: Sequence[str]) -> str:
    """Up to three words in a row that carry meaning, with no small word at either end."""
    words = [word.strip(_EDGE) for word in text.split()]
    small = {*stops}
    runs = [words[i : i + size] for size in (3, 2) for i in range(len(words) - size + 1)]
    strong = [run for run in runs if run[0].casefold() not in small and run[-1].casefold() not in small]
    best = max(strong, key=lambda run: sum(len(word) for word in run), default=words[:MOST_WORDS])
    return " ".join(best)[:MOST_CHARS].strip()
