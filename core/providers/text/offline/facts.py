"""Facts of a brief that may be spoken as they stand: offers, prices, dates, hours, names, audiences.

Everything is copied out of the brief, never made up; a fact that is not there stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.models import Language
from core.providers.text.offline.instructions import tokens
from core.providers.text.offline.phrasebook import Reading, phrasebook

MOST_AUDIENCE_WORDS = 4
_CONTACT = re.compile(
    r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}(?:/\S*)?|\+?\d[\d ()/-]{5,}\d", re.I
)
_QUOTED = re.compile(r"[\"“„«]\s*([^\"“”„«»]{2,40}?)\s*[\"”“»]")
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’&.-]*"


@dataclass(frozen=True)
class Facts:
    """What was found, and the spans of the text that say it."""

    offer: str | None = None
    price: str | None = None
    date: str | None = None
    time: str | None = None
    brand: str | None = None
    audience: str | None = None
    contact: str | None = None

    @property
    def has_offer(self) -> bool:
        """Whether there is something to say about what it costs."""
        return bool(self.offer or self.price)


def read_facts(text: str, language: Language) -> Facts:
    """All facts of a text."""
    reading = phrasebook(language).reading
    labelled = dict(labels(text, reading))
    offer = _short(labelled.get("offer")) or _offer(text, reading)
    rest = text.replace(offer, " ") if offer else text
    return Facts(
        offer=offer,
        price=_short(labelled.get("price")) or _first(reading.price, rest),
        date=_short(labelled.get("date")) or _first(reading.date, rest),
        time=_first(reading.time, text),
        brand=_short(labelled.get("brand")) or _brand(text, reading, language),
        audience=audience_of(text, reading),
        contact=found.group().rstrip(".,") if (found := _CONTACT.search(text)) else None,
    )


def labels(text: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """Facts given in the form "Audience: young parents.", as (fact, value)."""
    names = {word: fact for fact, words in reading.labels.items() for word in words}
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = (
        rf"(?<!\w)({any_name})\s*[:=]\s*(.+?)(?=\s*(?:[;|\n]|[.!?](?:\s|$)|$|,?\s(?:{any_name})\s*[:=]))"
    )
    for found in re.finditer(pattern, text, re.IGNORECASE):
        yield names[found.group(1).casefold()], found.group(2).strip(" \"“”'.,")


def without_labels(text: str, reading: Reading) -> str:
    """The text without labelled facts, except the one that names its subject."""
    names = [word for fact, words in reading.labels.items() if fact != "subject" for word in words]
    any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = rf"(?:(?<=[.;,|!?])\s*|^|(?<=\s))(?:{any_name})\s*[:=]\s*[^.;|!?]+[.;|!?]?"
    return re.sub(pattern, " ", text, flags=re.IGNORECASE).strip()


def without_offers(phrase: str, reading: Reading) -> str:
    """The phrase without its offer, price and what joined them to it."""
    joint = r"\s*(?:,|-|–|\b(?:with|now|and|at|con|y|a|avec|à|et|mit|und|com|e|por|per|für|zu)\b)?\s*"
    for pattern in (reading.offer, reading.price):
        cut = re.sub(rf"{joint}(?:{pattern})", "", phrase, flags=re.IGNORECASE)
        phrase = cut if len(tokens(cut)) >= 1 else phrase
    return re.sub(r"\s+", " ", phrase).strip()


def audience_of(text: str, reading: Reading) -> str | None:
    """People the brief addresses ("for busy parents"), as a phrase that can be spoken."""
    links = "|".join(re.escape(word) for word in sorted(reading.audience_links, key=len, reverse=True))
    people = "|".join(re.escape(word) for word in reading.people)
    pattern = rf"(?<!\w)(?:{links})\s+((?:[^\W\d_][\w'’-]*\s+){{0,3}}?(?:{people}))(?!\w)"
    own = {*reading.definite, *reading.indefinite, *reading.formats, *reading.cuts, *reading.audience_links}
    for found in re.finditer(rf"(?={pattern})", text, re.IGNORECASE):
        words = found.group(1).split()
        if not any(word.casefold() in own for word in words):
            return " ".join(words)
    return None


def spoken_audience(audience: str) -> str | None:
    """An audience that can be spoken to: a few words, no figures or lists."""
    plain = re.fullmatch(r"[^\W\d_][^\W\d_ '’-]*(?:[ '’-][^\W\d_]+)*", audience)
    return audience if plain and len(audience.split()) <= MOST_AUDIENCE_WORDS else None


def _offer(text: str, reading: Reading) -> str | None:
    if found := _first(reading.offer, text):
        return found
    percent = re.search(r"-\s?(\d{1,2})\s?%", text)
    return reading.percent.format(n=percent.group(1)) if percent else None


def _brand(text: str, reading: Reading, language: Language) -> str | None:
    called = "|".join(re.escape(word) for word in reading.called)
    if found := re.search(rf"(?i:{called})\s+[\"“„«]?({_NAME}(?:\s+{_NAME}){{0,3}})", text):
        return found.group(1).rstrip(".,")
    quoted = _QUOTED.search(text)
    if quoted and quoted.group(1)[:1].isupper() and len(quoted.group(1).split()) <= 4:
        return quoted.group(1)
    return None if language is Language.GERMAN else _capitalised(text, reading)


def _capitalised(text: str, reading: Reading) -> str | None:
    """Two or more capitalised words in a row inside a sentence: "for Bella's Bakery"."""
    pattern = rf"(?<=[\w,:] )({_NAME}(?:\s+(?:of\s+|de\s+|di\s+|du\s+|& )?{_NAME}){{1,3}})"
    for found in re.finditer(pattern, text):
        words = tokens(found.group(1))
        in_place = (
            text[: found.start()].rstrip().casefold().endswith((" in", " en", " à", " a", " at", " em"))
        )
        common = {
            *reading.stops,
            *reading.formats,
            "tiktok",
            "instagram",
            "youtube",
            "reels",
            "shorts",
            "linkedin",
        }
        if not in_place and not common & set(words) and not re.search(reading.date, found.group(1), re.I):
            return found.group(1).rstrip(".,")
    return None


def _first(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text, re.IGNORECASE)
    return found.group().strip() if found else None


def _short(value: str | None) -> str | None:
    return value if value and len(value.split()) <= 7 else None
