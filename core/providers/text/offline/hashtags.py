"""Hashtags and titles: the words around a post."""

from __future__ import annotations

import re

from core.models import Language
from core.providers.text.offline.brief import Brief
from core.providers.text.offline.instructions import tokens
from core.providers.text.offline.phrasebook import phrasebook

MOST_TAGS = 6
MOST_TITLE_CHARS = 80


def hashtags(brief: Brief, own_tags: tuple[str, ...]) -> tuple[str, ...]:
    """Three to six tags: the brand, the subject, then the topic's own."""
    stops = set(phrasebook(brief.language).reading.stops)
    words = [word for word in tokens(brief.subject.short) if word not in stops]
    candidates = [brief.facts.brand or "", "".join(words[-2:]), *own_tags]
    if brief.language is Language.ENGLISH or len(own_tags) < 3:
        candidates += brief.topic.tags
    tags = [f"#{tag}" for text in candidates if 2 < len(tag := _one_word(text)) <= 30]
    return tuple({tag.casefold(): tag for tag in reversed(tags)}[key] for key in dict.fromkeys(
        tag.casefold() for tag in tags))[:MOST_TAGS]  # fmt: skip


def title(brief: Brief) -> str:
    """What the film is about, as a heading."""
    text = brief.how or brief.statement or brief.subject.full
    brand = brief.facts.brand
    if len(text.split()) <= 2 and brief.details:
        text = brief.details[0].rstrip(".")
    if brand and brand.casefold() not in text.casefold():
        text = f"{brand}: {text}"
    return capital(text)[:MOST_TITLE_CHARS].strip()


def capital(text: str) -> str:
    """First letter upper case; a name with capitals inside ("iPhone") keeps its spelling."""
    first = text.split(" ")[0]
    return text if any(c.isupper() for c in first[1:]) else text[:1].upper() + text[1:]


def _one_word(text: str) -> str:
    return re.sub(r"[^\w]|_", "", text)
