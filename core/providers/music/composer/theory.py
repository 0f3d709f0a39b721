"""Scales, chords and pitches, equal-tempered at A4 = 440 Hz."""

from __future__ import annotations

from enum import Enum

NOTE_NAMES = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")


class Scale(Enum):
    """Seven steps in semitones above the tonic."""

    MAJOR = (0, 2, 4, 5, 7, 9, 11)
    LYDIAN = (0, 2, 4, 6, 7, 9, 11)
    DORIAN = (0, 2, 3, 5, 7, 9, 10)
    MINOR = (0, 2, 3, 5, 7, 8, 10)

    def degree(self, number: int) -> int:
        """Semitones above the tonic of degree 1, 2, ...; 8 is the octave."""
        octave, step = divmod(number - 1, 7)
        return 12 * octave + int(self.value[step])


def chord(scale: Scale, root_degree: int, size: int) -> tuple[int, ...]:
    """A chord of `size` notes in thirds on a degree: 3 is a triad, 4 a seventh, 5 a ninth."""
    return tuple(scale.degree(root_degree + 2 * third) for third in range(size))


def close_voicing(tonic: int, notes: tuple[int, ...], lowest_midi: int) -> tuple[int, ...]:
    """The chord's notes within the octave above `lowest_midi`, so that voices move little between chords."""
    return tuple(sorted({lowest_midi + (tonic + note - lowest_midi) % 12 for note in notes}))


def hertz(midi: int) -> float:
    """Frequency of a MIDI note; 69 is A4."""
    return float(440.0 * 2 ** ((midi - 69) / 12))
