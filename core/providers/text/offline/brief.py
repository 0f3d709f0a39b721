"""A brief as the writer understands it: what is offered, to whom, with which facts and feeling.

Everything spoken comes from here or from a phrasebook. The text of the brief is data:
instructions are taken off, and what stays is at most a phrase of nine words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from core.models import Category, GenerationRequest, Language, Mood, VoiceStyle
from core.providers.text.offline.facts import (
    Facts,
    labels,
    read_facts,
    without_labels,
    without_offers,
)
from core.providers.text.offline.instructions import grammar, sentences, tokens
from core.providers.text.offline.phrasebook import GENERAL, Reading, Topic, phrasebook
from core.providers.text.offline.subject import Subject, plain_subject, read_subject
from core.providers.text.offline.topic import topic_of

MOST_DETAIL_WORDS = 14


@dataclass(frozen=True)
class Brief:
    """What a script is written from. `how` and `statement` are subjects that are no noun phrases."""

    language: Language
    subject: Subject
    topic: Topic
    mood: Mood
    facts: Facts
    how: str = ""
    statement: str = ""
    details: tuple[str, ...] = ()
    call_to_action: str = ""
    listing: bool = False


def read_brief(request: GenerationRequest, language: Language) -> Brief:
    """The brief of a request, read in this language."""
    reading = phrasebook(language).reading
    facts = read_facts(request.prompt, language)
    facts = replace(facts, audience=request.audience or facts.audience)
    phrase, details = _essence(request.prompt, language)
    brief = Brief(
        language=language,
        subject=read_subject(phrase, language),
        topic=topic_of(phrase, request, language),
        mood=Mood.UPLIFTING,
        facts=_with_name(facts, phrase),
        details=details,
        call_to_action=request.call_to_action or _call(request.prompt, reading),
    )
    return _as_clause(phrase, replace(brief, mood=_mood(request, brief.topic, language)))


def brief_of_subject(subject: str, facts: Facts, mood: Mood, language: Language, text: str) -> Brief:
    """A brief for rewriting: from what a script's metadata kept and its text says."""
    request = GenerationRequest(prompt=subject if any(c.isalnum() for c in subject) else "?0")
    topic = topic_of(subject, request, language)
    if topic.name == GENERAL:
        topic = topic_of(text, request, language)
    brief = Brief(language, read_subject(subject, language), topic, mood, _with_name(facts, subject))
    return _as_clause(subject, brief)


def _essence(prompt: str, language: Language) -> tuple[str, tuple[str, ...]]:
    """The phrase that says what the film is about, and sentences that tell more of it."""
    reading, words = phrasebook(language).reading, grammar(language)
    given = dict(labels(prompt, reading)).get("subject")
    parts = sentences(without_labels(prompt, reading)) or [prompt]
    stripped = [words.without_instruction(part) for part in parts]
    first = next((i for i, (rest, found) in enumerate(stripped) if found and rest.strip()), None)
    if first is None:
        first = next((i for i, part in enumerate(parts) if not words.is_instruction(part)), 0)
    phrase = given or stripped[first][0] or parts[0]
    others = [part for i, part in enumerate(parts) if i != first]
    details = [part for part in others if _is_detail(part, language)]
    phrase, told = _noun_part(phrase, language)
    return phrase, tuple(told + details)


def _noun_part(phrase: str, language: Language) -> tuple[str, list[str]]:
    """The first clause that is not a wish; a sentence gives its noun and is itself a detail."""
    reading, words = phrasebook(language).reading, grammar(language)
    phrase = _without_intro(phrase, reading)
    parts = [part for part in words.clauses(phrase) if not words.is_wish(part)] or [phrase]
    first = _without_audience_first(words.without_joint(parts[0]), reading)
    noun, sentence = _before_verb(first, reading)
    noun = noun if sentence else words.without_wishes(noun)
    if len(parts) > 1 and _is_apposition(first, parts[1], reading):
        noun = f"{noun}, {parts[1]}"
    told = [sentence] if sentence and _is_speakable(sentence, language) else []
    told += [part for part in parts[1:] if part not in noun and _is_fragment(part, language)]
    named = re.sub(
        rf"\s*,?\s*(?:{'|'.join(reading.called)})\s+[\"“„«]?[^\s\"”,]+[\"”»]?", "", noun, flags=re.I
    )
    return without_offers(named or noun, reading) or noun, told


def _without_intro(phrase: str, reading: Reading) -> str:
    found = re.match(rf"(?:{'|'.join(reading.intros)})\s+", phrase, re.IGNORECASE)
    return phrase[found.end() :] if found else phrase


def _without_audience_first(phrase: str, reading: Reading) -> str:
    """ "students promoting our course" is about the course."""
    strong = "|".join(re.escape(link) for link in reading.strong_links)
    people = "|".join(re.escape(word) for word in reading.people)
    found = re.match(rf"(?:\S+\s+){{0,3}}?(?:{people})\s+(?:{strong})\s+", phrase, re.IGNORECASE)
    return phrase[found.end() :] if found else phrase


def _before_verb(phrase: str, reading: Reading) -> tuple[str, str]:
    """ "Our bottle keeps drinks cold" gives ("Our bottle", the whole sentence)."""
    words = phrase.split()
    for i, word in enumerate(words):
        if word.casefold() in reading.relatives:
            break
        if i >= 2 and word.casefold() in reading.predicates and i + 1 < len(words):
            return " ".join(words[:i]), phrase
    return phrase, ""


