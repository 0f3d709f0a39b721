"""Health: the state of each part, the queue, the cache and the versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import StorageError
from core.health import Checks, HealthCheck
from core.intake import read_request
from core.studio import Studio
from core.studio.checkup import Checkup
from tests.pages.conftest import OpenPage
from tests.room import FakeMachine


def test_a_healthy_studio_says_so_part_by_part(studio: Studio, open_page: OpenPage) -> None:
    page = open_page("health.py")
    assert not page.exception
    assert page.success[0].value == "All 15 parts work."
    said = "\n".join(box.value for box in page.markdown)
    for part in ("Data folder", "Database", "Video tool", "Script writer", "Pictures", "Voice", "Captions"):
        assert f"**{part}**" in said
    assert studio.cache().limit_bytes == 10_000_000_000


def test_a_bad_part_comes_first_with_what_to_do(studio: Studio, open_page: OpenPage) -> None:
    wishes, machine = studio._parts.settings.model_copy(update={"min_free_disk_gb": 5.0}), FakeMachine()
    machine.has(free_disk_gb=1.0)
    parts = replace(studio._parts, settings=wishes, machine=machine)
    studio._checkup = Checkup(Checks(parts, studio._engine).all)
    page = open_page("health.py")
    assert page.warning[0].value == "1 of 15 parts need attention."
    said = [box.value for box in page.markdown]
    assert any("Free some space" in line for line in said)
    names = [line for line in said if line.startswith(":material/") and line.endswith("**")]
    assert names[0].endswith("**Disk**")


def test_what_was_found_a_moment_ago_is_shown_again_with_its_age(studio: Studio, open_page: OpenPage) -> None:
    now_s, found = [100.0], []

    def check() -> tuple[HealthCheck, ...]:
        found.append(HealthCheck(name="disk", ok=True, detail=f"look {len(found) + 1}"))
        return (found[-1],)

    studio._checkup = Checkup(check, clock=lambda: now_s[0])

    page = open_page("health.py")
    assert said_of_parts(page) == ["look 1"]

    now_s[0] += 9
    assert said_of_parts(page.run()) == ["look 1", "Checked 9 s ago."]

    page.button(key="check").click().run()
    assert said_of_parts(page) == ["look 2"]

    now_s[0] += 16
    assert said_of_parts(page.run()) == ["look 3"]


def said_of_parts(page: AppTest) -> list[str]:
    return [box.value for box in page.main.caption if box.value.startswith(("look", "Checked"))]


def test_a_check_that_cannot_run_is_told_and_the_page_stays(studio: Studio, open_page: OpenPage) -> None:
    page = open_page("health.py")

    def fail() -> tuple[HealthCheck, ...]:
        raise StorageError("The disk is gone.", "Plug it in.")

    studio._checkup = Checkup(fail)
    page.button(key="check").click().run()
    assert page.toast[0].value.startswith("The disk is gone\\.")
    assert page.metric


def test_the_queue_counts_what_waits_and_the_sidebar_names_it(studio: Studio, open_page: OpenPage) -> None:
    video_id = studio.create(read_request({"prompt": "A spot for a bakery"}))
    studio._parts.history.start_render(video_id, 1, {})
    page = open_page("health.py")
    numbers = {metric.label: metric.value for metric in page.metric}
    assert numbers["Waiting"] == "1"
    assert numbers["Being made"] == "0"
    assert any("Waiting for its turn" in box.value for box in page.sidebar.caption)


def test_clearing_the_cache_says_what_was_freed(studio: Studio, open_page: OpenPage) -> None:
    studio.voice_sample("en-us-f")
    assert studio.cache().entries == 1
    page = open_page("health.py")
    page.button(key="clear").click().run()
    assert page.toast[0].value.startswith("The cache is cleared")
    assert studio.cache().entries == 0


@pytest.mark.usefixtures("studio")
def test_the_versions_name_the_models_and_the_libraries(open_page: OpenPage) -> None:
    table = open_page("health.py").dataframe[0].value
    assert {"script", "film", "voice", "music", "python", "streamlit"} <= set(table["part"])
    assert "not installed" not in set(table["version"])
