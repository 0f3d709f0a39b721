"""Videos in the history: making, finding, renaming, deleting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput, NotFound
from core.models import AspectRatio, GenerationRequest, Platform, ProgressUpdate, Stage
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.storage.records import VideoSort, VideoStatus

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE_IDS = [
    "",
    " ",
    "../x",
    "a/b",
    "a" * 65,
    "vidéo",
    "-a",
    "a\n",
    "a\0",
    "a b",
    "\u202ea",
    "%",
    "a'--",
    ".",
]


class Clock:
    """A clock that is a minute later every time it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    migrate(engine)
    history = History(engine, clock=Clock())
    yield history
    history.close()


def brief(
    prompt: str = "A calm spot for a plumber", platform: Platform = Platform.TIKTOK
) -> GenerationRequest:
    return GenerationRequest(prompt=prompt, platform=platform)


def ids(history: History, **filters: object) -> list[str]:
    return [video.video_id for video in history.videos(**filters)]  # type: ignore[arg-type]


def test_a_new_video_is_a_draft_that_remembers_its_brief(history: History) -> None:
    request = GenerationRequest(
        prompt='Say "hi" \\ {\\an8} %{} 静 שלום 👩‍👧', platform=Platform.YOUTUBE, duration_s=30
    )
    made = history.create_video("video-1", request)
    assert made == history.video("video-1")
    assert made.request == request
    assert made.status is VideoStatus.DRAFT
    assert made.title == request.prompt
    assert (made.platform, made.aspect_ratio) == (Platform.YOUTUBE, AspectRatio.LANDSCAPE)
    assert (made.duration_s, made.cost_usd, made.owner) == (30, 0, "local")
    assert made.created_at == made.updated_at == NOON + timedelta(minutes=1)
    assert (made.poster_path, made.final_path, made.deleted_at) == (None, None, None)


def test_creating_the_same_video_again_changes_nothing(history: History) -> None:
    first = history.create_video("a", brief())
    assert history.create_video("a", brief()) == first
    assert history.count_videos() == 1


def test_an_id_is_taken_by_another_brief(history: History) -> None:
    history.create_video("a", brief())
    with pytest.raises(InvalidInput, match="taken by another video"):
        history.create_video("a", brief("Something else"))
    assert history.video("a").request == brief()


def test_an_id_is_taken_by_a_deleted_video_too(history: History) -> None:
    history.create_video("a", brief())
    history.delete("a")
    with pytest.raises(InvalidInput, match="deleted video") as caught:
        history.create_video("a", brief())
    assert "Restore" in caught.value.hint


USES: list[Callable[[History, str], object]] = [
    lambda history, video_id: history.create_video(video_id, brief()),
    lambda history, video_id: history.video(video_id),
    lambda history, video_id: history.rename(video_id, "x"),
    lambda history, video_id: history.delete(video_id),
    lambda history, video_id: history.restore(video_id),
    lambda history, video_id: history.script(video_id),
    lambda history, video_id: history.script_versions(video_id),
    lambda history, video_id: history.takes(video_id),
    lambda history, video_id: history.trim_take(video_id, "s1", "t", 1.0),
    lambda history, video_id: history.choose_take(video_id, "s1", None),
    lambda history, video_id: history.start_render(video_id, 1, {}),
    lambda history, video_id: history.last_render(video_id),
    lambda history, video_id: history.renders(video_id),
    lambda history, video_id: history.request_cancel(video_id),
    lambda history, video_id: history.cancel_requested(video_id),
    lambda history, video_id: history.progress(video_id),
    lambda history, video_id: history.operations(video_id),
    lambda history, video_id: history.begin_operation(
        "k", video_id=video_id, scene_id="s1", model="m", estimated_usd=1
    ),
]


@pytest.mark.parametrize("video_id", HOSTILE_IDS)
def test_what_cannot_be_an_id_is_refused_everywhere(history: History, video_id: str) -> None:
    for use in USES:
        with pytest.raises(InvalidInput, match="A video id is"):
            use(history, video_id)


def test_a_video_that_does_not_exist_is_not_found(history: History) -> None:
    for use in (history.video, history.delete, history.restore):
        with pytest.raises(NotFound, match="no video nobody"):
            use("nobody")
    with pytest.raises(NotFound):
        history.rename("nobody", "x")
    with pytest.raises(NotFound):
        history.set_progress(ProgressUpdate(video_id="nobody", stage=Stage.QUEUED, fraction=0))


def test_videos_come_newest_first_and_page_by_page(history: History) -> None:
    for name in "abcde":
        history.create_video(name, brief())
    assert ids(history) == ["e", "d", "c", "b", "a"]
    assert ids(history, limit=2) == ["e", "d"]
    assert ids(history, offset=4, limit=2) == ["a"]
    assert ids(history, offset=9) == []


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 1001}, {"offset": -1}, {"offset": 2**70}])
def test_a_page_that_cannot_be_is_refused(history: History, page: dict[str, int]) -> None:
    with pytest.raises(InvalidInput, match="page"):
        history.videos(**page)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (VideoSort.NEWEST, "cba"),
        (VideoSort.OLDEST, "abc"),
        (VideoSort.CHANGED, "acb"),
        (VideoSort.TITLE, "bac"),
        (VideoSort.LONGEST, "bca"),
        (VideoSort.COSTLIEST, "abc"),
    ],
)
def test_videos_can_be_sorted(history: History, sort: VideoSort, expected: str) -> None:
    for name, seconds, title in (("a", 10, "beta"), ("b", 30, "Alpha"), ("c", 20, "gamma")):
        history.create_video(name, GenerationRequest(prompt=title, duration_s=seconds))
    history.rename("a", "Beta")
    assert ids(history, sort=sort) == list(expected)


