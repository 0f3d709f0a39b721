"""Speakers that Chirp 3 HD and Gemini share, named after stars and moons; one name in every language.

Source: Google's lists of Chirp 3 HD voices and of Gemini's prebuilt voices, from general knowledge;
the live list of the service is asked first wherever there is one.
"""

from __future__ import annotations

STARS = {
    "Kore": "female",
    "Charon": "male",
    "Aoede": "female",
    "Puck": "male",
    "Leda": "female",
    "Orus": "male",
    "Zephyr": "female",
    "Fenrir": "male",
}
"""Name and gender, the most neutral first."""
