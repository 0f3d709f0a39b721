"""None: nothing is burnt in; the subtitle files are still cut like the quiet style's captions."""

from __future__ import annotations

from collections.abc import Iterator

from core.media.captions.styles.base import Drawing, Look, Style
from core.media.captions.styles.minimal import MINIMAL
from core.media.captions.track import Phrase


def _draw(_phrase: Phrase, _look: Look) -> Iterator[Drawing]:
    return iter(())


NONE = Style(MINIMAL.look, _draw)
