"""Fallback chains over the ports: when one model cannot, the next allowed one does, and it is said."""

from __future__ import annotations

from core.providers.chain.speech import SpeechChain
from core.providers.chain.steps import Step
from core.providers.chain.text import TextChain
from core.providers.chain.video import VideoChain

__all__ = ["SpeechChain", "Step", "TextChain", "VideoChain"]
