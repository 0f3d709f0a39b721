"""Where machines share a storage, a browser sends footage straight to it, and shows how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.artifacts.vault import Vault
from core.intake import read_request
from tests.browser.server import Server
from tests.browser.steps import PLUMBER, rested
from tests.browser.tabs import Tabs
from tests.fakes.object_storage import amazon_endpoint as amazon_endpoint
from tests.media_samples import make_clip
from tests.studios import studio_in


@pytest.fixture(scope="module")
def storage(amazon_endpoint: str) -> Iterator[Vault]:
    """A bucket; the server, which is started after this, uses it."""
    here = amazon_endpoint.replace("127.0.0.1", "localhost")
    given = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL": here}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (given | {"VVG_STORAGE_URL": "s3://team/files"}).items():
            patch.setenv(name, value)
        Vault("s3://team")._files.mkdir("team")
        yield Vault("s3://team/files")


@pytest.fixture
def video_id(server: Server) -> str:
    """A video with a script."""

    def furnish() -> str:
        with studio_in(server.folder) as studio:
            made = studio.create(read_request({"prompt": PLUMBER}))
            studio.write_script(made)
            return made

    with ThreadPoolExecutor() as aside:  # the browser has an event loop in this thread, the studio wants none
        return aside.submit(furnish).result()


def test_footage_goes_straight_to_the_storage_and_into_the_scene(
    storage: Vault, server: Server, tabs: Tabs, video_id: str, tmp_path: Path
) -> None:
    page = tabs.open(f"{server.url}/clips?video={video_id}")
    page.get_by_role("button", name="Use your own").first.click()
    page.locator(".drop input[type=file]").first.set_input_files(make_clip(tmp_path / "own.mp4", seconds=3))
    page.get_by_role("button", name="Another file").wait_for()
    assert len(list(storage.stored("incoming"))) == 1
    page.get_by_role("button", name="Show it in scene 1").click()
    page.get_by_text("Your footage is in use").wait_for()
    rested(page)
    assert list(storage.stored("incoming")) == []


def test_a_file_that_cannot_be_used_is_refused_before_it_is_sent(
    storage: Vault, server: Server, tabs: Tabs, video_id: str, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no film")
    page = tabs.open(f"{server.url}/clips?video={video_id}")
    page.get_by_role("button", name="Use your own").first.click()
    page.locator(".drop input[type=file]").first.set_input_files(tmp_path / "notes.txt")
    page.get_by_text("This kind of file cannot be used as a clip").wait_for()
    page.get_by_role("button", name="Choose again").click()
    page.get_by_role("button", name="Choose a file").wait_for()
    assert list(storage.stored("incoming")) == []
