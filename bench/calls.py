"""One production-mode video on each of Google's routes over the fake: its calls, and its cost.

The cost that the result reports stands beside the catalogue's prices for what the fake was asked:
seconds of film and characters spoken.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.models import JsonDict
from core.providers.catalogue import load_catalogue
from core.providers.model_card import Audio
from core.providers.prices import utc_today
from core.providers.speech.google.families import family_of
from tests.fakes.google.production import command
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera
from tests.fakes.google.wire import Call

PROMPT = "A calm 20 second spot for a plumber who answers at 3 am"
ROUTES = {
    "key": {"GOOGLE_CLOUD_PROJECT": "", "GOOGLE_APPLICATION_CREDENTIALS": ""},
    "cloud": {"GOOGLE_API_KEY": ""},
}
_ORDERS = (":predictLongRunning", "/interactions")


def rows(folder: Path, _runs: int) -> Iterator[tuple[str, str]]:
    """What was called and what it cost, line by line."""
    for route, settings in ROUTES.items():
        with FakeGoogle() as google:
            FakeCamera.of(google).polls_needed = 1
            words = ["generate", PROMPT, "--video-id", f"by-{route}"]
            out, _ = command(google, folder / route, *words, **settings).communicate()
            yield f"route {route}", _ending(json.loads(out))
            for shape, count in Counter(_shape(call) for call in google.calls).items():
                yield f"  {count:3} × {shape}", ""
            film_usd = sum(_film_usd(call) for call in google.calls)
            voice_usd = sum(_voice_usd(call) for call in google.calls_to("text:synthesize"))
            yield "  by the catalogue", f"film ${film_usd:.4f}, voice ${voice_usd:.4f}"


def _ending(result: JsonDict) -> str:
    if error := result["error_details"]:
        return f"{error['kind']}: {error['message']} {error['hint']}"
    stats = result["generation_stats"]
    made = f"{stats['total_duration_s']:.1f} s, {stats['clips_generated']} clips"
    return f"{made}, reports ${stats['cost_usd']:.4f}"


def _shape(call: Call) -> str:
    """Method and path, with names for what differs from call to call."""
    path = re.sub(r"/v1_\w+", "/{interaction}", call.path)
    path = re.sub(r"/(files|delivered)/\w+", r"/\1/{file}", path)
    path = path.replace("fake-project", "{project}")
    return f"{call.method:4} {path}"


def _film_usd(call: Call) -> float:
    """The catalogue's price of the clip that a call orders; 0 for every other call."""
    if call.method != "POST" or not call.path.endswith(_ORDERS):
        return 0.0
    asked = call.body.get("parameters") or call.body["responseFormat"]
    model = call.body.get("model") or call.path.rpartition("/")[2].partition(":")[0]
    card = load_catalogue().model(str(model).rpartition("/")[2])
    seconds = float(str(asked.get("durationSeconds") or asked["duration"]).removesuffix("s"))
    audio = card.audio is Audio.ALWAYS
    return card.clip_price_usd(seconds, asked["resolution"], audio=audio, on=utc_today())


def _voice_usd(call: Call) -> float:
    """The catalogue's price of a narration by one of Google's voices."""
    family = family_of(call.body["voice"]["name"])
    if family is None:
        raise RuntimeError(f"no family of voices speaks as {call.body['voice']['name']}")
    card = load_catalogue().model(family.model)
    return card.characters_price_usd(len(call.body["input"]["text"]), on=utc_today())
