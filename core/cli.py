"""The command line: JSON on stdout, everything for people on stderr.

Exit status 0: done. 1: it failed, the error is in the JSON. 2: bad input, one clear line.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import structlog
import typer

from core import bootstrap
from core.brief_options import takes_brief
from core.cli_output import complain, progress_bar, say
from core.cli_record import add_record_commands
from core.errors import AppError, InvalidInput
from core.intake import read_batch
from core.models import ErrorDetails, GenerationRequest, GenerationResult
from core.operations.children import end_process
from core.operations.logs import configure_logging, report_bug
from core.settings import Settings, load_settings
from core.studio import Studio

log = structlog.get_logger(__name__)

INTERRUPTED = 130
"""What shells report of a command that Ctrl-C ended."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Turn a brief into a finished short video.",
)

VideoIdArgument = Annotated[str, typer.Argument(metavar="ID", help="The video's id.")]
Json = Annotated[bool, typer.Option("--json", help="Nothing but JSON: no progress bar.")]
Scene = Annotated[int, typer.Option("--scene", help="The scene's number, from 1.")]
Ratio = Annotated[
    str | None, typer.Option("--aspect-ratio", help="9:16, 16:9, 1:1 or 4:5; else the brief's.")
]
IdOption = Annotated[str | None, typer.Option("--video-id", help="Name the video; the same id resumes it.")]
RetryUnknown = Annotated[
    bool,
    typer.Option(
        "--retry-unknown",
        help="Pay again for clips whose order has an unknown outcome: they may be paid twice.",
    ),
]
Logo = Annotated[
    Path | None,
    typer.Option("--logo", metavar="PICTURE", help="A picture that stands in an upper corner of the video."),
]
Output = Annotated[Path | None, typer.Option(help="Copy the finished files into this folder.")]


