"""Where captions break: words that are too long, phrases, and the lines of a phrase.

Phrases break at sense: at the end of a sentence always, at commas and pauses of the voice
gladly, after a small word ("the", "um", "de") only where nothing else fits. All breaks of a narration
are chosen together, by dynamic programming over a cost, so no phrase is left with a lone rest.
Lines of a phrase are balanced: the widest line is as narrow as it can be. A line never holds one
lost word: such a phrase stands in one line, set a little smaller, or breaks elsewhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from core.media.captions.leaning import JOINING, LEANING
from core.media.captions.tokens import Token, graphemes, text_of
from core.models import Value

WidthOf = Callable[[str], float]
"""The width of a text at the style's full size, in pixels."""

_SENTENCE_ENDS = ".!?…。！？؟।"
_CLAUSE_ENDS = ",;:–—،؛、，；："
_CLOSERS = "\"'”’»)]}"
_PAUSE_S = 0.3
_LONG_PHRASE_S = 3.5
_SOFT_BREAKS = "/-_@:&=?.#"
_VOWELS = frozenset("aeiouyаеёиоуыэюяієїαεηιουω")
_HYPHENATES = ("LATIN", "CYRILLIC", "GREEK")
_SHORTEST_PART = 4
_IMPOSSIBLE = float("inf")
_SLIGHTLY = 0.78
"""The smallest scale at which a phrase is set in one line so that no word is lost in a second one."""
_ORPHAN, _LONE, _TORN_APART = 6.0, 3.0, 3.5
"""What a lost word in a line, a phrase of one short word, and a small word at the end cost: far more than
any unevenness, less than running on over the end of a sentence where nothing else is possible."""


class Measure(Value):
    """What fits: at most `max_words` a phrase, `max_lines` lines of `line_px`; `target_words` is liked."""

    line_px: float
    max_lines: int
    max_words: int
    target_words: int
    shrink: float
    """The smallest scale a phrase with a very long word may be set at."""


class _Best(NamedTuple):
    cost: float
    start: int


def cut_long_words(tokens: Sequence[Token], measure: Measure, width_of: WidthOf) -> list[Token]:
    """Words that do not fit a line even when set smaller, in parts that do; their time is shared."""
    room_px = measure.line_px / measure.shrink
    return [part for token in tokens for part in _parts(token, room_px, width_of)]


def phrases(tokens: Sequence[Token], measure: Measure, width_of: WidthOf) -> list[list[Token]]:
    """The tokens in groups that are shown together."""
    best = [_Best(0.0, 0)]
    for end in range(1, len(tokens) + 1):
        starts = range(max(0, end - measure.max_words), end)
        best.append(
            min(
                _Best(best[start].cost + _phrase_cost(tokens, start, end, measure, width_of), start)
                for start in starts
            )
        )
    groups: list[list[Token]] = []
    end = len(tokens)
    while end:
        groups.append(list(tokens[best[end].start : end]))
        end = best[end].start
    return groups[::-1]


def lines(tokens: Sequence[Token], measure: Measure, width_of: WidthOf) -> list[list[Token]]:
    """The tokens of a phrase in balanced lines; never more than two, never one lost word."""
    if measure.max_lines > 1 and not _fits_one_line(tokens, measure, width_of) and len(tokens) > 1:
        at = min(range(1, len(tokens)), key=lambda at: _split_cost(tokens, at, width_of))
        rows = [list(tokens[:at]), list(tokens[at:])]
        if not (_has_orphan(rows, width_of) and _fits_one_line(tokens, measure, width_of, _SLIGHTLY)):
            return rows
    return [list(tokens)]


def line_text(tokens: Sequence[Token]) -> str:
    """What a line shows, with the hyphen of a torn word at its end."""
    return text_of(tokens) + tokens[-1].hyphen


def _phrase_cost(tokens: Sequence[Token], start: int, end: int, measure: Measure, width_of: WidthOf) -> float:
    group = tokens[start:end]
    cost = _size_cost(group, measure, width_of) + _break_cost(tokens, end)
    if cost < _IMPOSSIBLE:
        cost += sum(_inside_cost(*pair) for pair in pairwise(group))
        cost += max(0.0, group[-1].end_s - group[0].start_s - _LONG_PHRASE_S)
    return cost


def _size_cost(group: Sequence[Token], measure: Measure, width_of: WidthOf) -> float:
    rows = lines(group, measure, width_of)
    if len(group) > 1 and not _fits(group, rows, measure, width_of):
        return _IMPOSSIBLE
    lone = _LONE if len(group) == 1 and len(group[0].text) < 9 else 0.0
    orphan = _ORPHAN if _has_orphan(rows, width_of) else 0.0
    smaller = max(0.0, max(width_of(line_text(row)) for row in rows) / measure.line_px - 1)
    return (len(group) / measure.target_words - 1) ** 2 + lone + orphan + 2 * smaller + 0.15 * (len(rows) - 1)


