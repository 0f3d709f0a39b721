"""Topics: what a brief is about and what kind of thing it offers.

Words decide, those of the subject three times as much as those of the whole brief. A word that
only names a kind ("app", "course") decides on the kind, not on the topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from core.models import Category, GenerationRequest, Language
from core.providers.text.offline.instructions import tokens
from core.providers.text.offline.phrasebook import GENERAL, Topic, kind_words, phrasebook, topics

_CATEGORY_TOPICS = {
    Category.EVENT: "events",
    Category.EDUCATION: "education",
    Category.TECHNOLOGY: "software",
    Category.FOOD: "food",
    Category.FITNESS: "fitness",
    Category.BEAUTY: "beauty",
    Category.TRAVEL: "travel",
    Category.FINANCE: "finance",
    Category.REAL_ESTATE: "real_estate",
    Category.NONPROFIT: "nonprofit",
}
_SUBJECT_WEIGHT, _CATEGORY_WEIGHT = 3, 2
_SETTLED_KINDS = ("cause", "property")
"""Kinds that a single word does not change: an app that collects donations still asks for help."""


def topic_of(phrase: str, request: GenerationRequest, language: Language) -> Topic:
    """The topic named most by the subject `phrase` and the brief; English words count in every language."""
    generic = {*kind_words()["app"], *kind_words()["course"]}
    score: Counter[str] = Counter()
    for spoken in dict.fromkeys((language, Language.ENGLISH)):
        for name, words in phrasebook(spoken).topic_words.items():
            hits = _SUBJECT_WEIGHT * _hits(phrase, words, generic) + _hits(request.prompt, words)
            score[name] = max(score[name], hits)
    if category := _CATEGORY_TOPICS.get(request.category):
        score[category] += _CATEGORY_WEIGHT
    name, best = score.most_common(1)[0]
    topic = topics()[name if best else GENERAL]
    return topic._replace(kind=_kind(phrase, request, topic))


def _hits(text: str, words: tuple[str, ...], without: Collection[str] = ()) -> int:
    known = [token for token in tokens(text) if token not in without]
    folded = f" {' '.join(known)} "
    hits = 0
    for word in words:
        if word.endswith("*"):
            hits += any(token.startswith(word[:-1]) for token in known)
        else:
            hits += f" {word} " in folded
    return hits


def _kind(phrase: str, request: GenerationRequest, topic: Topic) -> str:
    """By the last telling word among the first six of the phrase, else the topic's own kind."""
    if topic.kind in _SETTLED_KINDS:
        return topic.kind
    kind_of = {word: kind for kind, words in kind_words().items() for word in words}
    found = [kind_of[word] for word in tokens(phrase)[:6] if word in kind_of]
    if found:
        return found[-1]
    is_service = request.category is Category.SERVICE and topic.name == GENERAL
    return "service" if is_service else topic.kind