@app.command()
@takes_brief
def generate(
    request: GenerationRequest,
    video_id: IdOption = None,
    logo: Logo = None,
    retry_unknown: RetryUnknown = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Make a finished video from a brief; with the same --video-id, go on where it stopped."""
    with _studio(as_json) as studio:
        made_id = _created(studio, request, video_id, logo)
        result = _rendered(studio, made_id, as_json, retry_unknown=retry_unknown)
        _finish(result, studio, output, as_json)


@app.command()
@takes_brief
def script(
    request: GenerationRequest, video_id: IdOption = None, logo: Logo = None, as_json: Json = False
) -> None:
    """Write the script and stop."""
    with _studio(as_json) as studio:
        made_id = _created(studio, request, video_id, logo)
        say({"video_id": made_id, "script": studio.write_script(made_id)})


@app.command()
def show(video_id: VideoIdArgument, as_json: Json = False) -> None:
    """The video with its script, takes and last result."""
    with _studio(as_json) as studio:
        say(studio.describe(video_id))


@app.command()
def edit(
    video_id: VideoIdArgument,
    scene: Scene,
    narration: Annotated[str | None, typer.Option(help="What is said.")] = None,
    visual: Annotated[str | None, typer.Option(help="What is seen.")] = None,
    duration: Annotated[str | None, typer.Option(help="Seconds of this scene.")] = None,
    title: Annotated[str | None, typer.Option(help="The words set large in the picture.")] = None,
    transition: Annotated[str | None, typer.Option(help="cut, crossfade, dip or slide.")] = None,
    as_json: Json = False,
) -> None:
    """Change one scene; `render` then makes only what follows from the change."""
    changes = {
        "narration": narration,
        "visual_prompt": visual,
        "duration_s": duration,
        "on_screen_text": title,
        "transition": transition,
    }
    with _studio(as_json) as studio:
        edited = studio.edit_scene(video_id, scene, {k: v for k, v in changes.items() if v is not None})
        say({"video_id": video_id, "script": edited})


@app.command()
def regenerate(video_id: VideoIdArgument, scene: Scene, as_json: Json = False) -> None:
    """Film a scene again with another seed, and choose the new take."""
    with _studio(as_json) as studio:
        say({"video_id": video_id, "take": studio.regenerate(video_id, scene)})


@app.command()
def render(
    video_id: VideoIdArgument,
    aspect_ratio: Ratio = None,
    retry_unknown: RetryUnknown = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Make the video from its script as it is now."""
    with _studio(as_json) as studio:
        result = _rendered(studio, video_id, as_json, aspect_ratio=aspect_ratio, retry_unknown=retry_unknown)
        _finish(result, studio, output, as_json)


@app.command()
def resume(
    video_id: VideoIdArgument,
    retry_unknown: RetryUnknown = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Go on with a video that was stopped or failed; nothing finished is made again."""
    with _studio(as_json) as studio:
        result = _rendered(studio, video_id, as_json, retry_unknown=retry_unknown)
        _finish(result, studio, output, as_json)


@app.command()
def cancel(video_id: VideoIdArgument, as_json: Json = False) -> None:
    """Stop a running job, in whichever process it runs."""
    with _studio(as_json) as studio:
        say({"video_id": video_id, "cancelled": studio.cancel(video_id)})


@app.command()
@takes_brief
def estimate(request: GenerationRequest, as_json: Json = False) -> None:
    """What the video would cost, item by item, before anything is paid."""
    with _studio(as_json) as studio:
        say(studio.estimate(request))


@app.command()
def batch(
    file: Annotated[Path, typer.Argument(help="A .csv or .jsonl of briefs.")], as_json: Json = False
) -> None:
    """Make a video of every line; one line of JSON a result, a failing one does not stop the rest."""
    briefs = read_batch(file)
    with _studio(as_json) as studio:
        for (_, request), fit in zip(briefs, studio.schedule([r for _, r in briefs]), strict=True):
            if fit.limit is not None:
                when = f"from {fit.starts_at:%d %b %H:%M} UTC on" if fit.starts_at else "never"
                complain(f"“{request.prompt[:40]}” fits into the {fit.limit.id} limit {when}.")
        failed = False
        for video_id, request in briefs:
            try:
                made_id = studio.create(request, video_id)
                result = _rendered(studio, made_id, as_json, is_batch=True)
            except AppError as error:
                result = _failure(error, video_id or "")
            failed = failed or not result.success
            say(result, indent=None)
        if failed:
            raise typer.Exit(1)


@app.command()
def history(
    search: Annotated[str, typer.Option(help="Words in title or prompt.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: Json = False,
) -> None:
    """The videos made so far, the newest first."""
    with _studio(as_json) as studio:
        say(studio.videos(search=search, limit=limit))


@app.command()
def export(file: Annotated[Path, typer.Argument(help="A new file.")], as_json: Json = False) -> None:
    """Write the whole history into a file, to be read by `import` on another database."""
    with _studio(as_json) as studio:
        say({"file": file, "rows": studio.write_history(file)})


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="What `export` wrote.")], as_json: Json = False
) -> None:
    """Add the history of such a file; what is there already stays as it is."""
    with _studio(as_json) as studio:
        say({"file": file, "rows": studio.read_history(file)})


@app.command()
def garbage(
    days: Annotated[int, typer.Option(min=1, help="Keep what is younger.")] = 30,
    delete: Annotated[
        bool, typer.Option("--delete", help="Remove it; without this it is only counted.")
    ] = False,
    as_json: Json = False,
) -> None:
    """What nothing names any more in the storage that machines share."""
    with _studio(as_json) as studio:
        found = studio.garbage(days, remove=delete)
        say({"files": len(found.names), "size_bytes": found.size_bytes, "removed": delete})


@app.command()
def health(as_json: Json = False) -> None:
    """The state of each part, with what to do about a bad one. Exit status 1 if one is bad."""
    with _studio(as_json) as studio:
        checks = studio.health()
        say(checks)
        if not all(check.ok for check in checks):
            raise typer.Exit(1)


@app.command()
def worker(as_json: Json = False) -> None:
    """Take jobs from the queue until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _studio(as_json, takes_jobs=True) as studio:
        studio.serve_own_metrics()
        log.info("worker is ready")
        stop.wait()
        studio.leave()


@app.command()
def settings(as_json: Json = False) -> None:
    """The settings in force, secrets masked."""
    say(_settings(as_json).model_dump(mode="json"))


def main() -> NoReturn:
    """Run the command line; every error ends in one line on stderr and the right exit status."""
    configure_logging(None, level="error")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # both mean: stop, and go on another time
    try:
        status = app(standalone_mode=False)
    except InvalidInput as error:
        _fail(error, 2)
    except AppError as error:
        _fail(error, 1)
    except typer.TyperException as error:
        _fail(InvalidInput(_usage(error), "See --help."), 2)
    except Exception as error:
        number = report_bug(error)
        _fail(AppError("Something went wrong inside the program.", f"Look for {number} in the log."), 1)
    sys.exit(status if isinstance(status, int) else 0)


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the options, as one line."""
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    return " ".join(said.split())


def _created(studio: Studio, request: GenerationRequest, video_id: str | None, logo: Path | None) -> str:
    """The video's id. Raises InvalidInput, also for a logo that is no picture."""
    if logo is None:
        return studio.create(request, video_id)
    try:
        with logo.open("rb") as picture:
            return studio.create(request, video_id, logo=(logo.name, picture))
    except OSError as error:
        raise InvalidInput(f"The logo {logo} cannot be read: {error.strerror}.", "Check its path.") from error


def _rendered(studio: Studio, video_id: str, as_json: bool, **wishes: Any) -> GenerationResult:
    """The video's result; `wishes` are those of `Studio.render`."""
    with progress_bar(as_json) as show_progress:
        return studio.render(video_id, on_progress=show_progress, **wishes)


def _finish(result: GenerationResult, studio: Studio, output: Path | None, as_json: bool) -> None:
    if result.success and output is not None:
        result = studio.export(result, output)
    say(result)
    if not result.success:
        if result.error_details is not None:
            complain(result.error_details.message, result.error_details.hint)
        raise typer.Exit(1)
    if sys.stderr.isatty() and not as_json:
        stats = result.generation_stats
        complain(f"Done in {stats.generation_time_s:.0f} s: {result.final_video_path}")


def _settings(as_json: bool) -> Settings:
    loaded = load_settings()
    bootstrap.start_logging(loaded, quiet=as_json or sys.stderr.isatty())
    return loaded


@contextlib.contextmanager
def _studio(as_json: bool, *, takes_jobs: bool = False) -> Iterator[Studio]:
    studio = bootstrap.open_studio(_settings(as_json or not takes_jobs), takes_jobs=takes_jobs)
    try:
        yield studio
    except KeyboardInterrupt:
        _stop_here()
    except BaseException:
        studio.close()
        raise
    studio.close()


def _failure(error: AppError, video_id: str = "") -> GenerationResult:
    details = ErrorDetails(kind=error.kind, message=error.message, hint=error.hint, retryable=error.retryable)
    return GenerationResult(video_id=video_id, success=False, error_details=details)


def _fail(error: AppError, status: int) -> NoReturn:
    complain(error.message, error.hint)
    with contextlib.suppress(BrokenPipeError):
        say(_failure(error))
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    sys.exit(status)


def _stop_here() -> NoReturn:
    """A person or the system asked to stop: at once, since jobs survive that."""
    stopped = AppError("Stopped.", "Run the same command with its --video-id to go on.")
    complain(stopped.message, stopped.hint)
    say(_failure(stopped))
    sys.stderr.flush()
    end_process(INTERRUPTED)


add_record_commands(app, _studio, say)
