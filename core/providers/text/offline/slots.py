"""Slots: the facts of a brief under the names by which phrasebook lines ask for them.

A slot with a capital letter begins a sentence. A fact that is missing has no slot, and lines
that need it are never chosen: this is how a line knows which briefs it is right for.
"""

from __future__ import annotations

import re

from core.models import Language
from core.providers.text.offline.brief import Brief
from core.providers.text.offline.facts import spoken_audience
from core.providers.text.offline.hashtags import capital
from core.providers.text.offline.phrasebook import phrasebook

MOST_FULL_WORDS = 12


def slots_for(brief: Brief) -> dict[str, str]:
    """Every fact of the brief that can be spoken."""
    facts = brief.facts
    is_helped = brief.topic.kind == "cause"  # "for children in need" names whom it is for, not who watches
    audience = spoken_audience(facts.audience) if facts.audience and not is_helped else None
    found = {
        "offer": facts.offer,
        "price": facts.price,
        "date": _on_day(facts.date, brief.language),
        "day": re.sub(r"^on ", "", facts.date) if facts.date else None,
        "time": facts.time,
        "brand": facts.brand,
        "audience": audience,
        "how": brief.how or None,
        "statement": brief.statement or None,
    } | _subject_slots(brief)
    slots = {name: text for name, text in found.items() if text}
    return slots | {name.capitalize(): capital(text) for name, text in slots.items()}


def _subject_slots(brief: Brief) -> dict[str, str | None]:
    if brief.how or brief.statement:
        return {}
    return {"topic": brief.subject.full} if brief.listing else _noun_slots(brief)


def _on_day(date: str | None, language: Language) -> str | None:
    """English days take "on"; "tomorrow" and "this weekend" do not."""
    bare = date and language is Language.ENGLISH and not re.match(r"(?i)on |this |next |every |to", date)
    return f"on {date}" if bare else date


def _noun_slots(brief: Brief) -> dict[str, str | None]:
    subject, brand = brief.subject, brief.facts.brand
    definite = phrasebook(brief.language).reading.definite
    is_definite = subject.full.split(" ")[0].casefold() in definite
    named = bool(brand and brand.casefold() in subject.full.casefold())
    full = f"{brand}, {subject.full}" if brand and not named else subject.full
    if len(full.split()) > MOST_FULL_WORDS:
        full = brand or subject.short
    return {
        "subject": subject.full,
        "full": full,
        "name": brand or (subject.short if is_definite or subject.plural else None),
        "a_subject": full if subject.indefinite else None,
        "our_subject": subject.full if is_definite or named else None,
        "heads": subject.head if subject.plural else None,
    }
