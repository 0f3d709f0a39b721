"""The Gemini writer: a fast model drafts, a stronger one refines, and what they say is measured.

The models decide words and pictures; ids, seconds and limits are ours. What people wrote goes
to the models as fenced data, never as instructions. The name of the writer holds both models
and the version of the prompts, so that the same brief is never paid twice and a better
prompt is never hidden by an old answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import cache

from google import genai

from core.errors import InvalidInput
from core.models import (
    MAX_PROMPT_CHARS,
    GenerationRequest,
    Language,
    SceneScript,
    VideoScript,
    clean_text,
)
from core.providers.catalogue import Catalogue
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.client import CALL_LIMIT_S, genai_client
from core.providers.meter import Meter, Unmetered
from core.providers.model_card import ModelKind
from core.providers.prices import utc_today
from core.providers.quote import Quote
from core.providers.text.base import MOST_PROMPT_CHARS
from core.providers.text.gemini.answers import RewordAnswer, RewriteAnswer, ScriptAnswer
from core.providers.text.gemini.asking import CHARS_PER_TOKEN, OnUsage, Question, TextAsker, TextUsage
from core.providers.text.gemini.building import built_script, rewritten_scene
from core.providers.text.gemini.faults import reword_faults, rewrite_faults, script_faults
from core.providers.text.gemini.plan import BREATH_S, Plan, plan_for
from core.providers.text.gemini.templates import (
    category_rule,
    creativity_rule,
    fenced,
    filled,
    platform_rule,
    version,
    voice_rule,
)
from core.providers.text.seconds import spoken_words

USUAL_WORDS_PER_S = 2.5
_SCRIPT_TOKENS, _SCENE_TOKENS = 250, 170
"""Of a script's answer and of each scene in it, as answers in the schema have them."""


def _unnoticed(_: TextUsage) -> None:
    """Nobody asked for the usage."""


