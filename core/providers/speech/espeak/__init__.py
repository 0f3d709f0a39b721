"""The offline voice: espeak-ng through its C API, in a child process of its own.

`adapter` answers the port; `worker` is the child; `library` is the C side; `spoken` says what
is read aloud for each word of the text; `timing` finds when; `polish` makes the sound warmer.
"""

from core.providers.speech.espeak.adapter import Espeak

__all__ = ["Espeak"]
