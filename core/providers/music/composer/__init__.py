"""Music made by the product itself: a seeded bed for each mood, nothing to license.

`moods` say what each is made of, `form` fits bars into the asked seconds, `parts` write the notes,
`instruments` and `drums` play them, `mixing` places them in a room.
"""

from core.providers.music.composer.adapter import Composer
from core.providers.music.composer.moods import MOODS

__all__ = ["MOODS", "Composer"]
