"""The fake's video models: Veo's long-running operations, Omni's interactions, files and a bucket.

Every operation runs for `polls_needed` polls and then delivers a real clip. A test may put
other endings in a queue: `FakeCamera.of(google).endings.append(filtered(...))`; each is the
end of the next operation that finishes.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from core.models import JsonDict
from tests.fakes.google import image
from tests.fakes.google.film import mp4, size_of
from tests.fakes.google.routing import in_project, json_body, model_method, versioned

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle

Spoil = Callable[[bytes], bytes]
"""What happens to a clip's bytes on their way."""


class Ending:
    """How an operation ends: with a clip, spoilt or not, or with an answer of its own."""

    def __init__(self, answer: JsonDict | None = None, spoil: Spoil = bytes) -> None:
        self.answer = answer
        self.spoil = spoil


def filtered(*reasons: str, count: int = 1) -> Ending:
    """Veo: the safety filter took the clip away."""
    return Ending({"response": {"raiMediaFilteredCount": count, "raiMediaFilteredReasons": list(reasons)}})


def failed(code: int, message: str) -> Ending:
    """Veo: the operation ended with an error."""
    return Ending({"error": {"code": code, "message": message}})


def interaction_failed(*errors: tuple[str, str], status: str = "failed") -> Ending:
    """Omni: the interaction ended otherwise; errors as (code, message)."""
    return Ending({"status": status, "errors": [{"code": c, "message": m} for c, m in errors]})


def interaction_said(words: str) -> Ending:
    """Omni: finished, with words in place of a clip."""
    content = [{"type": "text", "text": words}] if words else []
    return Ending({"status": "completed", "steps": [{"type": "model_output", "content": content}]})


