"""Other words for a refused prompt: asked for once, and kept before anything is ordered with them.

They are kept under the key of the refused clip. So a restart orders the very words that were
ordered before it, although a model would hardly find the same ones again, and pays nothing twice.
"""

from __future__ import annotations

from pathlib import Path

import structlog

from core.artifacts.keys import KeyInput, artefact_key
from core.errors import AppError, Cancelled, ContentRefused
from core.models import SceneScript
from core.providers.purpose import paying_for
from core.stages.build import Build

log = structlog.get_logger(__name__)


def kept_rewording(build: Build, clip_key: str) -> str:
    """The words that take the place of those of a refused clip; empty while there are none."""
    found = build.parts.store.get(
        "rewording", artefact_key("rewording", _inputs(clip_key)), lease=build.lease
    )
    return Path(found.path).read_text("utf-8") if found else ""


def reword(build: Build, scene: SceneScript, clip_key: str, prompt: str, refused: ContentRefused) -> str:
    """Other words for the prompt. Raises the refusal itself where they are not allowed or not to be had."""
    if not refused.may_reword:
        raise refused

    def ask(target: Path) -> dict[str, object]:
        with paying_for(build.purpose(scene)):
            target.write_text(build.parts.text.reworded(prompt, refused.message), "utf-8")
        return {"refused_because": refused.message}

    try:
        made = build.make("rewording", _inputs(clip_key), ".txt", ask)
    except Cancelled:
        raise
    except AppError as error:
        log.warning("rewording failed", kind=error.kind, message=error.message)
        raise refused from error
    log.info("prompt reworded", refused_because=refused.message)
    return Path(made.path).read_text("utf-8")


def _inputs(clip_key: str) -> dict[str, KeyInput]:
    return {"clip": clip_key}