def test_search_finds_words_of_title_and_brief_in_any_case_and_script(history: History) -> None:
    history.create_video("a", brief("Новый САМОВАР für Grüße"))
    history.create_video("b", brief("A calm Plumber at 3 am"))
    history.rename("b", "Night shift")
    assert ids(history, search="самовар") == ["a"]
    assert ids(history, search="GRÜSSE") == ["a"]
    assert ids(history, search="gru\u0308ße") == ["a"]
    assert ids(history, search="PLUMBER night") == ["b"]
    assert ids(history, search="plumber самовар") == []
    assert ids(history, search="  \n") == ["b", "a"]
    assert history.count_videos(search="calm") == 1


@pytest.mark.parametrize("pattern", ["%", "_", "100%", "a_b", "/", "\\", "'", '"', "%' OR 1=1 --"])
def test_signs_that_mean_something_to_a_database_are_only_signs(history: History, pattern: str) -> None:
    history.create_video("plain", brief("Nothing special here"))
    history.create_video("with", brief(f"Signs {pattern} here"))
    assert ids(history, search=pattern) == ["with"]


@given(word=st.text(min_size=1, max_size=20))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_search_breaks_the_history(history: History, word: str) -> None:
    assert history.count_videos(search=word) == len(history.videos(search=word, limit=1000))


def test_filters_hold_together(history: History) -> None:
    history.create_video("a", brief(platform=Platform.TIKTOK))
    history.create_video("b", brief(platform=Platform.X), owner="ann")
    history.create_video("c", brief(platform=Platform.X))
    history.start_render("c", 1, {})
    assert ids(history, platform=Platform.X) == ["c", "b"]
    assert ids(history, status=VideoStatus.QUEUED) == ["c"]
    assert ids(history, platform=Platform.X, status=VideoStatus.DRAFT) == ["b"]
    assert ids(history, owner="ann") == ["b"]
    assert history.count_videos(platform=Platform.X) == 2


def test_since_counts_in_until_does_not_and_zones_are_understood(history: History) -> None:
    moments = [history.create_video(name, brief()).created_at for name in "abc"]
    assert ids(history, since=moments[1]) == ["c", "b"]
    assert ids(history, until=moments[1]) == ["a"]
    in_tokyo = moments[1].astimezone(timezone(timedelta(hours=9)))
    assert ids(history, since=in_tokyo, until=in_tokyo + timedelta(seconds=1)) == ["b"]


def test_renaming_cleans_the_title(history: History) -> None:
    history.create_video("a", brief())
    history.rename("a", "  Night\n\x07 shift {\\an8} 👩‍👧 ")
    assert history.video("a").title == "Night shift {\\an8} 👩‍👧"
    assert history.video("a").updated_at > history.video("a").created_at


@pytest.mark.parametrize("title", ["", "  ", "\x00\x07", "x" * 201])
def test_a_title_is_neither_empty_nor_endless(history: History, title: str) -> None:
    history.create_video("a", brief())
    with pytest.raises(InvalidInput, match="title"):
        history.rename("a", title)


def test_a_long_brief_gives_a_short_title(history: History) -> None:
    title = history.create_video("a", brief("word " * 700)).title
    assert title.endswith("word …") and len(title) <= 62
    assert len(history.create_video("b", brief("静" * 3000)).title) <= 62


def test_a_deleted_video_is_hidden_until_it_is_restored(history: History) -> None:
    history.create_video("a", brief())
    history.create_video("b", brief())
    history.delete("a")
    assert ids(history) == ["b"] and history.count_videos() == 1
    assert ids(history, deleted=True) == ["a"]
    with pytest.raises(NotFound):
        history.video("a")
    assert history.video("a", deleted=True).deleted_at is not None
    history.restore("a")
    assert ids(history) == ["b", "a"] and history.video("a").deleted_at is None


def test_forgetting_leaves_nothing_but_the_money(history: History) -> None:
    history.create_video("a", brief())
    history.start_render("a", 1, {})
    history.set_progress(ProgressUpdate(video_id="a", stage=Stage.CLIPS, fraction=0.5))
    history.begin_operation("k", video_id="a", scene_id="s1", model="veo", estimated_usd=2)
    history.forget_videos(["a"])
    assert ids(history) == ids(history, deleted=True) == []
    assert history.renders("a") == () and history.progress("a") is None
    assert history.operation("k").estimated_usd == 2
    assert history.create_video("a", brief("Another one")).status is VideoStatus.DRAFT


@pytest.mark.usefixtures("history")
def test_listing_thousands_of_videos_reads_only_a_page_of_an_index(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "app.sqlite") as database:
        for order in ("created_at", "updated_at"):
            query = f"SELECT * FROM videos WHERE deleted_at IS NULL ORDER BY {order} DESC LIMIT 24"
            plan = " ".join(row[-1] for row in database.execute(f"EXPLAIN QUERY PLAN {query}"))
            assert f"ix_videos_deleted_at_{order}" in plan
    database.close()


def test_progress_is_the_last_word_on_a_job(history: History) -> None:
    history.create_video("a", brief())
    assert history.progress("a") is None
    for fraction in (0.1, 0.7):
        update = ProgressUpdate(
            video_id="a",
            stage=Stage.CLIPS,
            fraction=fraction,
            message='"{\\an8}\n',
            scene_fractions={"s1": 0.5},
        )
        history.set_progress(update)
        assert history.progress("a") == update
