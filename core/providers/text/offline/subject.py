"""The subject of a film as noun phrases: whole, short, and its head word.

Sentences are built so that no language has to inflect the subject. English gets a
determiner where the brief left it out, German the nominative that follows a colon.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.models import Language
from core.providers.text.offline.phrasebook import Reading, phrasebook

MOST_WORDS = 10
MOST_CHARS = 90
MOST_UNSPACED_CHARS = 24
_EDGE = " \t,.;:!?-–—|\"'“”«»„"


@dataclass(frozen=True)
class Subject:
    """What the film is about: `full` with determiner, `short` up to its first addition, `head` its noun."""

    full: str
    short: str
    head: str
    indefinite: bool
    plural: bool


def read_subject(phrase: str, language: Language) -> Subject:
    """The forms of a noun phrase that came out of a brief."""
    reading = phrasebook(language).reading
    phrase = _lower_article(trimmed(phrase, reading), reading) or reading.nothing
    if language is Language.GERMAN:
        phrase = nominative(phrase)
    core = _core(phrase, reading)
    words = core.split(" ")
    head = words[-1].strip(_EDGE)
    plural = _is_plural(head, words[0].casefold(), language)
    if language is Language.ENGLISH:
        determiner = _determiner(phrase, words, plural, reading)
        phrase, core = f"{determiner}{phrase}", f"{determiner}{core}"
    article = phrase.split(" ")[0].casefold()
    return Subject(phrase, core, head, article in reading.indefinite, plural)


def plain_subject(phrase: str, language: Language) -> Subject:
    """The subject of a list ("better sleep"), as it stands."""
    phrase = trimmed(phrase, phrasebook(language).reading) or phrasebook(language).reading.nothing
    return Subject(phrase, phrase, phrase.split(" ")[-1], indefinite=False, plural=False)


def trimmed(phrase: str, reading: Reading) -> str:
    """At most `MOST_WORDS` words, cut where the phrase has a joint rather than in its middle."""
    phrase = _balanced(_without_emoji(phrase).strip(_EDGE))
    words = phrase.split()
    if len(words) == 1:
        return phrase[: MOST_CHARS // 2] if phrase.isascii() else phrase[:MOST_UNSPACED_CHARS]
    if len(words) <= MOST_WORDS and len(phrase) <= MOST_CHARS:
        return phrase
    joints = [
        i for i in range(2, min(MOST_WORDS, len(words)) + 1) if i < len(words) and _joint(words, i, reading)
    ]
    cut = " ".join(words[: max(joints, default=MOST_WORDS)])
    while len(cut) > MOST_CHARS and " " in cut:
        cut = cut.rpartition(" ")[0]
    return _without_loose_end(cut[:MOST_CHARS], reading)


def nominative(phrase: str) -> str:
    """A German accusative masculine ("einen guten Klempner") as nominative ("ein guter Klempner")."""
    found = re.match(r"((?:k|m|d|s)?ein|unser|euer|eur|ihr|jed|dies|d)en\s+", phrase, re.IGNORECASE)
    if not found:
        return phrase
    stem = found.group(1)
    strong = stem.casefold() in ("d", "jed", "dies")
    article = stem + "er" if strong else stem
    rest = phrase[found.end() :]
    adjectives = re.match(r"(?:[a-zäöüß-]+en\s+)*", rest)
    end = adjectives.end() if adjectives else 0
    changed = re.sub(r"en\b", "e" if strong else "er", rest[:end])
    return f"{article} {changed}{rest[end:]}"


def _lower_article(phrase: str, reading: Reading) -> str:
    """The sentence's first word in lower case when it is an article."""
    first, blank, rest = phrase.partition(" ")
    own = first.casefold() in {*reading.indefinite, *reading.definite}
    return f"{first.casefold()}{blank}{rest}" if own and blank else phrase


def _core(phrase: str, reading: Reading) -> str:
    """Up to the first preposition, relative word or comma after the noun."""
    words = phrase.split()
    for i, word in enumerate(words):
        if i > 0 and (words[i - 1].endswith(",") or word.casefold() in reading.cuts):
            if i == 1 and words[0].casefold() in {*reading.indefinite, *reading.definite}:
                continue
            return " ".join(words[:i]).strip(_EDGE)
    return phrase


def _determiner(phrase: str, words: list[str], plural: bool, reading: Reading) -> str:
    """ "this" before a bare singular; none before a plural, a name or a determiner of its own."""
    first = words[0]
    has_own = first.casefold() in {*reading.indefinite, *reading.definite, "his", "her", "no", "every"}
    is_name = any(word[:1].isupper() for word in words) or not phrase.isascii()
    is_bare = plural or has_own or is_name or first[:1].isdigit() or len(words) > 5
    uncountable = (
        words[-1].casefold().endswith(("ing", "ness", "ics", "yoga", "tea", "coffee", "bread", "care"))
    )
    return "" if is_bare or uncountable else "this "


def _is_plural(head: str, first: str, language: Language) -> bool:
    if language is not Language.ENGLISH:
        return False
    if first in ("a", "an", "this"):
        return False
    return head.casefold().endswith("s") and not head.casefold().endswith(("ss", "us", "is", "'s", "’s"))


def _joint(words: list[str], index: int, reading: Reading) -> bool:
    return words[index].casefold() in reading.cuts or words[index - 1].endswith((",", ";"))


def _without_loose_end(phrase: str, reading: Reading) -> str:
    words = phrase.split()
    while len(words) > 1 and words[-1].casefold().strip(_EDGE) in {*reading.stops, *reading.cuts}:
        words.pop()
    return " ".join(words).strip(_EDGE)


def _without_emoji(text: str) -> str:
    """A voice would read every emoji out by its name."""
    kept = (c for c in text if unicodedata.category(c) not in ("So", "Sk") and c not in "\u200d\ufe0f")
    return re.sub(r"\s+", " ", "".join(kept))


def _balanced(text: str) -> str:
    """Without a bracket or quote that lost its partner."""
    for opening, closing in ("()", "[]", "{}", "“”", "«»"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return text