def _fits(
    group: Sequence[Token], rows: Sequence[Sequence[Token]], measure: Measure, width_of: WidthOf
) -> bool:
    """Whether every line has room; with a very long word among them, set smaller."""
    is_long = any(token.torn or width_of(token.drawn_text) > measure.line_px for token in group)
    is_smaller = measure.max_lines > 1 and len(rows) == 1
    room_px = measure.line_px / (measure.shrink if is_long else _SLIGHTLY if is_smaller else 1.0)
    return all(width_of(line_text(line)) <= room_px for line in rows)


def _fits_one_line(group: Sequence[Token], measure: Measure, width_of: WidthOf, scale: float = 1.0) -> bool:
    return width_of(line_text(group)) * scale <= measure.line_px and not any(
        token.torn for token in group[:-1]
    )


def _break_cost(tokens: Sequence[Token], end: int) -> float:
    """What a break after `tokens[end - 1]` costs."""
    last = tokens[end - 1]
    if last.torn:
        return 3.0
    if end == len(tokens) or _ends(last, _SENTENCE_ENDS):
        return 0.0
    if _ends(last, _CLAUSE_ENDS):
        return 0.1
    if tokens[end].start_s - last.end_s >= _PAUSE_S:
        return 0.2
    if _leans(last):
        return _TORN_APART
    return 0.3 if tokens[end].text.lower() in JOINING else 0.6


def _inside_cost(before: Token, after: Token) -> float:
    """What it costs to run on over this place."""
    if _ends(before, _SENTENCE_ENDS):
        return 4.0
    pause = 1.5 if after.start_s - before.end_s >= _PAUSE_S else 0.0
    return pause + (0.6 if _ends(before, _CLAUSE_ENDS) else 0.0)


def _split_cost(tokens: Sequence[Token], at: int, width_of: WidthOf) -> float:
    """The widest line, made worse by a lost word, a small word at the end, or a torn hyphen."""
    first, second = tokens[:at], tokens[at:]
    widths = width_of(line_text(first)), width_of(line_text(second))
    torn = sum(token.torn for token in (*first[:-1], *second[:-1]))
    leans = _leans(first[-1]) and len(tokens) > 2
    return max(widths) * (1 + 0.5 * _has_orphan((first, second), width_of) + 0.2 * leans + torn)


def _has_orphan(rows: Sequence[Sequence[Token]], width_of: WidthOf) -> bool:
    """A line of a single short word beside a longer line."""
    widths = sorted(width_of(line_text(row)) for row in rows)
    lone, total = min(map(len, rows)) == 1, sum(map(len, rows))
    return lone and total > 2 and len(rows) == 2 and widths[0] < 0.6 * widths[1]


def _ends(token: Token, signs: str) -> bool:
    return token.text.rstrip(_CLOSERS)[-1:] in signs if token.text.rstrip(_CLOSERS) else False


def _leans(token: Token) -> bool:
    """Whether a word belongs to the one after it: "the", "und", a number before its unit."""
    return token.text.lower() in LEANING or token.text.isdecimal()


def _parts(token: Token, room_px: float, width_of: WidthOf) -> list[Token]:
    if width_of(token.drawn_text) <= room_px:
        return [token]
    clusters = graphemes(token.text)
    if len(clusters) < 2:
        return [token]
    at = _cut(clusters)
    left, right = "".join(clusters[:at]), "".join(clusters[at:])
    middle_s = token.start_s + (token.end_s - token.start_s) * at / len(clusters)
    hyphen = "-" if _may_hyphenate(clusters[at - 1]) and _may_hyphenate(clusters[at]) else ""
    first = token.model_copy(update={"text": left, "end_s": middle_s, "torn": True, "hyphen": hyphen})
    second = token.model_copy(update={"text": right, "start_s": middle_s, "spaced": False})
    return _parts(first, room_px, width_of) + _parts(second, room_px, width_of)


def _cut(clusters: Sequence[str]) -> int:
    """The cluster before which a word is cut: near its middle, at a sign, else before a syllable."""
    middle = len(clusters) / 2
    places = range(min(_SHORTEST_PART, len(clusters) // 2), len(clusters) - _SHORTEST_PART + 1)

    def cost(at: int) -> float:
        kind = 0 if clusters[at - 1] in _SOFT_BREAKS else 1 if _starts_syllable(clusters, at) else 2
        return abs(at - middle) / len(clusters) + 0.15 * kind

    return min(places, key=cost, default=len(clusters) // 2)


def _starts_syllable(clusters: Sequence[str], at: int) -> bool:
    """A consonant before a vowel, after a consonant, as in `schiff|fahrt`; `ch`, `th`, `sch` stay whole."""
    before, here, after = (clusters[i].lower() for i in (at - 1, at, min(at + 1, len(clusters) - 1)))
    if [c.lower() for c in clusters[at : at + 3]] == ["s", "c", "h"]:
        return True
    if before == "s" and here == "c" and after == "h":
        return False
    return here not in _VOWELS and here != "h" and after in _VOWELS and before not in _VOWELS


def _may_hyphenate(cluster: str) -> bool:
    return cluster[0].isalpha() and unicodedata.name(cluster[0], "").startswith(_HYPHENATES)
