"""The studio that all pages and the server share: opened once a process."""

from __future__ import annotations

from core import bootstrap
from core.operations.once import once
from core.settings import Role, load_settings
from core.studio import Studio

STUDIO = "studio"


def studio() -> Studio:
    """The one studio of this process. Raises AppError when it cannot open."""
    return once(STUDIO, _open)


def _open() -> Studio:
    settings = load_settings()
    bootstrap.start_logging(settings, quiet=False)
    return bootstrap.open_studio(settings, takes_jobs=settings.role is not Role.WEB)
