"""The offline voice: espeak-ng through its C API, in a child process of its own.

`adapter` answers the port; `worker` is the child; `library` is the C side; `timing` finds
when each word sounds; `polish` makes the sound warmer.
"""

from core.providers.speech.espeak.adapter import Espeak

__all__ = ["Espeak"]