class GeminiWriter:
    """A `TextModel` that writes in every language of the product, by key or on Google Cloud.

    Empty model names mean the catalogue's defaults; with `refines=False` the draft is the script.
    Raises InvalidInput when no route is set up, or a model is unknown, gone or without a price.
    """

    def __init__(
        self,
        access: GoogleAccess,
        catalogue: Catalogue,
        *,
        script_model: str = "",
        refine_model: str = "",
        refines: bool = True,
        timeout_s: float = CALL_LIMIT_S,
        on_usage: OnUsage = _unnoticed,
        meter: Meter | None = None,
        today: Callable[[], date] = utc_today,
    ) -> None:
        @cache
        def client(route: Route, location: str) -> genai.Client:
            return genai_client(access, route, timeout_s=timeout_s, location=location)

        def asker(model_id: str) -> TextAsker:
            card, route = catalogue.reachable(model_id, access.routes, today())
            if card.kind is not ModelKind.TEXT:
                raise InvalidInput(f"{card.id} writes no text.", "Choose a text model.")
            card.tokens_price_usd(1, 1, on=today())
            asked = client(route, card.cloud_location)
            return TextAsker(asked, card, route, meter=meter or Unmetered(), on_usage=on_usage, today=today)

        script_model = script_model or catalogue.defaults.script
        refine_model = (refine_model or catalogue.defaults.refine) if refines else ""
        self._drafter = asker(script_model)
        self._editor = asker(refine_model) if refine_model else None
        self._model_id = f"gemini:{'+'.join(filter(None, (script_model, refine_model)))}:{version()}"

    @property
    def model_id(self) -> str:
        """Both models and the prompts' version; part of every artefact key."""
        return self._model_id

    def quote(self, request: GenerationRequest) -> Quote:
        """The draft and its refinement together, as long as such scripts are."""
        plan = plan_for(request, USUAL_WORDS_PER_S)
        answer_tokens = _SCRIPT_TOKENS + _SCENE_TOKENS * plan.scenes
        prompt = self._draft_question(request, plan).prompt
        quotes = [self._drafter.quote(prompt, answer_tokens)]
        if self._editor:
            with_draft = prompt + "x" * answer_tokens * CHARS_PER_TOKEN
            quotes.append(self._editor.quote(with_draft, answer_tokens))
        return Quote.of_all(quotes)

    def write_script(self, request: GenerationRequest, *, words_per_s: float) -> VideoScript:
        """A whole script for `request.duration_s` at that speaking rate (words a second).

        Raises what Google's failures become, ContentRefused for a blocked brief, ProviderRejected for
        answers that stay useless, InvalidInput for a rate that is none.
        """
        plan = plan_for(request, words_per_s)
        answer = self._drafter.ask(self._draft_question(request, plan))
        if self._editor:
            answer = self._editor.ask(_refine_question(request, plan, answer))
        return built_script(answer, request, self.model_id)

    def rewrite_scene(self, script: VideoScript, scene: SceneScript, instruction: str) -> SceneScript:
        """Another narration for the scene after a wish such as "funnier"; id, seconds and picture stay.

        Raises as `write_script` does, and InvalidInput for a wish longer than a brief may be.
        """
        if len(instruction) > MAX_PROMPT_CHARS:
            raise InvalidInput(
                f"The instruction is longer than {MAX_PROMPT_CHARS:,} characters.", "Say it in a sentence."
            )
        most_words = _room_for_words(script, scene)
        prompt = filled(
            "rewrite",
            scene_id=scene.scene_id,
            role=scene.role,
            seconds=f"{scene.duration_s:g}",
            language=_name(script.metadata.language),
            words=most_words,
            signs=most_words * 2,
            script=fenced(script.model_dump(mode="json", exclude={"metadata": {"written_by", "seed"}})),
            wish=fenced(instruction),
        )
        question = Question(
            doing="rewriting the scene",
            prompt=prompt,
            schema=RewriteAnswer,
            faults=lambda answer: rewrite_faults(answer, scene, most_words),
            seed=script.metadata.seed,
            mends_all=True,
        )
        return rewritten_scene(self._drafter.ask(question), scene)

    def reworded(self, prompt: str, reason: str) -> str:
        """The prompt without what it was refused for, by the drafting model; raises as `write_script`."""
        question = Question(
            doing="rewording the prompt",
            prompt=filled(
                "reword", chars=MOST_PROMPT_CHARS, prompt=fenced(prompt), reason=fenced(clean_text(reason))
            ),
            schema=RewordAnswer,
            faults=lambda answer: reword_faults(answer, prompt),
            seed=0,
        )
        return clean_text(self._drafter.ask(question).visual_prompt)

    def _draft_question(self, request: GenerationRequest, plan: Plan) -> Question[ScriptAnswer]:
        return Question(
            doing="drafting the script",
            prompt=filled(
                "draft",
                **_sizes(request, plan),
                category=category_rule(request.category),
                voice=voice_rule(request.voice_style),
            ),
            schema=ScriptAnswer,
            faults=lambda answer: script_faults(answer, request, plan),
            seed=request.seed,
            mends_all=self._editor is None,
        )


def _refine_question(request: GenerationRequest, plan: Plan, draft: ScriptAnswer) -> Question[ScriptAnswer]:
    found = script_faults(draft, request, plan)
    told = "\n".join(f"- Put this right: {fault.says}" for fault in found)
    return Question(
        doing="refining the script",
        prompt=filled(
            "refine", **_sizes(request, plan), faults=told, draft=fenced(draft.model_dump(mode="json"))
        ),
        schema=ScriptAnswer,
        faults=lambda answer: script_faults(answer, request, plan),
        seed=request.seed,
        mends_all=True,
    )


def _sizes(request: GenerationRequest, plan: Plan) -> dict[str, object]:
    """What both the draft and the refinement are told."""
    brief = request.model_dump(mode="json", include={"prompt", "audience", "tone", "call_to_action"})
    return {
        "seconds": f"{plan.duration_s:g}",
        "scenes": plan.scenes,
        "words": plan.words,
        "signs": plan.words * 2,
        "language": _name(request.language) if request.language else "the language of the brief",
        "platform": platform_rule(request.platform),
        "creativity": creativity_rule(request.creativity_level),
        "brief": fenced({name: text for name, text in brief.items() if text}),
    }


def _name(language: Language) -> str:
    return language.name.title()


def _room_for_words(script: VideoScript, scene: SceneScript) -> int:
    """Words that the scene holds at the rate of its script."""
    words = sum(spoken_words(other.narration) for other in script.scenes)
    spoken_s = sum(max(other.duration_s - BREATH_S, 0.5) for other in script.scenes)
    rate = words / spoken_s if words else USUAL_WORDS_PER_S
    return max(3, math.floor(rate * max(scene.duration_s - BREATH_S, 1.0)))
