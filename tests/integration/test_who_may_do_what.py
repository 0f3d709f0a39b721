"""Who may do what: every action of the studio is tried as every role, on own and on others' videos.

What is allowed really runs, so actions are asked for what costs nothing: a scene that is not there,
a file of no kind. Whatever comes back but NotAllowed has passed the door.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.artifacts.incoming import Ticket
from core.errors import AppError, NotAllowed
from core.intake import read_request
from core.models import AspectRatio, CaptionStyle, GenerationResult, Mood, Platform
from core.providers.meter import PaidCall
from core.providers.model_card import ModelKind
from core.providers.purpose import paying_for
from core.security.identity import Identity
from core.security.people import NOBODY, Person, Role, acting_as
from core.storage.records import VideoRecord
from core.studio import Studio
from core.studio.permissions import RULES
from tests.fakes.models import QuickVideo
from tests.queued_jobs import keep_jobs_waiting
from tests.studios import studio_in

ME, SOMEBODY = "me@acme.com", "somebody@acme.com"
BRIEF = read_request({"prompt": "A spot for a bakery"})
NO_FILE = io.BytesIO(b"")
NONE, VIEWER, CREATOR, APPROVER, ADMIN = Role

WITHOUT_A_VIDEO: dict[Role, dict[str, tuple[Any, ...]]] = {
    NONE: {"may": ("delete",), "recognise": (Identity(email=SOMEBODY),), "readiness": ()},
    VIEWER: {
        "videos": (),
        "count_videos": (),
        "active_jobs": (),
        "meters": (),
        "go_on_with_due": (),
        "signed": ("/x",),
        "may_see": ("/x", "1", "k"),
        "would_forget_person": (ME,),
    },
    CREATOR: {
        "create": (BRIEF, "../not an id"),
        "estimate": (BRIEF,),
        "outlook": ({}, {}),
        "schedule": ([],),
        "voices": (),
        "video_choices": (),
        "voice_sample": ("no such voice",),
        "music_sample": (Mood.CALM,),
        "caption_sample": (CaptionStyle.NONE, Platform.TIKTOK, AspectRatio.SQUARE),
        "standings": (),
        "closed_windows": (),
        "alerts_since": (datetime.now(UTC),),
        "usage": (1,),
        "charges": (1,),
        "ledger_csv": (1,),
        "titles": ([],),
        "unknowns": (),
        "takes_large_files": (),
        "admit_footage": ("x.txt", 1),
        "arrived": (Ticket(ticket="0" * 32, size_bytes=1), 0),
        "health": (),
        "latest_health": (),
        "cache": (),
        "program_versions": (),
    },
    APPROVER: {
        "settle_unknown": ("no such order", {"was_charged": False}),
        "approvals": (),
        "approve": ("nobody",),
    },
    ADMIN: {
        "audit_entries": (),
        "count_audit_entries": (),
        "audit_actions": (),
        "audit_csv": (),
        "verify_audit": (),
        "clear_cache": (),
        "metrics": (),
        "own_metrics": (),
        "may_read_metrics": ("", "", {"is_forwarded": False}),
        "serve_own_metrics": (),
        "ask_again": ("veo",),
        "export": (GenerationResult(video_id="x", success=True), Path("/nowhere")),
        "write_history": (Path("/nowhere/at all"),),
        "read_history": (Path("/nowhere/at all"),),
        "garbage": (1,),
        "purge_due": (),
        "members": (),
        "give_role": ("no address", CREATOR),
    },
}
"""By the least role that may: actions, and what they are asked with."""

LOOKING: dict[str, tuple[Any, ...]] = {
    "video": (),
    "describe": (),
    "quality": (),
    "published_file": ("final_video.mp4",),
    "published_files": (),
    "published_link": ("final_video.mp4",),
    "packed": (),
    "download": ("final_video.mp4",),
    "script": (),
    "versions": (),
    "standing": (),
    "storyboard": (99,),
    "storyboard_names": (),
    "price": (),
    "scene_takes": (),
    "scene_still": ("no such take",),
    "pictures_taken": (),
    "changes": (),
    "posters": (),
    "job": (),
    "progress": (),
    "is_active": (),
    "last_result": (),
    "last_preview": (),
    "unknown_clips": (),
    "approval": (),
    "watch": ("no such render",),
}
CHANGING: dict[str, tuple[Any, ...]] = {
    "write_script": (),
    "edit_scene": (99, {"narration": "x"}),
    "add_scene": (99,),
    "duplicate_scene": (99,),
    "delete_scene": (99,),
    "move_scene": (99, 1),
    "rewrite": ("",),
    "fit_to_voice": (),
    "pacing": (),
    "undo": (),
    "redo": (),
    "restore_version": (99,),
    "bring_frame": (99, "first", "x.jpg", NO_FILE),
    "draw_frame": (99,),
    "remove_frame": (99, "first"),
    "add_reference": ("x.jpg", NO_FILE),
    "remove_reference": ("x",),
    "regenerate": (99,),
    "choose_take": (99, "no such take"),
    "bring": (99, "x.jpg", NO_FILE),
    "move_camera": (99, "no such take", "push_in"),
    "trim": (99, "no such take", 0.0),
    "aim": (99, "no such take", None),
    "start": (),
    "preview": (),
    "again": (),
    "cancel": (),
    "decline": (),
    "restyle": (),
    "bring_logo": ("x.jpg", NO_FILE),
    "remove_logo": (),
    "choose_poster": (99.0,),
    "rename": ("",),
    "restore": (),
    "would_forget": (),
}
CHANGING_WITH_WORDS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "lock": ((99,), {"locked": True}),
    "render": ((), {"aspect_ratio": "17:3"}),
}
FOR_GOOD = {"forget", "forget_person"}
"""Tried in tests of their own: what they are asked for is gone afterwards."""
ENDING = {"leave", "close"}
"""Not run: the studio would be gone. An admin may."""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with (
        studio_in(tmp_path_factory.mktemp("studio"), video=QuickVideo()) as opened,
        pytest.MonkeyPatch.context() as patch,
    ):
        keep_jobs_waiting(opened, patch)
        opened._parts.history.give_role(SOMEBODY, CREATOR, "the test")
        yield opened


class Shelf:
    """Videos by whose they are and whether they are finished."""

    def __init__(self, studio: Studio) -> None:
        self.own = _made(studio, ME, finished=False)
        self.own_finished = _made(studio, ME, finished=True)
        self.others = _made(studio, SOMEBODY, finished=False)
        self.others_finished = _made(studio, SOMEBODY, finished=True)

    def __iter__(self) -> Iterator[tuple[VideoRecord, bool, bool]]:
        yield self.own, True, False
        yield self.own_finished, True, True
        yield self.others, False, False
        yield self.others_finished, False, True


@pytest.fixture(scope="module")
def shelf(studio: Studio) -> Shelf:
    return Shelf(studio)


def _made(studio: Studio, owner: str, *, finished: bool) -> VideoRecord:
    history = studio._parts.history
    with acting_as(Person(person_id=owner, role=CREATOR)):
        video_id = studio.create(BRIEF)
        studio.write_script(video_id)
    if finished:
        result = GenerationResult(video_id=video_id, success=True)
        path = f"outputs/{video_id}/final_video.mp4"
        history.finish_render(history.start_render(video_id, 1, {}), result, final_path=path)
    return history.video(video_id)


def me(role: Role) -> Person:
    return Person(person_id=ME, role=role)


def refuses(act: Callable[[], object]) -> bool:
    """Whether the answer is NotAllowed; another error comes from behind the door."""
    try:
        act()
    except NotAllowed:
        return True
    except (AppError, ValueError):
        return False
    return False


def test_no_action_is_missing_here() -> None:
    tried = {name for actions in WITHOUT_A_VIDEO.values() for name in actions}
    tried |= {*LOOKING, *CHANGING, *CHANGING_WITH_WORDS, *ENDING, *FOR_GOOD, "delete"}
    assert tried == set(RULES)


@pytest.mark.parametrize("role", Role)
def test_what_is_about_no_video_asks_for_the_role_alone(studio: Studio, role: Role) -> None:
    with acting_as(me(role)):
        for least, actions in WITHOUT_A_VIDEO.items():
            for name, asked in actions.items():
                *args, words = asked if asked and isinstance(asked[-1], dict) else (*asked, {})
                is_refused = refuses(lambda: getattr(studio, name)(*args, **words))  # noqa: B023 - at once
                assert is_refused is not role.includes(least), f"{name} as {role}"
        for name in ENDING:
            assert studio.may(name) is (role is ADMIN)
            if role is not ADMIN:
                assert refuses(getattr(studio, name))


@pytest.mark.parametrize("role", Role)
def test_finished_videos_are_for_all_to_watch_and_drafts_for_those_who_make(
    studio: Studio, shelf: Shelf, role: Role
) -> None:
    with acting_as(me(role)):
        for video, is_own, is_finished in shelf:
            least = VIEWER if is_own or is_finished else CREATOR
            for name, asked in LOOKING.items():
                is_refused = refuses(lambda: getattr(studio, name)(video.video_id, *asked))  # noqa: B023
                assert is_refused is not role.includes(least), f"{name} as {role}, own: {is_own}"
                assert studio.may(name, video) is not is_refused


@pytest.mark.parametrize("role", Role)
def test_creators_change_their_own_and_approvers_all(studio: Studio, shelf: Shelf, role: Role) -> None:
    with acting_as(me(role)):
        for video, is_own, _ in shelf:
            least = CREATOR if is_own else APPROVER
            for name, (asked, words) in {
                **{n: (a, {}) for n, a in CHANGING.items()},
                **CHANGING_WITH_WORDS,
            }.items():
                is_refused = refuses(lambda: getattr(studio, name)(video.video_id, *asked, **words))  # noqa: B023
                assert is_refused is not role.includes(least), f"{name} as {role}, own: {is_own}"
                assert studio.may(name, video) is not is_refused


@pytest.mark.parametrize("role", Role)
def test_what_was_deleted_is_brought_back_by_those_who_may(studio: Studio, role: Role) -> None:
    for owner in (ME, SOMEBODY):
        video = _made(studio, owner, finished=True)
        least = CREATOR if owner == ME else APPROVER
        with acting_as(me(role)):
            assert refuses(lambda: studio.delete(video.video_id)) is not role.includes(least)  # noqa: B023
        studio._parts.history.delete(video.video_id)
        with acting_as(me(role)):
            assert refuses(lambda: studio.restore(video.video_id)) is not role.includes(least)  # noqa: B023
        studio._parts.history.delete(video.video_id)


@pytest.mark.parametrize("role", Role)
def test_for_good_creators_delete_their_own_approvers_all_and_admins_peoples(
    studio: Studio, role: Role
) -> None:
    for owner in ("guest@acme.com", SOMEBODY):
        video = _made(studio, owner, finished=False)
        least = CREATOR if owner == "guest@acme.com" else APPROVER
        with acting_as(Person(person_id="guest@acme.com", role=role)):
            assert refuses(lambda: studio.forget(video.video_id)) is not role.includes(least)  # noqa: B023
    with acting_as(Person(person_id="guest@acme.com", role=role)):
        assert refuses(lambda: studio.forget_person("guest@acme.com")) is not role.includes(VIEWER)
        assert refuses(lambda: studio.forget_person("nobody@acme.com")) is not role.includes(ADMIN)
        assert refuses(lambda: studio.would_forget_person("nobody@acme.com")) is not role.includes(ADMIN)


def seen(studio: Studio, **filters: Any) -> set[str]:
    found = {video.video_id for video in studio.videos(limit=1000, **filters)}
    assert studio.count_videos(**filters) == len(found)
    return found


def test_lists_hold_what_may_be_looked_at(studio: Studio, shelf: Shelf) -> None:
    own = {shelf.own.video_id, shelf.own_finished.video_id}
    finished, draft = shelf.others_finished.video_id, shelf.others.video_id
    with acting_as(me(VIEWER)):
        assert own | {finished} <= seen(studio)
        assert draft not in seen(studio)
        assert seen(studio, owner=SOMEBODY, deleted=True) == set()
    with acting_as(me(CREATOR)):
        assert own | {finished, draft} <= seen(studio)
        assert seen(studio, owner=SOMEBODY, deleted=True) == set()
    with acting_as(me(APPROVER)):
        assert seen(studio, owner=SOMEBODY, deleted=True)


def test_private_videos_are_seen_by_their_owner_and_approvers(
    studio: Studio, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = studio._parts.settings.model_copy(update={"private": True})
    monkeypatch.setitem(studio._parts.__dict__, "settings", settings)
    for role in (VIEWER, CREATOR):
        with acting_as(me(role)):
            assert not seen(studio) & {shelf.others.video_id, shelf.others_finished.video_id}
            assert refuses(lambda: studio.video(shelf.others_finished.video_id))
            assert studio.video(shelf.own.video_id)
    with acting_as(me(APPROVER)):
        assert studio.video(shelf.others.video_id)


def test_money_is_seen_by_who_spent_it_and_by_approvers(studio: Studio, shelf: Shelf) -> None:
    ledger, call = studio._parts.ledger, PaidCall(kind=ModelKind.TEXT, model="gemini", most_usd=0.02)
    for owner, video in ((ME, shelf.own), (SOMEBODY, shelf.others)):
        with paying_for(studio._parts.purpose(video.video_id, owner)), ledger.paying(call) as bill:
            bill.settle(0.01)
    with acting_as(me(CREATOR)):
        assert {charge.owner for charge in studio.charges(1)} == {ME}
        assert SOMEBODY not in studio.ledger_csv(1)
    with acting_as(me(APPROVER)):
        assert {charge.owner for charge in studio.charges(1)} == {ME, SOMEBODY}


def test_a_render_is_watched_under_its_own_video_only(studio: Studio, shelf: Shelf) -> None:
    theirs = studio._parts.history.last_render(shelf.others_finished.video_id)
    assert theirs is not None
    with acting_as(me(CREATOR)), pytest.raises(AppError, match="no such render"):
        studio.watch(shelf.own.video_id, theirs.render_id)


def test_the_same_id_and_brief_is_no_way_into_anothers_video(studio: Studio, shelf: Shelf) -> None:
    with acting_as(me(CREATOR)), pytest.raises(NotAllowed):
        studio.create(BRIEF, shelf.others.video_id)
    with acting_as(me(CREATOR)):
        assert studio.create(BRIEF, shelf.own.video_id) == shelf.own.video_id


def test_who_makes_a_video_owns_it_and_writes_its_script(studio: Studio, shelf: Shelf) -> None:
    assert shelf.own.owner == ME
    with acting_as(me(CREATOR)):
        video_id = studio.create(BRIEF)
        studio.write_script(video_id)
        studio.edit_scene(video_id, 1, {"narration": "Fresh bread at six."})
        assert studio.versions(video_id)[0].author == ME


def test_nobody_gets_nothing(studio: Studio) -> None:
    with acting_as(NOBODY), contextlib.suppress(NotAllowed):
        studio.videos()
        pytest.fail("a list was given to nobody")
