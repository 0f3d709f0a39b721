"""Which role may do what: every action of the studio, and what it takes.

`guarded` puts the table before the methods, so pages, command line and API meet the same answer, and
a public method without a line here does not even load. A method that names a video is asked for
that video; `create` and lists look after their own rows.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from core.errors import NotAllowed
from core.security.people import Person, Role, acting_person
from core.security.rules import Rule
from core.storage.records import VideoRecord
from core.storage.videos import Filters
from core.studio.room import Room

S = TypeVar("S", bound=Room)

ANYBODY = Rule(own=Role.NONE)
SIGNED_IN = Rule(own=Role.VIEWER)
LOOK = Rule(own=Role.VIEWER, others=Role.CREATOR, finished=Role.VIEWER)
"""A video: finished ones are everybody's to watch, drafts those of people who make videos."""
LOOK_AT_OWN = Rule(own=Role.VIEWER, others=Role.APPROVER)
"""The same with `VVG_PRIVATE`."""
MAKE = Rule(own=Role.CREATOR)
CHANGE = Rule(own=Role.CREATOR, others=Role.APPROVER)
DECIDE = Rule(own=Role.APPROVER)
RUN = Rule(own=Role.ADMIN)

RULES: Mapping[str, Rule] = {
    "may": ANYBODY,
    "readiness": ANYBODY,  # other machines ask, which have no account
    # a video, looked at
    "video": LOOK,
    "describe": LOOK,
    "quality": LOOK,
    "published_file": LOOK,
    "published_files": LOOK,
    "published_link": LOOK,
    "packed": LOOK,
    "download": LOOK,
    "script": LOOK,
    "versions": LOOK,
    "standing": LOOK,
    "storyboard": LOOK,
    "storyboard_names": LOOK,
    "price": LOOK,
    "scene_takes": LOOK,
    "scene_still": LOOK,
    "pictures_taken": LOOK,
    "changes": LOOK,
    "posters": LOOK,
    "job": LOOK,
    "progress": LOOK,
    "is_active": LOOK,
    "last_result": LOOK,
    "last_preview": LOOK,
    "unknown_clips": LOOK,
    "watch": LOOK,
    # lists and meters: each shows what the person may look at
    "videos": SIGNED_IN,
    "count_videos": SIGNED_IN,
    "active_jobs": SIGNED_IN,
    "meters": SIGNED_IN,
    "go_on_with_due": SIGNED_IN,
    # links
    "signed": SIGNED_IN,
    "may_see": SIGNED_IN,
    # a brief
    "create": MAKE,
    "estimate": MAKE,
    "outlook": MAKE,
    "schedule": MAKE,
    "voices": MAKE,
    "video_choices": MAKE,
    "voice_sample": MAKE,
    "music_sample": MAKE,
    "caption_sample": MAKE,
    # a script
    "write_script": CHANGE,
    "edit_scene": CHANGE,
    "add_scene": CHANGE,
    "duplicate_scene": CHANGE,
    "delete_scene": CHANGE,
    "move_scene": CHANGE,
    "rewrite": CHANGE,
    "fit_to_voice": CHANGE,
    "pacing": CHANGE,  # it pays the voice
    "undo": CHANGE,
    "redo": CHANGE,
    "restore_version": CHANGE,
    "bring_frame": CHANGE,
    "draw_frame": CHANGE,
    "remove_frame": CHANGE,
    "add_reference": CHANGE,
    "remove_reference": CHANGE,
    # takes
    "regenerate": CHANGE,
    "choose_take": CHANGE,
    "bring": CHANGE,
    "takes_large_files": MAKE,
    "admit_footage": MAKE,
    "arrived": MAKE,
    "move_camera": CHANGE,
    "trim": CHANGE,
    "aim": CHANGE,
    "lock": CHANGE,
    # renders
    "start": CHANGE,
    "preview": CHANGE,
    "again": CHANGE,
    "render": CHANGE,
    "cancel": CHANGE,
    "approval": LOOK,
    "decline": CHANGE,
    "approvals": DECIDE,
    "approve": DECIDE,
    # the finished video
    "restyle": CHANGE,
    "bring_logo": CHANGE,
    "remove_logo": CHANGE,
    "choose_poster": CHANGE,
    "rename": CHANGE,
    "delete": CHANGE,
    "restore": CHANGE,
    "would_forget": CHANGE,
    "forget": CHANGE,
    # one's own; another person's takes an admin
    "would_forget_person": SIGNED_IN,
    "forget_person": SIGNED_IN,
    # money: below an approver one sees one's own
    "standings": MAKE,
    "closed_windows": MAKE,
    "alerts_since": MAKE,
    "usage": MAKE,
    "charges": MAKE,
    "ledger_csv": MAKE,
    "titles": MAKE,
    "unknowns": MAKE,
    "settle_unknown": DECIDE,
    # the house
    "health": MAKE,
    "latest_health": MAKE,
    "cache": MAKE,
    "program_versions": MAKE,
    "audit_entries": RUN,
    "count_audit_entries": RUN,
    "audit_actions": RUN,
    "audit_csv": RUN,
    "verify_audit": RUN,
    "clear_cache": RUN,
    "metrics": RUN,
    "own_metrics": RUN,
    "may_read_metrics": RUN,
    "serve_own_metrics": RUN,
    "ask_again": RUN,
    "export": RUN,
    "write_history": RUN,
    "read_history": RUN,
    "garbage": RUN,
    "purge_due": RUN,
    # people
    "recognise": ANYBODY,
    "members": RUN,
    "give_role": RUN,
    "leave": RUN,
    "close": RUN,
}


