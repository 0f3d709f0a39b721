"""Word times for a voice that reports none.

A reader, a voice that does report them, speaks the same text. Both recordings are compared frame
by frame (`features`), the cheapest way to hear the reader's words in the real voice is found
(`path`, over the states of `reference`), and where that way passes from word to word is when the
words are spoken (`times`). `aligner` puts it together, and knows what to do when the reader cannot.
"""

from core.providers.speech.alignment.aligner import Aligner
from core.providers.speech.alignment.times import aligned, shared_by_length

__all__ = ["Aligner", "aligned", "shared_by_length"]
