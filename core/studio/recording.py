"""What of the studio's actions is written into the audit log, and by whom: in one place, for all of them.

`recorded` stands before the methods, so pages, command line and API leave the same entries. What
changes something is written down whenever it is done or tried, and so is what nobody listed; what only
looks, when it looks at another's video or is refused: then once in an hour, since pages ask for
the same thing again and again.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

from core.errors import AppError, NotAllowed
from core.models.base import is_video_id
from core.security.audit import DONE, Deed
from core.security.people import acting_person
from core.studio.auditing import Auditing, write

S = TypeVar("S", bound=Auditing)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CHANGES = _words("""
    create write_script edit_scene add_scene duplicate_scene delete_scene move_scene rewrite fit_to_voice
    undo redo restore_version bring_frame draw_frame remove_frame add_reference remove_reference
    regenerate choose_take bring admit_footage move_camera trim aim lock
    start preview again cancel approve decline give_role
    restyle bring_logo remove_logo choose_poster rename delete restore download export
    forget forget_person
    settle_unknown ask_again clear_cache write_history read_history garbage audit_csv
""")
LOOKS = _words("""
    video describe quality published_file published_files published_link packed script versions standing
    storyboard storyboard_names price scene_takes scene_still pictures_taken changes posters
    job progress is_active last_result last_preview unknown_clips watch render
    videos count_videos active_jobs estimate outlook schedule pacing voices video_choices
    voice_sample music_sample caption_sample signed may_see
    standings closed_windows alerts_since usage charges ledger_csv titles unknowns
    meters health latest_health readiness cache program_versions go_on_with_due purge_due leave close
    takes_large_files arrived
    metrics own_metrics may_read_metrics serve_own_metrics
    may recognise members approvals approval
    would_forget would_forget_person
    audit_entries count_audit_entries audit_actions verify_audit
""")
"""`render` does what `start` and `watch` do."""
_SUBJECTS = ("person_id", "scene", "take_id", "model", "key", "name")
"""Parameters that say what else an action was about; none of them holds content."""
_PLAIN = re.compile(r"[A-Za-z0-9._:/@+-]{1,80}")
"""What a name or an id of the program's own looks like; other text may be content."""
_FILE_NAMES = frozenset({"admit_footage", "bring", "bring_frame", "add_reference"})
"""Where `name` is what a person calls a file: content."""


def recorded(studio: type[S]) -> type[S]:
    """Every public method of the class leaves its entry."""
    for name, method in inspect.getmembers(studio, inspect.isfunction):
        if not name.startswith("_"):
            setattr(studio, name, _Recorded(name, method).method)
    return studio


class _Recorded:
    """One method, with what its entries say."""

    def __init__(self, name: str, method: Callable[..., Any]) -> None:
        self._name = name
        self._function = method
        self._is_change = name not in LOOKS
        parameters = list(inspect.signature(method).parameters)
        self._video = parameters.index("video_id") - 1 if "video_id" in parameters else None
        about = [n for n in _SUBJECTS if n in parameters and not (n == "name" and name in _FILE_NAMES)]
        self._subjects = [(each, parameters.index(each) - 1) for each in about]

    @property
    def method(self) -> Callable[..., Any]:
        function, end = self._function, self._end

        @functools.wraps(function)
        def method(studio: Auditing, *args: Any, **kwargs: Any) -> Any:
            answer, result = None, DONE
            try:
                answer = function(studio, *args, **kwargs)
                return answer
            except BaseException as error:
                result = error.kind if isinstance(error, AppError) else type(error).__name__
                raise
            finally:
                end(studio, args, kwargs, answer, result)

        return method

    def _end(self, studio: Auditing, args: Any, kwargs: Any, answer: Any, result: str) -> None:
        video_id = _given(args, kwargs, "video_id", self._video)
        if self._name == "create" and result == DONE:
            video_id = answer
        is_refused = result == NotAllowed.__name__
        if self._is_change and not is_refused:
            given = (_given(args, kwargs, name, place) for name, place in self._subjects)
            subject = " ".join(each for each in given if _PLAIN.fullmatch(each))
            write(studio, Deed(action=self._name, video_id=_id(video_id), subject=subject, result=result))
        elif is_refused:
            _write_seldom(studio, Deed(action=self._name, video_id=_id(video_id), result=result))
        elif video_id and result == DONE and studio._is_anothers(video_id):
            _write_seldom(studio, Deed(action="view", video_id=_id(video_id)))


def _given(args: Any, kwargs: Any, name: str, place: int | None) -> str:
    value = kwargs.get(name, args[place] if place is not None and place < len(args) else "")
    return str(value) if isinstance(value, (str, int)) else ""


def _id(video_id: str) -> str:
    """The id; whatever else was given may be content, and is not repeated."""
    return video_id if is_video_id(video_id) else ""


def _write_seldom(studio: Auditing, deed: Deed) -> None:
    if studio._seldom.is_new((acting_person().person_id, deed)):
        write(studio, deed)
