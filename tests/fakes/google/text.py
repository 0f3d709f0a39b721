"""The fake's text models: `generateContent`, answered by the schema that was asked for.

A script is written by the offline writer where it knows the language, so it is plausible and as
long as asked; in other languages it is made of a few words of theirs. A draft comes back as it is.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.models import GenerationRequest, JsonDict, Language, VideoScript
from core.providers.text.offline import OfflineWriter
from core.providers.text.offline.phrasebook import LANGUAGES
from core.providers.video.camera import camera_move
from tests.fakes.google.faults import Fault, answer
from tests.fakes.google.routing import json_body, model_method

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle

_WORDS = {
    "nl": "Dit is nieuw en het werkt elke dag weer", "pl": "To jest nowe i działa każdego dnia",
    "tr": "Bu yeni ve her gün işe yarıyor", "ru": "Это новое и оно работает каждый день",
    "el": "Αυτό είναι νέο και δουλεύει κάθε μέρα", "ar": "هذا جديد وهو يعمل كل يوم",
    "he": "זה חדש וזה עובד כל יום", "hi": "यह नया है और हर दिन काम करता है",
    "zh": "这是 新的 每天 都 有用", "ja": "これは 新しく 毎日 役に立つ",
    "ko": "이것은 새롭고 매일 도움이 됩니다",
}  # fmt: skip
_IMAGINE = {"es": "Imagina:", "fr": "Imaginez :", "de": "Stell dir vor:", "pt": "Imagine:", "it": "Immagina:"}


HARMLESS = "Nothing that anybody could mind."
"""How the fake's reworded prompts begin."""


def routes(fake: FakeGoogle) -> list[Route]:  # noqa: ARG001 - other rooms of the fake hold state in it
    """`generateContent` of every model that no other routes took first."""
    return model_method("{model}", "generateContent", _generate_content)


def said(text: str, finish: str = "STOP") -> Fault:
    """An answer with these words in place of the real one."""
    return answer(content(text, finish=finish))


def blocked_prompt(reason: str = "PROHIBITED_CONTENT") -> Fault:
    """The filter stopped the request: no candidates."""
    return answer({"promptFeedback": {"blockReason": reason}, "usageMetadata": {"promptTokenCount": 9}})


def blocked_answer(reason: str = "SAFETY") -> Fault:
    """The filter stopped the answer: a candidate without words."""
    return answer({"candidates": [{"finishReason": reason, "index": 0}]})


def content(text: str, *, model: str = "gemini", prompt: str = "", finish: str = "STOP") -> JsonDict:
    """A whole answer as the API gives it, with token counts of about four characters each."""
    prompt_tokens, answer_tokens = len(prompt) // 4, len(text) // 4
    return {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": finish, "index": 0}
        ],
        "usageMetadata": {
            "promptTokenCount": prompt_tokens,
            "candidatesTokenCount": answer_tokens,
            "totalTokenCount": prompt_tokens + answer_tokens,
        },
        "modelVersion": model,
        "responseId": "fake",
    }


def _generate_content(request: Request) -> Response:
    body = json_body(request)
    config = body.get("generationConfig", {})
    schema = config.get("responseSchema") or config.get("responseJsonSchema") or {}
    prompt = _first_words(body)
    if not prompt:
        wrong = {"code": 400, "message": "contents are not specified", "status": "INVALID_ARGUMENT"}
        return JSONResponse({"error": wrong}, 400)
    text = json.dumps(_answer(schema, prompt), ensure_ascii=False) if schema else "A plain answer."
    return JSONResponse(content(text, model=request.path_params["model"], prompt=json.dumps(body)))


def _first_words(body: JsonDict) -> str:
    turns = body.get("contents") or [{}]
    return "".join(str(part.get("text", "")) for part in turns[0].get("parts", []))


def _answer(schema: JsonDict, prompt: str) -> Any:
    fields = set(schema.get("properties", {}))
    if "scenes" in fields:
        return _fenced(prompt, "draft") or script(prompt)
    if fields == {"narration", "on_screen_text"}:
        return _rewritten(prompt)
    if fields == {"visual_prompt"}:
        return {"visual_prompt": f"{HARMLESS} {_fenced(prompt, 'prompt')}"}
    return _example(schema)