class Permissions(Room):
    """What the acting person may do."""

    def may(self, action: str, video: VideoRecord | None = None) -> bool:
        """Whether the acting person may do it, to that video if one is given, else to anything."""
        rule, person = self._rule(action), acting_person()
        if video is None:
            return rule.allows_some(person)
        return rule.allows(person, video.owner, is_finished=_is_finished(video))

    def _check(self, action: str, video_id: str | None) -> None:
        """Raises NotAllowed, and NotFound for a video that is not there."""
        rule, person = self._rule(action), acting_person()
        if not rule.allows_some(person):
            raise _refused(person)
        if video_id is None or rule.allows_all(person):
            return
        video = self._parts.history.video(video_id, deleted=True)
        if not rule.allows(person, video.owner, is_finished=_is_finished(video)):
            raise NotAllowed("This video belongs to somebody else.", "Ask its owner or an approver.")

    def _in_sight(self, *, deleted: bool = False) -> Filters:
        """The filters of the videos that the acting person may look at, or bring back."""
        rule, person = self._rule("restore" if deleted else "video"), acting_person()
        if rule.allows_all(person):
            return {}
        return {"seen_by": person.person_id, "or_finished": person.role.includes(rule.for_finished)}

    def _rule(self, action: str) -> Rule:
        rule = RULES[action]
        return LOOK_AT_OWN if rule is LOOK and self._parts.settings.private else rule


def guarded(rules: Mapping[str, Rule]) -> Callable[[type[S]], type[S]]:
    """Every public method of the class asks `_check` first. Raises TypeError for one without a rule."""

    def guard(studio: type[S]) -> type[S]:
        for name, method in inspect.getmembers(studio, inspect.isfunction):
            if name.startswith("_"):
                continue
            if name not in rules:
                raise TypeError(f"{name} has no line among the permissions")
            setattr(studio, name, _asking(name, method))
        return studio

    return guard


def _asking(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    parameters = list(inspect.signature(method).parameters)
    names_a_video = parameters[1:2] == ["video_id"]

    @functools.wraps(method)
    def asked(self: Permissions, *args: Any, **kwargs: Any) -> Any:
        video_id = (args[0] if args else kwargs.get("video_id")) if names_a_video else None
        self._check(name, video_id)
        return method(self, *args, **kwargs)

    return asked


def _is_finished(video: VideoRecord) -> bool:
    return video.final_path is not None and video.deleted_at is None


def _refused(person: Person) -> NotAllowed:
    if person.role is Role.NONE:
        return NotAllowed("Nobody is signed in who may do this.", "Sign in, or ask an admin to let you in.")
    return NotAllowed(f"Your role, {person.role}, does not allow this.", "Ask an admin for another role.")
