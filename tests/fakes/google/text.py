"""The fake's text models: `generateContent`, answered by the schema that was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.models import JsonDict
from tests.fakes.google.routing import json_body, model_method

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle


def routes(fake: FakeGoogle) -> list[Route]:  # noqa: ARG001 - the fake holds their state
    """`generateContent` of every model that no other routes took first."""
    return model_method("{model}", "generateContent", _generate_content)


def _generate_content(request: Request) -> Response:
    body = json_body(request)
    config = body.get("generationConfig", {})
    schema = config.get("responseSchema") or config.get("responseJsonSchema")
    text = json.dumps(_example(schema)) if schema else "A plain answer."
    return JSONResponse(content(text, model=request.path_params["model"], prompt=json.dumps(body)))


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
