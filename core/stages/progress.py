"""Progress: many threads report parts of a job, one line says how far the whole is.

Reporting is also where a running step learns that a person cancelled: `report` then
raises Cancelled, which ends the work in hand and its child processes.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from core.errors import Cancelled
from core.models import ProgressUpdate, Stage
from core.storage.failures import DatabaseAway
from core.storage.history import History

WEIGHTS = {
    Stage.SCRIPT: 0.05,
    Stage.NARRATION: 0.05,
    Stage.CLIPS: 0.40,
    Stage.ENCODE: 0.37,
    Stage.SOUND: 0.05,
    Stage.FINISH: 0.08,
}
"""Shares of the whole, as measured on a 20 s video made offline on two cores."""

WRITE_EVERY_S = 1.0
MESSAGES = {
    Stage.SCRIPT: "Writing the script",
    Stage.NARRATION: "Recording the voice",
    Stage.CLIPS: "Filming the scenes",
    Stage.ENCODE: "Cutting and captioning",
    Stage.SOUND: "Mixing voice and music",
    Stage.FINISH: "Joining and checking the video",
}


class ProgressBoard:
    """The state of one job as this process and, through History, the others at work on it know it.

    Written once a second; a database that is away for a moment stops no work.
    """

    def __init__(
        self,
        history: History,
        video_id: str,
        render_id: str = "",
        *,
        elapsed_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._history = history
        self._video_id = video_id
        self._render_id = render_id
        self._clock = clock
        self._started = clock() - elapsed_s
        self._written = float("-inf")
        self._parts: dict[Stage, dict[str, float]] = {}
        self._lock = threading.Lock()

    def expect(self, stage: Stage, parts: list[str]) -> None:
        """Say which parts a stage has, so that its share is divided rightly."""
        with self._lock:
            known = self._parts.get(stage, {})
            self._parts[stage] = {part: known.get(part, 0.0) for part in parts}
        self._tell(stage)

    def report(self, stage: Stage, fraction: float, part: str = "") -> None:
        """A part of a stage is this far. Raises Cancelled when a person asked to stop."""
        with self._lock:
            parts = self._parts.setdefault(stage, {})
            is_news = fraction >= 1.0 > parts.get(part, 0.0)
            parts[part] = max(parts.get(part, 0.0), min(fraction, 1.0))
            due = is_news or self._clock() - self._written >= WRITE_EVERY_S
            if due:
                self._written = self._clock()
        if due:
            self.stop_if_cancelled()
            self._tell(stage)

    def stop_if_cancelled(self) -> None:
        """Raises Cancelled when a person asked to stop."""
        try:
            asked = self._history.cancel_requested(self._video_id)
        except DatabaseAway:
            return
        if asked:
            raise Cancelled("The job was cancelled.", "What was finished is kept; start it again to go on.")

    def fractions(self) -> dict[Stage, float]:
        """How far each stage is."""
        return {stage: sum(p.values()) / len(p) for stage, p in self._parts.items() if p}

    def _tell(self, stage: Stage) -> None:
        with contextlib.suppress(DatabaseAway):
            self._history.change_progress(self._video_id, lambda before: self._merged(stage, before))

    def _merged(self, stage: Stage, before: ProgressUpdate | None) -> ProgressUpdate:
        """This process's word with what the others said of the same render."""
        with self._lock:
            if before is not None and before.render_id == self._render_id:
                for other, parts in before.parts.items():
                    mine = self._parts.setdefault(other, {})
                    mine.update({part: max(done, mine.get(part, 0.0)) for part, done in parts.items()})
            return self._update(stage)

    def _update(self, stage: Stage) -> ProgressUpdate:
        fraction = min(0.999, sum(WEIGHTS[s] * done for s, done in self.fractions().items()))
        elapsed_s = max(0.0, self._clock() - self._started)
        remaining_s = elapsed_s * (1 - fraction) / fraction if fraction > 0.08 else None
        return ProgressUpdate(
            video_id=self._video_id,
            stage=stage,
            fraction=fraction,
            message=MESSAGES[stage],
            scene_fractions=dict(self._parts.get(Stage.CLIPS, {})),
            render_id=self._render_id,
            parts={name: dict(parts) for name, parts in self._parts.items()},
            elapsed_s=elapsed_s,
            remaining_s=remaining_s,
        )
