"""Scenery: the places a scene can be set in, each drawn in code as layers with depth."""

from __future__ import annotations

from collections.abc import Callable

from core.providers.video.animatic.layer import Layer
from core.providers.video.animatic.scenery import indoors, outdoors
from core.providers.video.animatic.scenery.setting import Setting

Build = Callable[[Setting], list[Layer]]

SCENERY: dict[str, Build] = {
    function.__name__: function
    for function in (
        *(outdoors.city, outdoors.hills, outdoors.sea, outdoors.garden),
        *(indoors.room, indoors.studio, indoors.ribbons, indoors.digital),
    )
}
"""Every backdrop by its name."""
