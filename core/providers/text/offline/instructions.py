"""Instructions apart from subjects: "A calm 20 second spot for a plumber" is about a plumber.

A brief opens with words to the film maker and closes with wishes about voice or format.
`Grammar` knows these words in one language and takes them off both ends; what stays is
what the film is about. Nothing here is ever spoken.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.models import Language
from core.providers.text.offline.phrasebook import Reading, phrasebook

PLATFORMS = (
    "tiktok", "tik tok", "instagram", "insta", "youtube", "youtube shorts", "linkedin", "facebook",
    "twitter", "snapchat", "whatsapp", "9:16", "16:9", "1:1", "4:5",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=\w\w[.!?;])\s+|(?<=[%)\"”»][.!?;])\s+|(?<=[。！？])\s*|\s+[|•]\s+")
_CLAUSE = re.compile(r"\s*[,，、]\s+|\s+[-–—]+\s+|\s*[，、]")
_EDGE = " \t,.;:!?-–—|"


def sentences(text: str) -> list[str]:
    """The text's sentences; the dots of "a.m." and of web addresses do not end one."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip(_EDGE)]


def tokens(text: str) -> list[str]:
    """Lower-case words of a text."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())


class Grammar:
    """The instruction words of one language as one scanner."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        moods = tuple(word for words in reading.moods.values() for word in words)
        seconds = rf"\d+(?:[.,]\d+)?[ -]?(?:{_any(reading.units)})|\d{{1,3}}"
        self._kinds = {
            "duration": rf"(?:{seconds})(?!\w)",
            "link": _words(reading.links),
            "platform": _words(PLATFORMS),
            "verb": _words(reading.verbs),
            "format": _words(reading.formats),
            "meta": _words(reading.meta),
            "other": _words((*reading.articles, *reading.polite, *reading.fillers, *moods)),
        }
        ordered = "|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in self._kinds.items())
        self._item = re.compile(ordered, re.IGNORECASE)
        self._promote = re.compile(
            rf"^(?:(?:{_words(reading.polite)})\s+)?(?:{_words((*reading.promote, *reading.verbs))})\s+",
            re.IGNORECASE,
        )
        joints = _words((*reading.links, *reading.fillers))
        self._joint = re.compile(rf"^(?:(?:{joints})\s+)+", re.IGNORECASE)
        self._any_format = re.compile(rf"(?:{_words((*reading.formats, *reading.meta))})", re.IGNORECASE)

    def without_instruction(self, sentence: str) -> tuple[str, bool]:
        """The sentence from where its subject begins, and whether an instruction stood before."""
        position, link, after_format, strong = 0, None, None, False
        while found := self._item.match(sentence, position):
            kind, position = found.lastgroup, _skip(sentence, found.end())
            if kind in ("format", "platform"):
                after_format = position if sentence[found.end() : position].strip(" ") else after_format
                after_format = after_format or -1
                strong = strong or kind == "platform"
            elif kind == "link" and after_format is not None:
                link = (found.group(), position)
            strong = strong or kind in ("verb", "duration")
        if after_format is None:
            return self._without_promotion(sentence)
        if link is not None:
            return self._with_article(*link, sentence), True
        if after_format > 0 or strong:
            return sentence[max(after_format, position if strong and after_format < 0 else 0) :], True
        return sentence, False

    def _with_article(self, link: str, start: int, sentence: str) -> str:
        article = self._reading.contractions.get(link.casefold(), "")
        rest = sentence[start:]
        return f"{article}{'' if article.endswith(('’', chr(39))) else ' '}{rest}" if article else rest

    def _without_promotion(self, sentence: str) -> tuple[str, bool]:
        """ "Promote our bakery": the verb goes when something with an article or a name follows."""
        found = self._promote.match(sentence)
        rest = sentence[found.end() :] if found else ""
        first = tokens(rest)[:1]
        reading = self._reading
        starts = {*reading.indefinite, *reading.definite, *reading.hows}
        named = first and (first[0] in starts or rest[:1].isupper())
        if not named:
            bare = self.without_wishes(rest) if found else rest
            return (bare, True) if bare != rest else (sentence, False)
        verb = tokens(sentence[: found.end()] if found else "")[-1]
        promotes = any(verb in phrase.split() for phrase in reading.promote) or verb in reading.verbs[:1]
        return (self._without_buyers(rest), True) if promotes else (sentence, False)

    def _without_buyers(self, phrase: str) -> str:
        """ "our bottle to young runners": whom it is sold to is not what is sold."""
        return re.sub(rf"\s+to (?:[^\W\d_]+ ){{0,3}}(?:{_any(self._reading.people)})\b", "", phrase)

    def without_wishes(self, clause: str) -> str:
        """The clause without closing words on voice, format or platform ("... in a calm voice")."""
        spans = list(re.finditer(r"\S+", clause))
        for index in range(1, len(spans)):
            tail = clause[spans[index].start() :]
            if self.is_wish(tail):
                return clause[: spans[index].start()].strip(_EDGE)
        return clause

    def is_wish(self, clause: str) -> bool:
        """Whether the clause is only words to the film maker, with at least one that is nothing else."""
        position, decided = 0, False
        while found := self._item.match(clause, position):
            word = found.group().casefold()
            position = _skip(clause, found.end())
            certain = found.lastgroup in ("platform", "format", "meta")
            spoken = found.lastgroup == "duration" and not word.isdigit()
            decided = decided or certain or spoken
        return decided and position >= len(clause.rstrip(_EDGE))

    def is_instruction(self, sentence: str) -> bool:
        """Whether a whole sentence talks about the film rather than its subject."""
        words = tokens(sentence)
        if not words or words[0] in self._reading.verbs or self.is_wish(sentence):
            return True
        return self._any_format.search(sentence) is not None

    def clauses(self, sentence: str) -> list[str]:
        """Parts between commas and dashes; a relative clause stays with its noun."""
        parts: list[str] = []
        for part in _CLAUSE.split(sentence):
            if parts and part.split(" ")[0].casefold() in self._reading.relatives:
                parts[-1] = f"{parts[-1]}, {part}"
            elif part.strip(_EDGE):
                parts.append(part)
        return parts

    def without_joint(self, text: str) -> str:
        """The text without a link word left at its start."""
        return self._joint.sub("", text, count=1)


@lru_cache(maxsize=8)
def grammar(language: Language) -> Grammar:
    """The grammar of a language, compiled once."""
    return Grammar(phrasebook(language).reading)


def _words(words: tuple[str, ...]) -> str:
    return rf"(?<!\w)(?:{_any(words)})(?![\w'’])" if words else r"(?!)"


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " ,:;-–—\"'":
        position += 1
    return position
