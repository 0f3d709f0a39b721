"""The prompts: readable templates in `prompts/`, filled in by name.

What people wrote goes in as JSON whose angle brackets are escaped, so nothing they write can
close the fence around it. `VERSION` is a hash of all templates: it is part of the writer's
name, so a changed prompt makes new scripts and an unchanged one finds the old.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from string import Template

from core.models import Category, JsonDict, Platform, VoiceStyle

FOLDER = Path(__file__).with_name("prompts")


@cache
def version() -> str:
    """Eight hexadecimal digits that change with any template."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def filled(name: str, **values: object) -> str:
    """The template `prompts/{name}.md` with every `$value` in place; KeyError for one that is missing."""
    return Template(_text(name)).substitute({key: str(value) for key, value in values.items()})


def fenced(data: object) -> str:
    """Data as JSON that cannot end the fence it stands in."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def platform_rule(platform: Platform) -> str:
    """What works where the video is shown."""
    return str(_steering()["platform"][platform])


def category_rule(category: Category) -> str:
    """What the kind of video asks for."""
    return str(_steering()["category"][category])


def voice_rule(style: VoiceStyle) -> str:
    """How sentences for this narrator sound."""
    return str(_steering()["voice"][style])


def creativity_rule(level: float) -> str:
    """How daring to be, in words: sampling parameters are deprecated for Gemini 3 and later."""
    return str(next(step["says"] for step in _steering()["creativity"] if level <= step["upto"]))


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@cache
def _steering() -> JsonDict:
    return tomllib.loads((FOLDER / "steering.toml").read_text(encoding="utf-8"))
