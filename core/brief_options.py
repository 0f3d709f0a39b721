"""The options that describe a brief, said once for every command that takes one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from core.intake import read_request


class _Option:
    """A request's field as an option; all are text, so that intake is the one place that judges them."""

    def __init__(self, field: str, help_text: str, *names: str) -> None:
        self.field = field
        self.name = names[0].removeprefix("--").replace("-", "_") if names else field
        self.annotation = Annotated[str | None, typer.Option(*names, help=help_text)]


_OPTIONS = [
    _Option("duration_s", "Seconds, 8 to 60; else the length the prompt names, or 20.", "--duration"),
    _Option("platform", "tiktok, instagram, youtube_shorts, youtube, linkedin, x, facebook or general."),
    _Option("aspect_ratio", "9:16, 16:9, 1:1 or 4:5; else the platform's.", "--aspect-ratio"),
    _Option("category", "product, service, event, education, ..."),
    _Option("creativity_level", "0 to 1.", "--creativity"),
    _Option("language", "en, es, fr, de, pt, it, ...; else the brief's own."),
    _Option("audience", "Who should see it."),
    _Option("tone", "How it should sound, such as: calm, funny, urgent."),
    _Option("call_to_action", "What people should do.", "--call-to-action"),
    _Option("voice", "A voice's id."),
    _Option("voice_style", "natural, calm, energetic, warm or authoritative.", "--voice-style"),
    _Option("caption_style", "bold, karaoke, box, minimal or none.", "--captions"),
    _Option("music", "auto, none, a mood, or an audio file."),
    _Option(
        "clip_sound", "The clips' own sound under the voice: off, quiet, medium or loud.", "--clip-sound"
    ),
    _Option("video_model", "A video model of the catalogue; else the usual one.", "--video-model"),
    _Option("seed", "Another number gives another script."),
]
_PROMPT = Annotated[str, typer.Argument(help="What the video is about, in a sentence.")]


def takes_brief(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose first parameter is a GenerationRequest the options to describe it."""
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    asked = [inspect.Parameter("prompt", kind, annotation=_PROMPT)]
    asked += [inspect.Parameter(o.name, kind, default=None, annotation=o.annotation) for o in _OPTIONS]

    @functools.wraps(command)
    def with_request(prompt: str, **given: Any) -> None:
        fields = {option.field: given.pop(option.name) for option in _OPTIONS}
        command(read_request({"prompt": prompt, **fields}), **given)

    with_request.__signature__ = inspect.Signature([*asked, *own])  # type: ignore[attr-defined]  # read by typer
    with_request.__annotations__ = {p.name: p.annotation for p in (*asked, *own)}
    return with_request
