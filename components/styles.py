"""Style sheets that single pages add to the one of all pages."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent
GALLERY_STYLE = _FOLDER / "gallery.css"
SCENES_STYLE = _FOLDER / "scenes.css"