def _is_apposition(first: str, second: str, reading: Reading) -> bool:
    article = second.split(" ")[0].casefold() in reading.indefinite
    return article and len(first.split()) <= 4 and len(second.split()) <= 6


def _is_detail(sentence: str, language: Language) -> bool:
    start = tokens(sentence)[:1]
    return (
        bool(start) and start[0] in phrasebook(language).reading.openers and _is_speakable(sentence, language)
    )


def _is_speakable(sentence: str, language: Language) -> bool:
    """A short statement about the thing itself, not a wish about the film or the campaign."""
    words = tokens(sentence)
    campaign = {"want", "need", "should", "must", "target", "goal", "please", "would", "like", "looking"}
    short = 3 <= len(words) <= MOST_DETAIL_WORDS and not campaign & set(words[:3])
    return short and "?" not in sentence and not grammar(language).is_instruction(sentence)


def _is_fragment(clause: str, language: Language) -> bool:
    """A few words that stand alone as copy ("fresh sourdough every morning")."""
    reading, words = phrasebook(language).reading, tokens(clause)
    leading = {
        *reading.verbs,
        *reading.promote,
        *reading.cuts,
        *reading.fillers,
        *reading.polite,
        *reading.stops,
    }
    listed = {*reading.audience_links, *reading.links} | (leading - {*reading.indefinite, *reading.definite})
    plain = 2 <= len(words) <= 7 and words[0] not in listed and not words[0].endswith("ing")
    is_fact = re.search(f"{reading.offer}|{reading.price}", clause, re.IGNORECASE)
    return plain and not is_fact and not grammar(language).is_instruction(clause)


def _call(prompt: str, reading: Reading) -> str:
    """The call to action that the brief asks for: labelled, quoted after "end with", or its last sentence."""
    names = "|".join(re.escape(name) for name in reading.labels.get("cta", ()))
    quoted = re.search(rf"(?:{names})\s*:?\s*[\"“'«„](.{{3,120}}?)[\"”'»“](?!\w)", prompt, re.IGNORECASE)
    given = quoted.group(1) if quoted else dict(labels(prompt, reading)).get("cta", "")
    return given[:200] or _closing(prompt, reading)


def _closing(prompt: str, reading: Reading) -> str:
    """A closing sentence that already calls to action ("Call 0800 1234.")."""
    last = sentences(prompt)[-1:] if len(sentences(prompt)) > 1 else []
    is_call = last and re.match(reading.cta, last[0], re.IGNORECASE) and len(last[0].split()) <= 8
    return last[0] if is_call else ""


def _with_name(facts: Facts, phrase: str) -> Facts:
    """A subject that is a proper name throughout is the brand."""
    name = phrase.split(", ")[0]
    if not facts.brand and name != phrase and name.isascii() and name.istitle() and len(name.split()) <= 3:
        return replace(facts, brand=name)
    words = phrase.split()
    all_capital = len(words) >= 1 and all(word[:1].isupper() for word in words) and phrase.isascii()
    if facts.brand or not all_capital or len(words) > 4 or (len(words) == 1 and words[0].istitle()):
        return facts
    return replace(facts, brand=phrase)


def _as_clause(phrase: str, brief: Brief) -> Brief:
    """Subjects that are clauses: "how to tie a tie", "5 tips for better sleep", "we open on Saturday"."""
    reading = phrasebook(brief.language).reading
    first = tokens(phrase)[:1]
    if found := re.match(reading.listing, phrase, re.IGNORECASE):
        rest = phrase[found.end() :].strip()
        if found.groupdict().get("how"):
            return replace(brief, how=f"{reading.hows[0]} {rest}", listing=True)
        return replace(brief, subject=plain_subject(rest, brief.language), listing=True)
    if first and first[0] in reading.hows:
        clause = " ".join(phrase.split()[:12])
        return replace(brief, how=clause[:1].lower() + clause[1:])
    if first and first[0] in ("we", "i", "they", "you") and len(phrase.split()) <= 12:
        return replace(brief, statement=phrase)
    return brief


def _mood(request: GenerationRequest, topic: Topic, language: Language) -> Mood:
    """The asked tone, else a feeling named in the brief, the voice, the category, the topic."""
    moods = phrasebook(language).reading.moods
    for text in (request.tone, request.prompt):
        if mood := _named_mood(text, moods):
            return mood
    if request.tone and (mood := _named_mood(request.tone, phrasebook(Language.ENGLISH).reading.moods)):
        return mood
    return _VOICE_MOODS.get(request.voice_style) or _CATEGORY_MOODS.get(request.category) or topic.mood


def mood_named(text: str, language: Language) -> Mood | None:
    """The feeling a text names first, in this language or English."""
    own = _named_mood(text, phrasebook(language).reading.moods)
    return own or _named_mood(text, phrasebook(Language.ENGLISH).reading.moods)


def _named_mood(text: str, moods: dict[Mood, tuple[str, ...]]) -> Mood | None:
    by_word = {word: mood for mood, words in moods.items() for word in words}
    return next((by_word[word] for word in tokens(text) if word in by_word), None)


_VOICE_MOODS = {
    VoiceStyle.CALM: Mood.CALM,
    VoiceStyle.ENERGETIC: Mood.ENERGETIC,
    VoiceStyle.WARM: Mood.WARM,
    VoiceStyle.AUTHORITATIVE: Mood.SERIOUS,
}
_CATEGORY_MOODS = {
    Category.COMEDY: Mood.PLAYFUL,
    Category.NEWS: Mood.SERIOUS,
    Category.FITNESS: Mood.ENERGETIC,
    Category.NONPROFIT: Mood.WARM,
}
