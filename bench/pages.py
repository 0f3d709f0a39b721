"""The web app with ten thousand videos: the server's time for a rerun of each page, and its memory.

A rerun is timed from the click's arrival until the page's last element is at the visitor, over
the very socket a browser uses; drawing it is the browser's own time and no part of it.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bench.server import Server, Visitor, serving
from core import bootstrap
from core.media.ffmpeg import Ffmpeg
from core.models import AspectRatio, GenerationRequest, GenerationResult, JsonDict, Platform
from core.settings import Settings
from core.storage.engine import open_engine
from core.storage.records import VideoStatus
from core.storage.tables import videos
from core.studio import Studio

VIDEOS, RERUNS, PLAYED, PLAYED_MB = 10_000, 15, 20, 10
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PLAYS_A_SECOND = "() => document.querySelector('video')?.currentTime > 1"
_TRADES = ("plumber", "bakery", "dentist", "gym", "florist", "garage", "school", "choir", "farm", "museum")
_OVER = (VideoStatus.DRAFT, VideoStatus.SCRIPTED, VideoStatus.FAILED, VideoStatus.CANCELLED)


def rows(folder: Path, runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    settings = Settings(data_dir=folder / "data")
    studio = bootstrap.open_studio(settings, takes_jobs=False)
    try:
        written = studio.create(GenerationRequest(prompt="A calm 20 second spot for a plumber"))
        studio.write_script(written)
        played = [_finished(studio, settings.outputs_dir, n) for n in range(PLAYED)]
    finally:
        studio.close()
    _insert_many(settings)
    with serving(settings.data_dir) as server:
        yield from _reruns(server, written, played[0], runs * RERUNS)
        yield from _playing(server, played)


def _reruns(server: Server, written: str, finished: str, times: int) -> Iterator[tuple[str, str]]:
    pages = {
        "Create": ("create", [""]),
        "Create, a finished video": ("create", [f"video={finished}"]),
        "Script, no video named": ("script_review", [""]),
        "Script": ("script_review", [f"video={written}"]),
        "Clips": ("clips", [f"video={written}"]),
        "History": ("history", [""]),
        "History, a video's own page": ("history", [f"video={finished}"]),
        "History, search, filter and pages": (
            "history",
            [f"search={_TRADES[n % 10]}+near&platform=TikTok&page={n % 7 + 1}" for n in range(times)],
        ),
        "Health, parts checked a moment ago": ("status", [""]),
    }
    for name, (page, queries) in pages.items():
        visitor = Visitor(server)
        visitor.run(page, queries[0])
        cpu_s = server.cpu_s
        taken = [visitor.run(page, queries[n % len(queries)]) for n in range(times)]
        visitor.close()
        cpu_ms = (server.cpu_s - cpu_s) / times * 1000
        median_ms, longest_ms = statistics.median(taken) * 1000, max(taken) * 1000
        figure = (
            f"{median_ms:.0f} ms median, {longest_ms:.0f} longest of {times}; {cpu_ms:.0f} ms of CPU each"
        )
        yield f"{name}, {VIDEOS:,} videos", figure


def _playing(server: Server, played: list[str]) -> Iterator[tuple[str, str]]:
    what = f"server memory while {PLAYED} videos of {PLAYED_MB} MB are played"
    if not CHROMIUM:
        yield what, "not measured: chromium is not installed"
        return
    from playwright.sync_api import sync_playwright

    sizes = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(bypass_csp=True)  # its waiting evaluates text
        for video_id in (played[0], *played):  # the first one twice: what a first visit loads is no growth
            page.goto(f"http://localhost:{server.port}/history?video={video_id}")
            page.wait_for_selector("video")
            page.eval_on_selector("video", "v => { v.muted = true; return v.play() }")
            page.wait_for_function(PLAYS_A_SECOND)
            sizes.append(server.resident_mb)
        browser.close()
    before, after = sizes[0], sizes[-1]
    halfway = sizes[PLAYED // 2]
    yield (
        what,
        f"{before:.0f} MB after the first, {halfway:.0f} after {PLAYED // 2}, {after:.0f} after {PLAYED}",
    )


def _finished(studio: Studio, outputs: Path, number: int) -> str:
    """A video with a script and with a film of its own that is as large as a real one."""
    prompt = f"A 20 second spot for a {_TRADES[number % 10]} on street {number}"
    video_id = studio.create(GenerationRequest(prompt=prompt, aspect_ratio=AspectRatio.SQUARE))
    studio.write_script(video_id)
    final = outputs / video_id / "final_video.mp4"
    final.parent.mkdir(parents=True)
    _noise(final, number)
    history = studio._parts.history
    history.finish_render(
        history.start_render(video_id, 1, {}),
        GenerationResult(video_id=video_id, success=True),
        final_path=f"outputs/{video_id}/{final.name}",
    )
    return video_id


def _noise(target: Path, seed: int) -> None:
    """Four seconds that cannot be made small."""
    source = f"testsrc2=size=540x540:rate=30:duration=4,noise=alls=80:allf=t:all_seed={seed}"
    bits = f"{PLAYED_MB * 2}M"
    args = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    rate = ["-b:v", bits, "-minrate", bits, "-maxrate", bits, "-bufsize", bits, "-movflags", "+faststart"]
    Ffmpeg().run([*args, *rate, target.name], cwd=target.parent)


def _insert_many(settings: Settings) -> None:
    """The rest of the ten thousand, straight into the table."""
    engine = open_engine(settings.database)
    now = datetime.now(UTC)
    with engine.begin() as connection:
        connection.execute(sa.insert(videos), [_row(n, now) for n in range(VIDEOS - PLAYED - 1)])
    engine.dispose()


def _row(number: int, now: datetime) -> JsonDict:
    platform = list(Platform)[number % len(Platform)]
    prompt = (
        f"A spot for the {_TRADES[number % 10]} near bridge {number}, warm and honest, for all who live there"
    )
    moment = now - timedelta(minutes=7 * number + 60)
    return {
        "video_id": f"bench{number}",
        "owner": "local",
        "title": prompt[:60],
        "search_text": prompt.casefold(),
        "status": _OVER[number % len(_OVER)],
        "request": GenerationRequest(prompt=prompt, platform=platform).model_dump(mode="json"),
        "platform": platform,
        "aspect_ratio": platform.aspect_ratio,
        "duration_s": 20.0,
        "cost_usd": number % 5 / 2,
        "created_at": moment,
        "updated_at": moment,
    }
