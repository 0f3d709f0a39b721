"""A job that waits for room on the machine: the page says what is short, and a person may go on anyway."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from components.errors import literal
from core.intake import read_request
from core.models import ErrorDetails
from core.storage.records import VideoStatus
from core.studio import Studio
from tests.pages.conftest import OpenPage

SHORT = ErrorDetails(
    kind="MachineShort",
    message="Memory is short: 0.9 GB are free, 1.5 GB are wanted.",
    hint="Close other programs, or lower VVG_MIN_FREE_MEMORY_GB.",
    retryable=True,
)


def test_what_is_short_and_what_to_do_is_shown_and_a_person_may_go_on_anyway(
    studio: Studio, open_page: OpenPage
) -> None:
    video_id = studio.create(read_request({"prompt": "A spot for a bakery"}))
    render_id = studio.start(video_id)
    studio._parts.history.render_waits(render_id, datetime.now(UTC) + timedelta(seconds=30), SHORT)
    page = open_page("create.py", video=video_id)
    assert not page.exception
    assert page.info[0].value == literal(f"{SHORT.message} {SHORT.hint}")
    assert any("as soon as there is room" in box.value for box in page.markdown)
    assert any("Waits for room on the machine" in box.value for box in page.sidebar.caption)
    keys = [button.key for button in page.button]
    assert not any(str(key).startswith("at_limit") for key in keys), "money is no way out of it"
    page.button(key="start_anyway").click().run()
    again = studio._parts.history.last_render(video_id)
    assert again is not None and again.render_id != render_id
    assert again.status is VideoStatus.QUEUED and again.options["despite_shortage"] is True
