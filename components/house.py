"""The settings and the one studio of this process, as nobody in particular gets them.

What runs for a visitor takes `services.studio()` instead; this is for the server itself, and for routes
that say for whom they ask.
"""

from __future__ import annotations

from core import bootstrap
from core.operations.once import once
from core.settings import Role, Settings, load_settings
from core.studio import Studio

SETTINGS, STUDIO = "settings", "studio"


def settings() -> Settings:
    """The settings in force, read once. Raises InvalidInput."""
    return once(SETTINGS, load_settings)


def opened() -> Studio:
    """The studio, opened at the first wish. Raises AppError when it cannot open."""
    in_force = settings()
    return once(STUDIO, lambda: _open(in_force))


def _open(in_force: Settings) -> Studio:
    bootstrap.start_logging(in_force, quiet=False)
    return bootstrap.open_studio(in_force, takes_jobs=in_force.role is not Role.WEB)
