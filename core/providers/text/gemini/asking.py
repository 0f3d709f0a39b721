"""One question to a Gemini model: asked, answered in a schema, repaired once, counted.

A model may be blocked, run out of room, or answer beside the point. It is told once what was
wrong; if its second answer is useless too, that is an error for people. Every answer is
reported to `on_usage`, useful or not: it was paid.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from google import genai
from google.genai import types
from pydantic import BaseModel, ValidationError

from core.errors import AppError, ContentRefused, ProviderRejected
from core.models import Value, clean_text
from core.providers.google.access import Route
from core.providers.google.failures import google_failures
from core.providers.meter import Meter, PaidCall
from core.providers.model_card import ModelCard, ModelKind
from core.providers.quote import Quote
from core.providers.text.gemini.faults import Fault
from core.providers.text.gemini.templates import filled

MOST_OUTPUT_TOKENS = 16_384
"""A script of 20 scenes is about 4,000 tokens; the rest is for thoughts."""
MOST_FAULTS = 12
CHARS_PER_TOKEN = 4
"""Of English text, as Google's own guide has it; other scripts have fewer."""
_FRAME_TOKENS = 1_000
"""The system instruction and the answer's schema."""
_THOUGHTS_TOKENS = 1_500
"""What a model thinks before it answers, about; it is paid like the answer."""
_SAFETY = [
    types.SafetySetting(category=category, threshold=types.HarmBlockThreshold.BLOCK_MEDIUM_AND_ABOVE)
    for category in (
        types.HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
        types.HarmCategory.HARM_CATEGORY_HARASSMENT,
        types.HarmCategory.HARM_CATEGORY_HATE_SPEECH,
        types.HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
    )
]
_BLOCKED = ("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "LANGUAGE")

Answer = TypeVar("Answer", bound=BaseModel)


class TextUsage(Value):
    """What one call read and wrote, thoughts included, and what that costs."""

    model: str
    tokens_in: int
    tokens_out: int
    cost_usd: float


OnUsage = Callable[[TextUsage], None]


class Question(NamedTuple, Generic[Answer]):
    """What is asked, the shape of its answer, and how to find what is wrong with one."""

    doing: str
    prompt: str
    schema: type[Answer]
    faults: Callable[[Answer], tuple[Fault, ...]]
    seed: int
    mends_all: bool = False
    """Whether lesser faults are worth a second question too; otherwise only fatal ones are."""


class _Reply(NamedTuple, Generic[Answer]):
    text: str
    answer: Answer | None
    faults: tuple[Fault, ...]
    refused: bool = False

    @property
    def useful(self) -> Answer | None:
        """The answer, if nothing about it is fatal."""
        return None if any(fault.is_fatal for fault in self.faults) else self.answer


class TextAsker:
    """Asks one model. Raises what `google_failures` does, ContentRefused and ProviderRejected."""

    def __init__(
        self,
        client: genai.Client,
        card: ModelCard,
        route: Route,
        *,
        meter: Meter,
        on_usage: OnUsage,
        today: Callable[[], date],
    ) -> None:
        self._client = client
        self._card, self._route = card, route
        self._meter = meter
        self._on_usage = on_usage
        self._today = today

    def quote(self, prompt: str, answer_tokens: int) -> Quote:
        """What one question will cost: at the least without thoughts, at the most with a repair."""
        tokens_in = _FRAME_TOKENS + len(prompt) // CHARS_PER_TOKEN
        likely_out = answer_tokens + _THOUGHTS_TOKENS
        return Quote(
            model=self._card.id,
            low_usd=self._price_usd(tokens_in, answer_tokens),
            likely_usd=self._price_usd(tokens_in, likely_out),
            high_usd=2 * self._price_usd(tokens_in + likely_out, 2 * likely_out),
            wait_s=self._card.usual_wait_s,
        )

    def ask(self, question: Question[Answer]) -> Answer:
        """An answer without fatal faults, after one repair at most."""
        first = self._reply(question, [_said("user", question.prompt)])
        if first.useful and not (question.mends_all and first.faults):
            return first.useful
        second = self._reply(question, _repair(question.prompt, first))
        best = second.useful or first.useful
        if best is None:
            raise _useless(second, question.doing)
        return best

    def _reply(self, question: Question[Answer], contents: list[types.ContentUnionDict]) -> _Reply[Answer]:
        with self._meter.paying(self._call(question)) as bill:
            with google_failures(question.doing):
                response = self._client.models.generate_content(
                    model=self._card.id, contents=contents, config=_config(question)
                )
            bill.settle(self._counted_usd(response))
        return _read(response, question)

    def _call(self, question: Question[Answer]) -> PaidCall:
        """The most that an answer costs: one as long as it may be. A repair reads the first answer, too."""
        most_usd = self._price_usd(_FRAME_TOKENS + 2 * len(question.prompt), MOST_OUTPUT_TOKENS)
        return PaidCall(kind=ModelKind.TEXT, model=self._card.id, route=self._route, most_usd=most_usd)

    def _price_usd(self, tokens_in: int, tokens_out: int) -> float:
        return self._card.tokens_price_usd(tokens_in, tokens_out, on=self._today())

    def _counted_usd(self, response: types.GenerateContentResponse) -> float:
        used = response.usage_metadata or types.GenerateContentResponseUsageMetadata()
        tokens_in = max(0, used.prompt_token_count or 0)
        tokens_out = max(0, used.candidates_token_count or 0) + max(0, used.thoughts_token_count or 0)
        cost_usd = self._price_usd(tokens_in, tokens_out)
        self._on_usage(
            TextUsage(model=self._card.id, tokens_in=tokens_in, tokens_out=tokens_out, cost_usd=cost_usd)
        )
        return cost_usd


def _config(question: Question[Answer]) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction=filled("system"),
        response_mime_type="application/json",
        response_schema=question.schema,
        safety_settings=_SAFETY,
        max_output_tokens=MOST_OUTPUT_TOKENS,
        seed=question.seed,
    )


