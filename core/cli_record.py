"""Commands about what is kept: the audit log examined and taken away, content deleted for good."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer

from core.artifacts.failures import storage_failures
from core.errors import InvalidInput
from core.studio import Studio

Open = Callable[[bool], AbstractContextManager[Studio]]
Say = Callable[[Any], None]
Json = Annotated[bool, typer.Option("--json", help="Nothing but JSON.")]


def add_record_commands(app: typer.Typer, studio: Open, say: Say) -> None:
    """`audit verify`, `audit export` and `forget`."""
    app.add_typer(_audit(studio, say), name="audit")
    _add_forget(app, studio, say)


def _audit(studio: Open, say: Say) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="Who did what: examine the audit log, or take it away.")

    @app.command()
    def verify(
        anchor: Annotated[
            list[str] | None,
            typer.Option(help="NUMBER:HASH of an entry, as an earlier `audit verify` or the log said."),
        ] = None,
        as_json: Json = False,
    ) -> None:
        """Whether the log is as it was written. Exit status 1 if not; keep the `head` somewhere else."""
        anchors = dict(map(_anchor, anchor or ()))
        with studio(as_json) as opened:
            verdict = opened.verify_audit(anchors)
        say({"whole": verdict.is_whole, **verdict.model_dump(mode="json")})
        if not verdict.is_whole:
            raise typer.Exit(1)

    @app.command()
    def export(file: Annotated[Path, typer.Argument(help="A new .csv file.")], as_json: Json = False) -> None:
        """Write all entries into a table."""
        with studio(as_json) as opened, storage_failures("Writing the audit log"):
            try:
                with file.open("x", encoding="utf-8", newline="") as table:
                    table.write(opened.audit_csv())
            except FileExistsError as error:
                raise InvalidInput(f"The file {file} is there already.", "Name another one.") from error
            say({"file": file, "entries": opened.count_audit_entries()})

    return app


def _add_forget(app: typer.Typer, studio: Open, say: Say) -> None:
    @app.command()
    def forget(
        video_id: Annotated[str, typer.Option("--video", help="A video's id.")] = "",
        person: Annotated[str, typer.Option(help="All of this person's videos.")] = "",
        really: Annotated[
            bool, typer.Option("--really", help="Delete it; without this it is only told what would go.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Delete a video, or all of a person's, for good, with everything that was made for it."""
        if bool(video_id) == bool(person):
            raise InvalidInput("Name either a video or a person.", "Use --video ID or --person ID.")
        with studio(as_json) as opened:
            if video_id:
                say((opened.forget if really else opened.would_forget)(video_id))
            else:
                say((opened.forget_person if really else opened.would_forget_person)(person))


def _anchor(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 12 and len(digest) == 64):
        raise InvalidInput(
            f"{text!r:.80} is no anchor.", "It looks like 12:0f3a…, a number and 64 hex digits."
        )
    return int(number), digest
