"""Camera moves: the closed vocabulary that prompts name and that the animatic performs.

A visual prompt is prose; exactly one of these moves is read out of it. The parser accepts
what cinematographers write (dolly in, crane up, truck left) and never fails.
"""

from __future__ import annotations

import re
from enum import StrEnum


class CameraMove(StrEnum):
    """What the camera does in a shot; the value is how a prompt names it."""

    PUSH_IN = "slow push in"
    PULL_BACK = "pull back"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    ORBIT = "orbit"
    HANDHELD = "handheld"
    STATIC = "static"


def camera_move(prompt: str) -> CameraMove:
    """The move named first in the prompt; `PUSH_IN` when it names none."""
    found = _ANY_MOVE.search(prompt.casefold())
    return CameraMove[found.lastgroup] if found and found.lastgroup else CameraMove.PUSH_IN


_LINK = r"(?:[ -](?:slowly|gently|smoothly|softly|camera|shot|the|to|from|towards?))*[ -]"
_TOWARDS = r"(?:push|dolly|dollies|zoom|creep|track|camera[ -]mov)\w*"
_AWAY = r"(?:pull|dolly|dollies|zoom|track|camera[ -]mov)\w*"
_SIDEWAYS = r"(?:pan|track|truck|slid|dolly|sweep|camera[ -]mov)\w*"
_VERTICAL = r"(?:tilt|crane|cranes|boom|pedestal|jib|camera[ -]mov)\w*"

_PATTERNS = {
    CameraMove.PUSH_IN: rf"{_TOWARDS}{_LINK}(?:in|into|closer|forwards?)\b",
    CameraMove.PULL_BACK: rf"{_AWAY}{_LINK}(?:back|backwards?|out)\b",
    CameraMove.PAN_LEFT: rf"{_SIDEWAYS}{_LINK}left\b(?![ -]to)|{_SIDEWAYS}{_LINK}right[ -]to[ -]left\b",
    CameraMove.PAN_RIGHT: rf"{_SIDEWAYS}{_LINK}right\b(?![ -]to)|{_SIDEWAYS}{_LINK}left[ -]to[ -]right\b",
    CameraMove.TILT_UP: rf"{_VERTICAL}{_LINK}(?:up|upwards?)\b|rising[ -]shot",
    CameraMove.TILT_DOWN: rf"{_VERTICAL}{_LINK}(?:down|downwards?)\b",
    CameraMove.ORBIT: r"orbit\w*|arc(?:s|ing)?[ -](?:shot|around)|circl(?:e|es|ing)[ -]around|360[ -]degree",
    CameraMove.HANDHELD: r"hand[ -]?held|shaky[ -]cam(?:era)?",
    CameraMove.STATIC: r"static\b(?! (?:noise|electric|cling))|locked[ -]?(?:off|down)|tripod|fixed camera",
}
_ANY_MOVE = re.compile("|".join(rf"(?P<{move.name}>\b(?:{text}))" for move, text in _PATTERNS.items()))
