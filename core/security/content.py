"""What is refused before it costs anything, and what is only pointed out.

`content.toml` holds the plain cases, in the six languages that the offline writer speaks: few
patterns that ordinary briefs never meet. They are no judge of everything; the models' own filters
stand behind them. Instructions to the writing model are no offence: people are told that they
count as part of the subject, for the prompts fence in whatever people wrote.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from core.errors import ContentRefused
from core.models import GenerationRequest
from core.security.wording import Wording

_FILE = Path(__file__).with_name("content.toml")
_FENCE = re.compile(
    r"</?\s*(?:brief|draft|script|wish|prompt|reason|system|assistant|user)\s*>", re.IGNORECASE
)


def check_content(*texts: str) -> None:
    """Raises ContentRefused for what is not made for anybody."""
    for text in texts:
        for wording in _wordings()["refused"]:
            if wording.is_in(text):
                raise ContentRefused(
                    f"This is not made here: {wording.says}.", "Nothing was charged. Describe something else."
                )


def check_brief(request: GenerationRequest) -> None:
    """The same for all that a brief says."""
    check_content(request.prompt, request.call_to_action, request.audience, request.tone)


def is_instruction(text: str) -> bool:
    """Whether a brief reads like orders to the writing model instead of a subject."""
    return bool(_FENCE.search(text)) or any(wording.is_in(text) for wording in _wordings()["flagged"])


@cache
def _wordings() -> dict[str, tuple[Wording, ...]]:
    kinds = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: tuple(map(Wording.model_validate, wordings)) for kind, wordings in kinds.items()}
