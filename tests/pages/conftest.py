"""Pages over a studio of their own.

    def test_a_video_can_be_renamed(studio: Studio, open_page: OpenPage) -> None:
        video_id = studio.create(read_request({"prompt": "A spot for a bakery"}))
        page = open_page("history.py", video=video_id)     # an AppTest that has run
        page.text_input(key="title").input("Bread").run()

`studio` films with `QuickVideo` (at once, 270x480) and leaves jobs in the queue;
`working_studio` does them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from streamlit.testing.v1 import AppTest

from components.services import STUDIO
from core.operations.once import forget, keep
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.queued_jobs import keep_jobs_waiting
from tests.studios import studio_in

ROUTER = Path(__file__).parents[2] / "components" / "router.py"


class OpenPage(Protocol):
    """Opens a page by its file name, with an address such as `video=ID`; an AppTest that has run."""

    def __call__(self, name: str = "create.py", **address: str) -> AppTest: ...


@pytest.fixture
def video_model() -> QuickVideo:
    """Who films for the page's studio; queue errors here."""
    return QuickVideo()


@pytest.fixture
def studio(tmp_path: Path, video_model: QuickVideo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """The studio of the pages; jobs are queued and stay so."""
    with studio_in(tmp_path, video=video_model) as opened:
        keep_jobs_waiting(opened, monkeypatch)
        keep(STUDIO, opened)
        yield opened
        forget(STUDIO)


@pytest.fixture
def working_studio(tmp_path: Path, video_model: QuickVideo) -> Iterator[Studio]:
    """The studio of the pages; jobs are done."""
    with studio_in(tmp_path, takes_jobs=True, video=video_model, film_with=lambda _: video_model) as opened:
        keep(STUDIO, opened)
        yield opened
        forget(STUDIO)


@pytest.fixture
def open_page() -> OpenPage:
    """Opens pages. Needs one of the studios."""

    def opened(name: str = "create.py", **address: str) -> AppTest:
        page = AppTest.from_file(ROUTER, default_timeout=60).run()
        page.switch_page(f"../pages/{name}")
        for key, value in address.items():
            page.query_params[key] = value
        return page.run()

    return opened