def script(prompt: str) -> JsonDict:
    """A script for the writer's prompt: its brief, language, number of scenes and of words."""
    brief = _fenced(prompt, "brief")
    asked = re.search(r"spoken and shown word: (\w+)\.", prompt)
    language = Language.__members__.get(asked.group(1).upper()) if asked else None
    if language and language not in LANGUAGES:
        return _plain_script(prompt, language)
    return _offline_script(prompt, brief, language)


def _offline_script(prompt: str, brief: JsonDict, language: Language | None) -> JsonDict:
    seconds, scenes, words = (_number(pattern, prompt) for pattern in _SIZES)
    request = GenerationRequest.model_validate({**brief, "duration_s": seconds, "language": language})
    rate = words / 0.97 / (seconds - 0.6 * scenes)
    found = _draft(request, rate, round(scenes))
    story = found.model_dump(mode="json", exclude={"metadata", "scenes"})
    facts = found.metadata.model_dump(mode="json", exclude={"seed", "written_by"})
    return {
        **story,
        **facts,
        "scenes": [
            {
                **scene.model_dump(mode="json", exclude={"scene_id", "duration_s"}),
                "camera": camera_move(scene.visual_prompt),
            }
            for scene in found.scenes
        ],
    }


def _draft(request: GenerationRequest, words_per_s: float, scenes: int) -> VideoScript:
    """The first draft of that many scenes, at a pace near this one; else the one at this pace."""
    writer = OfflineWriter()
    usual = writer.write_script(request, words_per_s=words_per_s)
    if len(usual.scenes) == scenes:
        return usual
    others = (writer.write_script(request, words_per_s=words_per_s * pace) for pace in _PACES)
    return next((draft for draft in others if len(draft.scenes) == scenes), usual)


_PACES = (0.9, 1.1, 0.8, 1.2)
_SIZES = (r"a ([\d.]+)-second video", r"exactly (\d+) scenes", r"about (\d+) spoken words")


def _plain_script(prompt: str, language: Language) -> JsonDict:
    _, count, words = (round(_number(pattern, prompt)) for pattern in _SIZES)
    own = _WORDS[language].split()
    call = _fenced(prompt, "brief").get("call_to_action", "")
    each = [f"{' '.join(own[:4])}. {' '.join((own * 9)[: words // count - 4])}." for _ in range(count)]
    each[-1] = f"{each[-1]} {call}".strip()
    scenes = [
        {
            "role": "hook" if index == 0 else "story" if index < count - 1 else "call_to_action",
            "narration": narration,
            "description": own[0],
            "visual_prompt": "Close-up: hands lift a new thing into the morning light.",
            "camera": "pull back",
            "visual_elements": ["hands"],
            "on_screen_text": own[0],
            "transition": "cut",
        }
        for index, narration in enumerate(each)
    ]
    texts = dict.fromkeys(("title", "subject", "structure", "audience", "tone"), " ".join(own[:3]))
    return {
        **texts,
        "language": language,
        "mood": "warm",
        "call_to_action": call,
        "hashtags": [],
        "scenes": scenes,
    }


def _rewritten(prompt: str) -> JsonDict:
    told = _fenced(prompt, "script")
    scene_id = re.search(r"the one with the id (\S+)\.", prompt)
    wanted = scene_id.group(1) if scene_id else ""
    scene = next(one for one in told["scenes"] if one["scene_id"] == wanted)
    imagine = _IMAGINE.get(told["metadata"]["language"], "Imagine:")
    return {"narration": f"{imagine} {scene['narration']}", "on_screen_text": scene["on_screen_text"]}


def _fenced(prompt: str, name: str) -> JsonDict:
    found = re.search(rf"<{name}>\n(.*?)\n</{name}>", prompt, re.DOTALL)
    body: JsonDict = json.loads(found.group(1)) if found else {}
    return body


def _number(pattern: str, prompt: str) -> float:
    found = re.search(pattern, prompt)
    return float(found.group(1)) if found else 0.0


def _example(schema: JsonDict) -> Any:
    """The least JSON that a schema allows."""
    kind = str(schema.get("type", "")).lower()
    if kind == "object":
        return {name: _example(part) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [_example(schema["items"])] * int(schema.get("minItems", 1))
    if "enum" in schema:
        return schema["enum"][0]
    return {"string": "words", "integer": 1, "number": 1.0, "boolean": True}.get(kind)
