"""Small words that lean on the word after them: an editor never ends a line with one.

Articles, prepositions, conjunctions, pronouns and auxiliaries of the languages the product
writes itself, and the commonest of a few more. One set serves all of them, since a caption
does not know its language and a wrong guess costs no more than a slightly worse break.
"""

from __future__ import annotations

_LEANING = (
    # English
    "a an the and or but nor of to in on at for with from by as than is are was were be your my our their "
    "his her its this that these those if when who which not no i you he she it we they "
    # German
    "der die das den dem des ein eine einen einem einer und oder aber von zu zum zur im auf für mit aus bei "
    "nach um wie ist sind dein deine ihr ihre mein meine unser unsere sich ich du er sie es wir nicht kein "
    # Spanish, Portuguese, Italian
    "el la los las un una unos unas y o u pero de del al en con por para sin su sus tu tus mi que se lo "
    "os uma e ou mas do da dos das em na nos com seu sua um il gli le i uno ma di della dello dei nel nella "
    "per non è che suo "
    # French
    "et une des du au aux dans avec pour par sans sur sa ses ta tes mon ma mes votre vos notre qui "
    "est ce cette ces je il elle nous vous ils ne pas "
    # Dutch, Polish, Turkish
    "het een en maar te op aan voor met uit bij naar w z na od po za oraz ve bir bu "
    # Russian, Greek
    "и а но в на с к о от до по за из для не ο η το και με σε για"
)
_JOINING = (
    "and or but because so und oder aber weil y o pero porque et ou mais car e ma perché mas en maar omdat "
    "oraz ale ve ama и но а και αλλά"
)
LEANING = frozenset(_LEANING.split())
JOINING = frozenset(_JOINING.split())
"""Words that a line likes to begin with."""
