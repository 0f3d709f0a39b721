"""What is wrong with an answer, in sentences that the model can act on.

Some faults make an answer useless; others only make it worse than it could be. The first are
repaired or reported, the second are handed to the refinement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.models import GenerationRequest, SceneScript, clean_text
from core.providers.text.base import MOST_PROMPT_CHARS
from core.providers.text.gemini.answers import RewordAnswer, RewriteAnswer, ScriptAnswer
from core.providers.text.gemini.plan import Plan
from core.providers.text.seconds import spoken_words

MOST_HOOK_WORDS = 6
MOST_NARRATION_CHARS = 1_000
MOST_SCENES = 20
_FARTHEST = 0.15
"""Share of the wished words that may be missing or too many without a word about it."""


class Fault(NamedTuple):
    """Something wrong, and whether the answer is useless for it."""

    says: str
    is_fatal: bool = True


def script_faults(answer: ScriptAnswer, request: GenerationRequest, plan: Plan) -> tuple[Fault, ...]:
    """Everything wrong with a script."""
    return (*_shape_faults(answer, plan), *_scene_faults(answer), *_wish_faults(answer, request, plan))


def rewrite_faults(answer: RewriteAnswer, scene: SceneScript, most_words: int) -> tuple[Fault, ...]:
    """Everything wrong with a scene's new narration."""
    narration = clean_text(answer.narration)
    found = []
    if not _has_words(narration):
        found.append(Fault("The narration is empty."))
    if narration == scene.narration:
        found.append(Fault("The narration is the present one; it must be another."))
    if len(narration) > MOST_NARRATION_CHARS:
        found.append(Fault(f"The narration has more than {MOST_NARRATION_CHARS} characters."))
    elif spoken_words(narration) > most_words * (1 + _FARTHEST):
        found.append(Fault(f"The narration has more than {most_words} words.", is_fatal=False))
    return tuple(found)


def reword_faults(answer: RewordAnswer, prompt: str) -> tuple[Fault, ...]:
    """Everything wrong with other words for a refused prompt."""
    words = clean_text(answer.visual_prompt)
    found = []
    if not _has_words(words):
        found.append(Fault("The visual prompt is empty."))
    if words == clean_text(prompt):
        found.append(Fault("The visual prompt is the refused one; it must be another."))
    if len(words) > MOST_PROMPT_CHARS:
        found.append(Fault(f"The visual prompt has more than {MOST_PROMPT_CHARS} characters."))
    return tuple(found)


def _shape_faults(answer: ScriptAnswer, plan: Plan) -> Iterator[Fault]:
    count, most = len(answer.scenes), min(MOST_SCENES, int(plan.duration_s))
    if not 2 <= count <= most:
        yield Fault(f"There are {count} scenes; there must be {plan.scenes}.")
    elif count != plan.scenes:
        yield Fault(f"There are {count} scenes, not {plan.scenes}.", is_fatal=False)


def _scene_faults(answer: ScriptAnswer) -> Iterator[Fault]:
    for number, scene in enumerate(answer.scenes[:MOST_SCENES], start=1):
        if not _has_words(scene.narration):
            yield Fault(f"The narration of scene {number} is empty.")
        if len(scene.narration) > MOST_NARRATION_CHARS:
            yield Fault(f"The narration of scene {number} has more than {MOST_NARRATION_CHARS} characters.")
        if not _has_words(scene.visual_prompt):
            yield Fault(f"The visual prompt of scene {number} is empty.")


def _wish_faults(answer: ScriptAnswer, request: GenerationRequest, plan: Plan) -> Iterator[Fault]:
    if request.language and answer.language is not request.language:
        yield Fault(f"The language is {answer.language.name.title()}, not {request.language.name.title()}.")
    if not answer.scenes:
        return
    words = sum(spoken_words(scene.narration) for scene in answer.scenes)
    if abs(words - plan.words) > plan.words * _FARTHEST:
        yield Fault(f"There are {words:.0f} spoken words, not about {plan.words}.", is_fatal=False)
    hook = re.split(r"[.!?…:。！？؟]", answer.scenes[0].narration, maxsplit=1)[0]
    if spoken_words(hook) > MOST_HOOK_WORDS:
        says = f"The first sentence has {spoken_words(hook):.0f} words, more than {MOST_HOOK_WORDS}."
        yield Fault(says, is_fatal=False)
    if not says_call(answer.scenes[-1].narration, request.call_to_action):
        yield Fault("The last narration does not contain the call to action of the brief.", is_fatal=False)


def says_call(narration: str, call: str) -> bool:
    """Whether the narration holds the call to action, whatever the capitals and the full stop."""
    return call.casefold().rstrip(" .!") in clean_text(narration).casefold()


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in clean_text(text))
