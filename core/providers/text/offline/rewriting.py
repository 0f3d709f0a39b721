"""Rewriting one scene: another sentence for the same role, seconds and picture."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from random import Random

from core.models import SceneRole, SceneScript, VideoScript
from core.providers.text.offline.brief import Brief, brief_of_subject, mood_named
from core.providers.text.offline.facts import read_facts
from core.providers.text.offline.fitting import Choice, fit
from core.providers.text.offline.instructions import tokens
from core.providers.text.offline.keywords import key_words, shown_name, strong_words
from core.providers.text.offline.language import detect_language
from core.providers.text.offline.lines import MOOD_LIKING, pools_for
from core.providers.text.offline.phrasebook import LANGUAGES, Phrasebook, phrasebook
from core.providers.text.offline.structure import AIR_S, ScenePlan
from core.providers.text.seconds import spoken_words

USUAL_WORDS_PER_S = 2.5
ASKED_MOOD_LIKING = 8.0
SHORTER, LONGER = 0.65, 1.4
_PLANS = {
    SceneRole.HOOK: ScenePlan(SceneRole.HOOK, ("hook",), ("problem",)),
    SceneRole.PROBLEM: ScenePlan(SceneRole.PROBLEM, ("problem",), ("problem",)),
    SceneRole.SOLUTION: ScenePlan(SceneRole.SOLUTION, ("benefit",), ("benefit",)),
    SceneRole.PROOF: ScenePlan(SceneRole.PROOF, ("proof",), ("benefit",)),
    SceneRole.STEP: ScenePlan(SceneRole.STEP, ("benefit",), ("benefit",)),
    SceneRole.STORY: ScenePlan(SceneRole.STORY, ("turn",), ("benefit",)),
    SceneRole.CALL_TO_ACTION: ScenePlan(SceneRole.CALL_TO_ACTION, ("cta",), ("proof",)),
}
_REVEAL = ScenePlan(SceneRole.SOLUTION, ("reveal",), ("benefit",))


def rewritten(script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
    """The scene with a new narration, key words and description."""
    language = script.metadata.language
    language = language if language in LANGUAGES else detect_language(scene.narration)
    book = phrasebook(language)
    if literal := _literal(instruction, book):
        return _with(scene, literal, strong_words(literal, book.reading.stops))
    brief = _brief(script, instruction, book)
    lines = _lines(script, scene, instruction, brief, book)
    if lines is None:
        return scene
    narration = " ".join(choice.text for choice in lines)
    return _with(scene, narration, key_words(lines, shown_name(brief), book.reading.stops))


def _with(scene: SceneScript, narration: str, keys: str) -> SceneScript:
    changed = {**scene.model_dump(), "narration": narration, "on_screen_text": keys}
    return SceneScript.model_validate(changed)


def _literal(instruction: str, book: Phrasebook) -> str | None:
    """What stands after `say:`, without its quotes."""
    words = "|".join(re.escape(word) for word in ("say", *book.wishes.say))
    found = re.match(rf"\s*(?:{words})\s*:\s*(.+)$", instruction, re.IGNORECASE | re.DOTALL)
    text = found.group(1).strip() if found else ""
    quoted = re.fullmatch(r"[\"“„«'](.+)[\"”“»']", text, re.DOTALL)
    text = quoted.group(1).strip() if quoted else text
    return text[:2_000] if any(c.isalnum() for c in text) else None


def _brief(script: VideoScript, instruction: str, book: Phrasebook) -> Brief:
    text = " ".join(scene.narration for scene in script.scenes)
    facts = replace(read_facts(text, book.language), brand=_brand(script))
    mood = mood_named(_plain_form(instruction), book.language) or script.metadata.mood
    return brief_of_subject(script.metadata.subject, facts, mood, book.language, text)


def _brand(script: VideoScript) -> str | None:
    """The name before the colon of a title "Lumo: a lamp", or a subject that opens with it."""
    name, colon, rest = script.title.partition(": ")
    return name if colon and rest.casefold() == script.metadata.subject.casefold() else None


def _plain_form(instruction: str) -> str:
    """English comparatives as plain adjectives: "funnier, calmer" becomes "funny, calm"."""
    plain = re.sub(r"\b(\w{2,})ier\b", r"\1y", instruction.casefold())
    return re.sub(r"\b(calm|warm|bold|fast|slow|soft|dark|quiet)er\b", r"\1", plain)


def _lines(
    script: VideoScript, scene: SceneScript, instruction: str, brief: Brief, book: Phrasebook
) -> tuple[Choice, ...] | None:
    spoken = " ".join(other.narration for other in script.scenes)
    asked = mood_named(_plain_form(instruction), book.language) is not None
    pools = pools_for(
        brief, book, script.metadata.structure, mood_liking=ASKED_MOOD_LIKING if asked else MOOD_LIKING
    )
    said = {choice.family for pool in pools.values() for choice in pool if choice.text in spoken}
    fresh = {beat: [c for c in pool if c.family not in said] for beat, pool in pools.items()}
    plan = _plan(scene, brief)
    seed = f"{script.metadata.seed}|{scene.model_dump_json()}|{instruction}"
    rng = Random(hashlib.sha256(seed.encode()).digest())
    fitted = fit((plan,), fresh, _budget(script, scene, instruction, book), rng)
    return fitted.scenes[0] if fitted else None


def _plan(scene: SceneScript, brief: Brief) -> ScenePlan:
    names = (brief.subject.full, brief.facts.brand or brief.subject.full)
    reveals = any(name.casefold() in scene.narration.casefold() for name in names)
    return _REVEAL if reveals and scene.role is SceneRole.SOLUTION else _PLANS[scene.role]


def _budget(script: VideoScript, scene: SceneScript, instruction: str, book: Phrasebook) -> float:
    """Words that the scene holds at the rate the script was written for."""
    words = sum(spoken_words(other.narration) for other in script.scenes)
    spoken_s = sum(max(other.duration_s - AIR_S, 0.5) for other in script.scenes)
    rate = words / spoken_s if words else USUAL_WORDS_PER_S
    room = max(rate * max(scene.duration_s - AIR_S, 1.0), 4.0)
    wished = set(tokens(instruction))
    now = spoken_words(scene.narration)
    if wished & {"shorter", "short", *book.wishes.shorter}:
        return max(min(room, now) * SHORTER, 3.0)
    return min(room, now * LONGER) if wished & set(book.wishes.longer) else room
