"""Phrasebooks: what the writer can say in a language, and how it reads a brief in it.

A phrasebook is a TOML file of lines (its head explains the marks). It is read once,
and every line is unfolded into all its variants, so choosing words for a number of
seconds is a search among finished sentences.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from core.models import Language, Mood, Value

HERE = Path(__file__).parent
LANGUAGES = (
    Language.ENGLISH,
    Language.SPANISH,
    Language.FRENCH,
    Language.GERMAN,
    Language.PORTUGUESE,
    Language.ITALIAN,
)
GENERAL = "general"

_TAG = re.compile(r"@(\w+(?:\|\w+)*) ")
_PART = re.compile(r"\[([^\]]*)\]|\(([^)]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_KEY = re.compile(r"\*([^*]+)\*")


class Line(NamedTuple):
    """One variant of a line. `family` is the template it came from, `group` where it stood.

    `kinds` are the kinds of offer it suits; empty for all.
    """

    text: str
    family: str
    group: str
    kinds: tuple[str, ...] = ()


class Reading(Value):
    """The words by which a brief in one language is understood; see `phrasebooks/en.toml`."""

    polite: tuple[str, ...]
    verbs: tuple[str, ...]
    promote: tuple[str, ...]
    articles: tuple[str, ...]
    formats: tuple[str, ...]
    links: tuple[str, ...]
    strong_links: tuple[str, ...]
    contractions: dict[str, str] = Field(default_factory=dict)
    fillers: tuple[str, ...]
    units: tuple[str, ...]
    meta: tuple[str, ...]
    relatives: tuple[str, ...]
    cuts: tuple[str, ...]
    stops: tuple[str, ...]
    indefinite: tuple[str, ...]
    definite: tuple[str, ...]
    called: tuple[str, ...]
    intros: tuple[str, ...]
    people: tuple[str, ...]
    audience_links: tuple[str, ...]
    openers: tuple[str, ...]
    predicates: tuple[str, ...] = ()
    hows: tuple[str, ...] = ()
    listing: str = r"(?!)"
    offer: str
    percent: str
    price: str
    date: str
    time: str
    cta: str
    nothing: str
    uncountable: tuple[str, ...] = ()
    labels: dict[str, tuple[str, ...]]
    moods: dict[Mood, tuple[str, ...]]


class Wishes(Value):
    """Words of an instruction for rewriting a scene."""

    shorter: tuple[str, ...]
    longer: tuple[str, ...]
    say: tuple[str, ...]


@dataclass(frozen=True)
class Phrasebook:
    """All lines and reading words of one language."""

    language: Language
    reading: Reading
    wishes: Wishes
    labels: dict[str, str]
    ordinals: tuple[str, ...]
    beats: dict[str, dict[str, tuple[Line, ...]]]
    topics: dict[str, dict[str, tuple[Line, ...]]]
    topic_words: dict[str, tuple[str, ...]]
    tags: dict[str, tuple[str, ...]]

    def lines(self, beat: str, groups: tuple[str, ...], topic: str) -> tuple[Line, ...]:
        """The lines of a beat in these groups, the topic's own first."""
        general = self.beats.get(beat, {})
        own = self.topics.get(topic, {}).get(beat, ())
        return (*own, *itertools.chain.from_iterable(general.get(group, ()) for group in groups))


@lru_cache(maxsize=len(LANGUAGES))
def phrasebook(language: Language) -> Phrasebook:
    """The phrasebook of one of `LANGUAGES`."""
    raw = _toml(f"phrasebooks/{language}.toml")
    own = {"reading", "rewrite", "labels", "ordinals", "topics"}
    topics = raw["topics"]
    return Phrasebook(
        language=language,
        reading=Reading.model_validate(raw["reading"]),
        wishes=Wishes.model_validate(raw["rewrite"]),
        labels=raw["labels"],
        ordinals=tuple(raw["ordinals"]),
        beats={beat: _groups(groups) for beat, groups in raw.items() if beat not in own},
        topics={
            topic: {beat: unfold(lines, "topic") for beat, lines in table.items() if beat not in _NAMES}
            for topic, table in topics.items()
        },
        topic_words={topic: tuple(table["words"]) for topic, table in topics.items()},
        tags={topic: tuple(table.get("tags", ())) for topic, table in topics.items()},
    )


_NAMES = {"words", "tags"}


class Topic(NamedTuple):
    """What a subject is about: its kind, feeling and hashtags; a plain one takes no lines of a mood."""

    name: str
    kind: str
    mood: Mood
    tags: tuple[str, ...]
    is_plain: bool = False


@lru_cache(maxsize=1)
def topics() -> dict[str, Topic]:
    """All topics by name; `general` is the one for anything else."""
    return {
        name: Topic(name, raw["kind"], Mood(raw["mood"]), tuple(raw["tags"]), raw.get("plain", False))
        for name, raw in _toml("topics.toml").items()
    }


@lru_cache(maxsize=1)
def kind_words() -> dict[str, tuple[str, ...]]:
    """Words that tell a kind of offer, as `kinds.toml` has them."""
    return {kind: tuple(words) for kind, words in _toml("kinds.toml").items()}


@lru_cache(maxsize=1)
def shot_lists() -> dict[str, dict[str, Any]]:
    """The shots of each topic as `shots.toml` has them."""
    return _toml("shots.toml")


def unfold(templates: list[str], group: str) -> tuple[Line, ...]:
    """Every variant of every template: options taken and left, alternatives chosen in turn."""
    lines = []
    for template in templates:
        tag = _TAG.match(template)
        kinds = tuple(tag.group(1).split("|")) if tag else ()
        plain = template[tag.end() :] if tag else template
        lines += [Line(text, template, group, kinds) for text in _variants(plain)]
    return tuple(lines)


def slots_of(text: str) -> set[str]:
    """The facts a line needs."""
    return set(_SLOT.findall(text))


def fill(text: str, slots: dict[str, str]) -> tuple[str, str]:
    """The sentence and its key words, with the facts put in; the facts' own marks stay as they are."""
    key = _KEY.search(text)
    plain = _KEY.sub(r"\1", text)
    return _filled(plain, slots), _filled(key.group(1) if key else "", slots)


def _filled(text: str, slots: dict[str, str]) -> str:
    """One pass over the template only, so that braces inside a fact are never read as slots."""
    filled = _SLOT.sub(lambda found: slots[found.group(1)], text)
    return re.sub(r"(?<=\w)([.!?])\.(?!\.)", r"\1", filled).strip()


def _groups(groups: dict[str, list[str]]) -> dict[str, tuple[Line, ...]]:
    return {group: unfold(lines, group) for group, lines in groups.items()}


def _variants(template: str) -> list[str]:
    choices: list[tuple[str, ...]] = []
    end = 0
    for part in _PART.finditer(template):
        option, alternatives = part.groups()
        choices += [
            (template[end : part.start()],),
            ("", option) if option else tuple(alternatives.split("|")),
        ]
        end = part.end()
    choices.append((template[end:],))
    return list(dict.fromkeys(_tidy("".join(parts)) for parts in itertools.product(*choices)))


def _tidy(text: str) -> str:
    """Blanks and capitals as they must be once options are taken or left."""
    text = re.sub(r" (?=\*?[.,])", "", re.sub(r"\s+", " ", text)).strip()
    return _SENTENCE_START.sub(lambda found: found.group(1) + found.group(2).upper(), text)


_SENTENCE_START = re.compile(r"((?:^|[.!?] )\*?[¿¡]?)([a-zà-ÿ])")


def _toml(name: str) -> dict[str, Any]:
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)
