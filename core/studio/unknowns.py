"""Orders that may have been paid although nobody saw the answer, and the decision to pay again.

The program never takes that decision: a render that needs such a clip ends in OutcomeUnknown
until a person does.
"""

from __future__ import annotations

from core.models import JsonDict
from core.stages.film import order_key
from core.storage.records import OperationRecord
from core.studio.room import Room


class Unknowns(Room):
    """What a render cannot film before a person decides."""

    def unknown_clips(self, video_id: str) -> tuple[OperationRecord, ...]:
        """The orders of unknown outcome that the latest render needs, the first one first. Raises NotFound.

        One that another video placed is among them when both need the same clip.
        """
        last = self._parts.history.last_render(video_id)
        return self._unknown_in(video_id, last.options if last else {})

    def _pay_again(self, video_id: str, options: JsonDict) -> None:
        """A person decided: a render with these options orders those clips once more."""
        for operation in self._unknown_in(video_id, options):
            self._parts.history.retry_unknown(operation.key)

    def _unknown_in(self, video_id: str, options: JsonDict) -> tuple[OperationRecord, ...]:
        history = self._parts.history
        history.video(video_id)
        if not (unknown := history.unknown_operations()) or not history.script_versions(video_id):
            return ()
        with self._building(video_id, options) as build:
            scenes = () if build.options.is_preview else build.scenes
            needed = {order_key(build, scene) for scene in scenes}
        return tuple(operation for operation in unknown if operation.key in needed)
