"""The app with a video model that refuses some scenes: `python -m tests.browser.refusing --server.port=N`."""

from __future__ import annotations

from components.services import STUDIO
from core import bootstrap
from core.errors import ContentRefused
from core.operations.once import keep
from core.providers.video.animatic import Animatic
from core.providers.video.base import ClipRequest
from core.settings import load_settings
from tests.browser.quick import serve

REFUSED = "with a famous logo"


class Refusing(Animatic):
    """Films as ever, but no scene whose description says so."""

    def submit(self, request: ClipRequest) -> str:
        if REFUSED in request.prompt:
            raise ContentRefused(
                "The video model refused the scene: it shows a brand.", "Describe it without."
            )
        return super().submit(request)


def main() -> None:
    settings = load_settings()
    bootstrap.start_logging(settings, quiet=False)
    keep(STUDIO, bootstrap.open_studio(settings, takes_jobs=True, video=Refusing()))
    serve()


if __name__ == "__main__":
    main()
