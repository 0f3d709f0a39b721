"""Google's voices: Cloud Text-to-Speech (`cloud`), and Gemini models that speak (`gemini`).

`voice_list` knows who can speak, `splitting` and `markup` prepare the text, `received` judges the
sound that comes back and makes one narration of it.
"""

from core.providers.speech.google.cloud import CloudVoices
from core.providers.speech.google.gemini import GeminiVoices

__all__ = ["CloudVoices", "GeminiVoices"]