class FakeCamera:
    """The state behind the routes; one for each fake Google."""

    _all: ClassVar[WeakKeyDictionary[object, FakeCamera]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self.polls_needed = 0
        self.endings: list[Ending] = []
        self._numbers = itertools.count(1)
        self._asked: dict[str, JsonDict] = {}
        self._polls: dict[str, int] = {}
        self._ends: dict[str, Ending] = {}

    @classmethod
    def of(cls, fake: object) -> FakeCamera:
        """The camera of a fake Google, made at the first question."""
        return cls._all.setdefault(fake, cls())

    @classmethod
    def fresh(cls, fake: object) -> FakeCamera:
        """A new camera in the place of the old: no operations, no endings."""
        cls._all[fake] = cls()
        return cls._all[fake]

    def start(self, prefix: str, asked: JsonDict) -> str:
        name = f"{prefix}{next(self._numbers)}"
        self._asked[name] = asked
        return name

    def ending(self, name: str) -> Ending | None:
        """None while the operation runs; ever the same ending afterwards."""
        self._polls[name] = self._polls.get(name, 0) + 1
        if self._polls[name] <= self.polls_needed:
            return None
        if name not in self._ends:
            self._ends[name] = self.endings.pop(0) if self.endings else Ending()
        return self._ends[name]

    def names(self) -> tuple[str, ...]:
        """All operations, the first one first."""
        return tuple(self._asked)

    def charged(self) -> int:
        """How many operations deliver a clip, spoilt or not, or may yet: what failed is not charged."""
        ends = [self._ends.get(name) for name in self._asked]
        return sum(end is None or end.answer is None for end in ends)

    def knows(self, name: str) -> bool:
        return name in self._asked

    def clip(self, name: str) -> bytes:
        """The clip of an operation as it is delivered."""
        asked = self._asked[name]
        size = size_of(asked["resolution"], asked["aspectRatio"])
        end = self._ends.get(name, Ending())
        return end.spoil(mp4(float(asked["seconds"]), size, sound=asked["sound"]))

    def asked(self, name: str) -> JsonDict:
        return self._asked[name]


def routes(fake: FakeGoogle) -> list[Route]:
    """Asked before the routes for text, so a narrower pattern of a model's id wins."""
    return [*_veo(fake), *_omni(fake), *_files(fake), *image.routes()]


def _veo(fake: FakeGoogle) -> list[Route]:
    def submit(request: Request) -> Response:
        asked = json_body(request)["parameters"]
        place = request.url.path.partition("/projects/")[2].removesuffix(":predictLongRunning")
        order = {
            "seconds": asked["durationSeconds"],
            "aspectRatio": asked["aspectRatio"],
            "resolution": asked["resolution"],
            "sound": asked.get("generateAudio", True),
            "storageUri": asked.get("storageUri", ""),
        }
        name = FakeCamera.of(fake).start(f"projects/{place}/operations/", order)
        return JSONResponse({"name": name})

    def poll(request: Request) -> Response:
        name, camera = json_body(request)["operationName"], FakeCamera.of(fake)
        if not camera.knows(name):
            return _not_found(f"Operation {name} not found.")
        ending = camera.ending(name)
        if ending is None:
            return JSONResponse({"name": name})
        return JSONResponse({"name": name, "done": True, **(ending.answer or _veo_clip(camera, name))})

    return [
        *model_method("{model}", "predictLongRunning", submit),
        *model_method("{model}", "fetchPredictOperation", poll),
    ]


def _veo_clip(camera: FakeCamera, name: str) -> JsonDict:
    video: JsonDict = {"mimeType": "video/mp4"}
    if folder := camera.asked(name)["storageUri"]:
        video["gcsUri"] = f"{folder}/{name.rpartition('/')[2]}/sample_0.mp4"
    else:
        video["bytesBase64Encoded"] = base64.b64encode(camera.clip(name)).decode()
    return {
        "response": {
            "@type": "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse",
            "raiMediaFilteredCount": 0,
            "videos": [video],
        }
    }


def _omni(fake: FakeGoogle) -> list[Route]:
    def create(request: Request) -> Response:
        body = json_body(request)
        asked = body["responseFormat"]
        order = {
            "seconds": asked["duration"].removesuffix("s"),
            "aspectRatio": asked["aspectRatio"],
            "resolution": asked["resolution"],
            "sound": True,
            "delivery": asked.get("delivery", "inline"),
            "storageUri": asked.get("gcsUri", ""),
            "model": body["model"],
        }
        name = FakeCamera.of(fake).start("v1_", order)
        return JSONResponse(_interaction(name, order, "in_progress"))

    def get(request: Request) -> Response:
        name, camera = request.path_params["interaction"], FakeCamera.of(fake)
        if not camera.knows(name):
            return _not_found(f"Interaction {name} not found.")
        ending, order = camera.ending(name), camera.asked(name)
        if ending is None:
            return JSONResponse(_interaction(name, order, "in_progress"))
        answer = ending.answer or {"status": "completed", "steps": [_omni_clip(camera, name)]}
        return JSONResponse({**_interaction(name, order, "completed"), **answer})

    def cancel(request: Request) -> Response:
        name, camera = request.path_params["interaction"], FakeCamera.of(fake)
        if not camera.knows(name):
            return _not_found(f"Interaction {name} not found.")
        return JSONResponse(_interaction(name, camera.asked(name), "cancelled"))

    return [
        *in_project("/interactions", create),
        *in_project("/interactions/{interaction}", get, "GET"),
        *in_project("/interactions/{interaction}/cancel", cancel),
    ]


def _interaction(name: str, order: JsonDict, status: str) -> JsonDict:
    moment = "2026-11-22T12:00:00Z"
    return {
        "id": name,
        "object": "interaction",
        "model": order["model"],
        "status": status,
        "created": moment,
        "updated": moment,
    }


def _omni_clip(camera: FakeCamera, name: str) -> JsonDict:
    order = camera.asked(name)
    video: JsonDict = {"type": "video", "mime_type": "video/mp4"}
    if order["storageUri"]:
        video["uri"] = f"{order['storageUri']}/{name}/sample_0.mp4"
    elif order["delivery"] == "uri":
        video["uri"] = f"https://generativelanguage.googleapis.com/v1/files/{_file(name)}"
    else:
        video["data"] = base64.b64encode(camera.clip(name)).decode()
    return {"type": "model_output", "content": [video]}


def _files(fake: FakeGoogle) -> list[Route]:
    def download(request: Request) -> Response:
        return RedirectResponse(f"{fake.url}/v1/delivered/{request.path_params['file']}", 302)

    def delivered(request: Request) -> Response:
        return clip_for(lambda name: _file(name) == request.path_params["file"])

    def from_bucket(request: Request) -> Response:
        folder = request.path_params["object"].split("/")[-2]
        return clip_for(lambda name: name.rpartition("/")[2] == folder)

    def clip_for(is_it: Callable[[str], bool]) -> Response:
        camera = FakeCamera.of(fake)
        found = next((name for name in camera.names() if is_it(name)), None)
        if found is None:
            return _not_found("There is no such file.")
        return Response(camera.clip(found), media_type="video/mp4")

    return [
        *versioned("/files/{file}:download", download, "GET"),
        *versioned("/delivered/{file}", delivered, "GET"),
        Route("/storage/v1/b/{bucket}/o/{object:path}", from_bucket, methods=["GET"]),
    ]


def _file(interaction: str) -> str:
    """Ids of files are letters and digits alone; the SDK reads no further."""
    return interaction.replace("_", "")


def _not_found(message: str) -> Response:
    return JSONResponse({"error": {"code": 404, "message": message, "status": "NOT_FOUND"}}, 404)