def _said(role: str, text: str) -> types.Content:
    return types.Content(role=role, parts=[types.Part(text=text)])


def _repair(prompt: str, reply: _Reply[Answer]) -> list[types.ContentUnionDict]:
    """The conversation so far, and what was wrong; an answer that was withheld is not repeated."""
    faults = "\n".join(f"- {fault.says}" for fault in reply.faults[:MOST_FAULTS])
    told = [_said("model", reply.text)] if reply.text else []
    return [_said("user", prompt), *told, _said("user", filled("repair", faults=faults))]


def _read(response: types.GenerateContentResponse, question: Question[Answer]) -> _Reply[Answer]:
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        return _refusal(f"The request was blocked ({feedback.block_reason.value}).")
    if not response.candidates:
        return _Reply("", None, (Fault("There is no answer at all."),))
    finish = response.candidates[0].finish_reason
    if finish and finish.value in _BLOCKED:
        return _refusal(f"The answer was blocked ({finish.value}).")
    text = _text(response)
    if finish is types.FinishReason.MAX_TOKENS:
        return _Reply("", None, (Fault("It was cut off: be much shorter."),))
    try:
        answer = question.schema.model_validate_json(text)
    except ValidationError as error:
        return _Reply(text[:4_000], None, _shape_faults(error))
    return _Reply(text, answer, question.faults(answer))


def _text(response: types.GenerateContentResponse) -> str:
    """The words of the first candidate without thoughts, out of the code fence some models add."""
    content = (response.candidates or [types.Candidate()])[0].content
    parts = (content.parts if content else None) or []
    text = "".join(part.text for part in parts if part.text and not part.thought).strip()
    return text.removeprefix("```json").removeprefix("```").removesuffix("```").strip()


def _refusal(says: str) -> _Reply[Answer]:
    return _Reply("", None, (Fault(f"{says} Stay clear of anything unsafe."),), refused=True)


def _shape_faults(error: ValidationError) -> tuple[Fault, ...]:
    """Where the JSON differs from the schema, the first few places."""
    return tuple(
        Fault(f"{'.'.join(str(part) for part in one['loc']) or 'It'}: {one['msg']}")
        for one in error.errors(include_url=False, include_input=False)[:5]
    )


def _useless(reply: _Reply[Answer], doing: str) -> AppError:
    why = clean_text(next(fault.says for fault in reply.faults if fault.is_fatal))[:300]
    if reply.refused:
        return ContentRefused(
            f"Google's safety filter refused while {doing}: {why}",
            "Reword the brief; name what the video shows in neutral words.",
        )
    return ProviderRejected(
        f"The model's answer while {doing} was of no use, twice: {why}",
        "Try again, or choose another model or the offline writer.",
    )
